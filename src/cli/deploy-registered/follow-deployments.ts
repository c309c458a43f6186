import { type Clock, idFactory, type Log, type Random } from "../../core/index.js";
import type { DeployedModels } from "../../server/context.js";
import type { ModelHost } from "../../serving/index.js";
import type { TrackingState } from "../tracking-store.js";
import { watchDeployments } from "./watch-deployments.js";

const LOOK_MS = 1000;
const LOOKS_BETWEEN_COMPARISONS = 10;

/** The models of clients that are deployed, kept as the store says. Stop it after the server. */
export interface FollowedDeployments extends DeployedModels {
  /** Resolves when what was deployed at the start is loaded. */
  readonly first: Promise<void>;
  stop(): Promise<void>;
}

/** Looks at once and then every second what is deployed. What serving takes is only loaded when there is something to serve. */
export function followDeployments(
  state: Pick<TrackingState, "deployments" | "inferences" | "artifacts" | "monitoring">,
  { clock, random, log }: { readonly clock: Clock; readonly random: Random; readonly log: Log },
): FollowedDeployments {
  const { deployments, inferences, artifacts } = state;
  const watches = watchDeployments(state, { clock, log });
  let looks = 0;
  let host: ModelHost | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isStopped = false;
  const look = async (): Promise<void> => {
    host ??= (await isAnyDeployed(deployments)) ? await loadHost({ deployments, artifacts, clock, log }) : null;
    await host?.follow();
    if (host && ++looks % LOOKS_BETWEEN_COMPARISONS === 0) await watches.look(host.list());
  };
  const again = (): void => {
    if (isStopped) return;
    timer = setTimeout(() => {
      turn = look().then(again);
    }, LOOK_MS).unref();
  };
  const first = look();
  let turn = first.then(again);
  return {
    host: () => host,
    drift: watches.drift,
    inferences,
    clock,
    ids: idFactory(clock, random),
    first,
    async stop() {
      isStopped = true;
      if (timer) clearTimeout(timer);
      await turn;
      await host?.close();
    },
  };
}

/** A store that cannot be read now is asked again at the next look; others tell of it. */
async function isAnyDeployed(deployments: TrackingState["deployments"]): Promise<boolean> {
  const list = await deployments.list().catch(() => []);
  return list.length > 0;
}

async function loadHost(
  context: Pick<TrackingState, "deployments" | "artifacts"> & { readonly clock: Clock; readonly log: Log },
): Promise<ModelHost> {
  const [{ createModelHost }, { threadedOnnxRuntime }] = await Promise.all([
    import("../../serving/index.js"),
    import("../../compute/onnx/threaded.js"),
  ]);
  return createModelHost({ ...context, runtime: threadedOnnxRuntime() });
}
