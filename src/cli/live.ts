import type { Clock } from "../core/index.js";
import { createOnlineFeatures, type OnlineFeatures } from "../features/index.js";
import { runAssets } from "../pipelines/index.js";
import { dataAssets, historyAsset, openHistory, openOperation, type Operation, type OperationContext, stepRollout, watchOperation } from "../project/index.js";
import { createFeed } from "../rehearsal/index.js";
import type { FeatureReader } from "../serving/index.js";
import type { Workspace } from "./workspace.js";

const TICK_MS = 10_000;

/** A project's deployment, ready to answer, with its features kept current. */
export interface Live {
  readonly operation: Operation;
  readonly features: FeatureReader;
  readonly clock: Clock;
  /** Follows rollouts and lets monitors look every 10 s until it is stopped. */
  start(onTrouble: (error: unknown) => void): void;
  stop(): Promise<void>;
}

/** The clock that a project serves by: where its `asOf` stands, or the real one. */
export function servingClock({ loaded, clock, asOf }: Workspace): Clock {
  return loaded.project.asOf === null ? clock : { now: () => asOf };
}

export function operationContext(workspace: Workspace): OperationContext {
  const { store, context } = workspace;
  return { ...store, runtime: context.runtime, clock: servingClock(workspace) };
}

/** Opens the deployment: loads its versions, and brings the online features to now by replaying what is known. */
export async function openLive(workspace: Workspace): Promise<Live> {
  const context = operationContext(workspace);
  const operation = await openOperation(context, workspace.loaded.project);
  const features = await currentFeatures(workspace, context.clock);
  let timer: NodeJS.Timeout | null = null;
  let last = context.clock.now();
  let turn = Promise.resolve();
  const tick = async (): Promise<void> => {
    const from = last;
    last = context.clock.now();
    await stepRollout(context, operation, from);
    await watchOperation(context, operation);
  };
  return {
    operation,
    features,
    clock: context.clock,
    start(onTrouble) {
      timer = setInterval(() => {
        turn = turn.then(tick).catch(onTrouble);
      }, TICK_MS);
    },
    async stop() {
      if (timer) clearInterval(timer);
      await turn;
      await operation.slot.close();
    },
  };
}

async function currentFeatures(workspace: Workspace, clock: Clock): Promise<FeatureReader> {
  const { loaded, data, context } = workspace;
  const { project } = loaded;
  const [load, validate] = await dataAssets(data, loaded, workspace.asOf);
  const run = await runAssets(context, [load, validate, historyAsset(data, loaded)], { reason: "online features" });
  const history = openHistory(loaded, (await run.value("history")) as Parameters<typeof openHistory>[1]);
  const online: OnlineFeatures = createOnlineFeatures({
    definitions: { entities: project.entities, views: project.views },
    set: project.model.features,
    sources: project.sources,
  });
  const feed = createFeed(history.events);
  const advance = (now: number): void => {
    feed.until(now, online.push);
    online.advanceTo(now);
  };
  advance(clock.now());
  return {
    columns: online.columns,
    read(request, at) {
      advance(at);
      return online.read(request, at);
    },
  };
}
