import { relative } from "node:path";
import { GyreError, nearestName, shellWord } from "../core/index.js";
import type { Project } from "../project/index.js";
import type { ModelEstimator } from "../training/index.js";
import { timeOption } from "./run-loop.js";
import type { Workspace } from "./workspace.js";

/** What to rehearse. */
export interface RehearsalPlan {
  readonly policies: readonly string[];
  readonly estimator: ModelEstimator;
  /** ms */
  readonly from: number;
  readonly to: number;
}

/** What the command line asks for; what is left out is the project's. */
export interface RehearsalWish {
  readonly policies?: readonly string[];
  readonly from?: string;
  readonly to?: string;
}

/** The plan for a project: its own stretch and all its policies, unless others are named. Throws `rehearsal.policy_unknown`, `cli.bad_usage`. */
export function planRehearsal(project: Project, wish: RehearsalWish): Omit<RehearsalPlan, "estimator"> {
  const known = Object.keys(project.retraining);
  for (const policy of wish.policies ?? []) refuseUnknown(policy, known);
  const from = wish.from === undefined ? Date.parse(project.rehearsal?.from ?? "") : timeOption("--from", wish.from);
  const to = wish.to === undefined ? Date.parse(project.rehearsal?.to ?? "") : timeOption("--to", wish.to);
  if (!(from < to)) {
    throw new GyreError("cli.bad_usage", "a rehearsal needs a stretch of history: --from before --to", {
      hint: 'write rehearsal: { from: "2013-03-01T00:00:00Z", to: … } in the project file, or give --from and --to',
    });
  }
  return { policies: wish.policies?.length ? [...new Set(wish.policies)] : known, from, to };
}

function refuseUnknown(policy: string, known: readonly string[]): void {
  if (known.includes(policy)) return;
  const nearest = nearestName(policy, known);
  throw new GyreError("rehearsal.policy_unknown", `the project has no retraining policy ${JSON.stringify(policy)}`, {
    hint: nearest ? `did you mean ${JSON.stringify(nearest)}?` : `it has ${known.join(", ")}`,
  });
}

/** The shell line that makes the report of this plan again. */
export function commandOf({ loaded: { project, folder } }: Workspace, plan: RehearsalPlan): string {
  const own = planRehearsal(project, { from: new Date(plan.from).toISOString(), to: new Date(plan.to).toISOString() });
  const moved = (["from", "to"] as const).filter((end) => plan[end] !== Date.parse(project.rehearsal?.[end] ?? ""));
  const place = relative(process.cwd(), folder);
  return [
    "gyre rehearse",
    ...(place === "" ? [] : [`--project ${shellWord(place)}`]),
    ...(plan.policies.join() === own.policies.join() ? [] : [`--policy ${plan.policies.join(",")}`]),
    ...moved.map((end) => `--${end} ${new Date(plan[end]).toISOString()}`),
    ...(plan.estimator.kind === project.model.estimator.kind ? [] : [`--estimator ${plan.estimator.kind}`]),
  ].join(" ");
}
