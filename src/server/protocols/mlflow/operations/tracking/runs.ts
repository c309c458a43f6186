import { GyreError } from "../../../../../core/index.js";
import { badValue, type Run, randomHexId, randomName, type Tag } from "../../../../../tracking/index.js";
import type { MlflowContext } from "../../operation.js";
import { activeExperiment } from "./experiments.js";
import { entryOf, given, type Message, type OperationOf } from "./message.js";
import { runInfoReply, runReply } from "./wire.js";

/** The tag that is a run's name. */
export const RUN_NAME_TAG = "mlflow.runName";
const DEFAULT_EXPERIMENT = "0";

export const createRun: OperationOf<"createRun"> = async ({ tracking, random }, message) => {
  const experiment = await activeExperiment(tracking, given(message.experiment_id) ?? DEFAULT_EXPERIMENT);
  const { name, tags } = namedTags(message, () => randomName(random));
  const id = randomHexId(random);
  const info = {
    id,
    experimentId: experiment.id,
    name,
    userId: message.user_id ?? "",
    status: "RUNNING",
    startedAt: message.start_time ?? 0,
    endedAt: null,
    artifactUri: under(experiment.artifactLocation, `${id}/artifacts`),
    stage: "active",
  } as const;
  await tracking.createRun(info, tags);
  return { run: { info: runInfoReply(info), data: { tags }, inputs: {} } };
};

export const getRun: OperationOf<"getRun"> = async ({ tracking }, { run_id }) => ({
  run: runReply(await runOf(tracking, run_id)),
});

export const updateRun: OperationOf<"updateRun"> = async ({ tracking }, message) => {
  const { status, end_time: endedAt } = message;
  const name = given(message.run_name);
  const change = {
    ...(status !== undefined && { status }),
    ...(endedAt !== undefined && { endedAt }),
    ...(name !== undefined && { name }),
  };
  return { run_info: runInfoReply(await tracking.changeRun(message.run_id, change)) };
};

export const deleteRun: OperationOf<"deleteRun"> = async ({ tracking, clock }, { run_id }) => {
  await tracking.setRunStage(run_id, "deleted", clock.now());
  return {};
};

export const restoreRun: OperationOf<"restoreRun"> = async ({ tracking, clock }, { run_id }) => {
  await tracking.setRunStage(run_id, "active", clock.now());
  return {};
};

/** The run of this id, deleted or not. Throws `tracking.run_unknown`. */
export async function runOf(tracking: MlflowContext["tracking"], id: string): Promise<Run> {
  const run = await tracking.run(id);
  if (run !== null) return run;
  throw new GyreError("tracking.run_unknown", `Run with id=${id} not found`);
}

/** A place under a URI, which may carry a query. */
export function under(uri: string, path: string): string {
  return `${uri.replace(/\/+$/, "")}/${path}`;
}

/** The name and the tag of the name are the same thing, given either way, or made up. */
function namedTags(
  message: Pick<Message<"createRun">, "run_name" | "tags">,
  makeUp: () => string,
): { readonly name: string; readonly tags: readonly Tag[] } {
  const tags = message.tags.map(entryOf);
  const tagged = given(tags.find(({ key }) => key === RUN_NAME_TAG)?.value);
  const wished = given(message.run_name);
  if (wished !== undefined && tagged !== undefined && wished !== tagged) {
    throw badValue(
      `Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='${wished}', mlflow.runName='${tagged}').`,
    );
  }
  const name = wished ?? tagged ?? makeUp();
  if (tagged !== undefined) return { name, tags };
  return { name, tags: [...tags.filter(({ key }) => key !== RUN_NAME_TAG), { key: RUN_NAME_TAG, value: name }] };
}
