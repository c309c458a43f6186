import { asGyreError, type Clock, type Log } from "../../core/index.js";
import type { DeployedWatch } from "../../monitoring/index.js";
import type { DriftScore } from "../../server/context.js";
import type { ModelDeployment } from "../../serving/index.js";
import type { TrackingState } from "../tracking-store.js";

/** Compares what deployed models are asked with what they were asked first. */
export interface DeploymentWatches {
  /** Looks at what came since, and says what starts to drift; never throws. */
  look(deployed: readonly ModelDeployment[]): Promise<void>;
  drift(): readonly DriftScore[];
}

/** Watches nothing until it is called, then each deployment for as long as it serves. */
export function watchDeployments(
  { inferences, monitoring }: Pick<TrackingState, "inferences" | "monitoring">,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): DeploymentWatches {
  let watches = new Map<string, DeployedWatch>();
  const failing = new Set<string>();
  return {
    async look(deployed) {
      if (deployed.length === 0 && watches.size === 0) return;
      const { deployedMonitor, watchDeployed } = await import("../../monitoring/index.js");
      const context = { ...monitoring, inferences, clock };
      const watchOf = (one: ModelDeployment): DeployedWatch =>
        watches.get(deployedMonitor(one)) ?? watchDeployed(context, one);
      watches = new Map(deployed.map((one) => [deployedMonitor(one), watchOf(one)]));
      for (const [monitor, watch] of watches)
        try {
          for (const { feature, message } of await watch.look())
            log.warn("monitoring.drift", { monitor, feature, message });
          failing.delete(monitor);
        } catch (error) {
          if (!failing.has(monitor))
            log.warn("monitoring.not_compared", { monitor, error: asGyreError(error).message });
          failing.add(monitor);
        }
    },
    drift: () => [...watches.values()].flatMap(scoresOf),
  };
}

function scoresOf({ deployment, scores }: DeployedWatch): DriftScore[] {
  return [...scores()].flatMap(([column, score]) =>
    score === null ? [] : [{ model: deployment.name, column, score }],
  );
}
