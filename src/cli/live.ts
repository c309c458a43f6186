import type { Clock } from "../core/index.js";
import type { Value } from "../features/index.js";
import { type Operation, type OperationContext, openOperation, stepRollout, watchOperation } from "../project/index.js";
import type { FeatureReader } from "../serving/index.js";
import { followSources, type LiveFeatures, openFeatures } from "./live-features.js";
import type { Workspace } from "./workspace.js";

const TICK_MS = 10_000;

/** A project's deployment, ready to answer, with its features kept current. */
export interface Live {
  readonly operation: Operation;
  readonly features: FeatureReader;
  /** A request that makes sense now. */
  readonly example: Readonly<Record<string, Value>>;
  readonly clock: Clock;
  /** At once and then every 10 s: follows the rollout, lets monitors look, reads sources that changed, then calls `then`. */
  start(onTrouble: (error: unknown) => void, then?: () => Promise<void>): void;
  stop(): Promise<void>;
}

/** The clock that a project serves by: where its `asOf` stands, or the real one. */
export function servingClock({ loaded, clock, asOf }: Workspace): Clock {
  return loaded.project.asOf === null ? clock : { now: () => asOf };
}

/** The workspace as operating a deployment needs it. */
export function operationContext(workspace: Workspace): OperationContext {
  const { store, context } = workspace;
  return { ...store, runtime: context.runtime, clock: servingClock(workspace) };
}

/** Opens the deployment: loads its versions, and brings the online features to now by replaying what is known. */
export async function openLive(workspace: Workspace): Promise<Live> {
  const context = operationContext(workspace);
  const { clock } = context;
  const operation = await openOperation(context, workspace.loaded.project);
  const seen = await followSources(workspace);
  let features: LiveFeatures = await openFeatures(workspace, workspace.data, clock);
  let timer: NodeJS.Timeout | null = null;
  let turn = Promise.resolve();
  const tick = async (then?: () => Promise<void>): Promise<void> => {
    await stepRollout(context, operation);
    await watchOperation(context, operation);
    features = (await seen.changed(clock)) ?? features;
    await then?.();
  };
  return {
    operation,
    features: { columns: features.columns, read: (request, at) => features.read(request, at) },
    example: features.example,
    clock,
    start(onTrouble, then) {
      const next = (): void => {
        turn = turn.then(() => tick(then)).catch(onTrouble);
      };
      next();
      timer = setInterval(next, TICK_MS);
    },
    async stop() {
      if (timer) clearInterval(timer);
      await turn;
      await operation.slot.close();
    },
  };
}
