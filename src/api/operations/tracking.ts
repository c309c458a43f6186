import Type from "typebox";
import { GyreError } from "../../core/index.js";
import { TrainingRun } from "../../tracking/index.js";
import { defineOperation } from "../operation.js";
import { pageOf, pageQuery, pathParams, readPage } from "../page.js";

export const listRuns = defineOperation({
  id: "tracking.list_runs",
  method: "GET",
  path: "/v1/runs",
  permission: "runs:read",
  summary: "Training runs, newest first",
  input: { query: pageQuery({ model: Type.Optional(Type.String()) }) },
  output: pageOf(TrainingRun),
  failures: [],
  run({ runs }, { query }) {
    const { limit: asked, ...filter } = query;
    return readPage(
      asked,
      (limit) => runs.list({ ...filter, limit }),
      (run) => run.id,
    );
  },
});

export const getRun = defineOperation({
  id: "tracking.get_run",
  method: "GET",
  path: "/v1/runs/{id}",
  permission: "runs:read",
  summary: "One training run",
  input: { params: pathParams("id") },
  output: TrainingRun,
  failures: ["tracking.run_unknown"],
  async run({ runs }, { params }) {
    const run = await runs.get(params.id);
    if (run) return run;
    throw new GyreError("tracking.run_unknown", `no run with the id ${params.id.slice(0, 80)}`, {
      hint: "GET /v1/runs lists the runs",
    });
  },
});
