import { GyreError } from "../../core/index.js";
import { RehearsalReport } from "../../rehearsal/index.js";
import { defineOperation } from "../operation.js";

export const getRehearsal = defineOperation({
  id: "rehearsal.get_report",
  method: "GET",
  path: "/v1/rehearsal",
  permission: "rehearsals:read",
  summary: "How each policy fared over the project's history; while a rehearsal runs, what is known so far",
  input: {},
  output: RehearsalReport,
  failures: ["rehearsal.not_run"],
  async run(context) {
    const report = await context.rehearsal();
    if (report) return report;
    throw new GyreError("rehearsal.not_run", "no rehearsal has been run yet", { hint: "run: gyre rehearse" });
  },
});
