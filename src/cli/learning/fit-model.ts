import { createRandom } from "../../core/index.js";
import { type AnyConfig, type EstimatorConfig, fitModel, type Model } from "../../learn/index.js";
import type { LearningData } from "./learning-data.js";

/** A fit and the processor time that it took, of all threads of this process. */
export interface TimedFit {
  readonly model: Model;
  /** Sorting values into bins, for estimators that do; else 0. */
  readonly binCpuSeconds: number;
  /** The rest of the fit. */
  readonly fitCpuSeconds: number;
}

/** Fits on all rows. */
export function fitTimed(
  config: AnyConfig,
  { frame, target, weights }: LearningData,
  seed: number,
  onRound: (round: number, of: number) => void,
): TimedFit {
  let binCpuSeconds = 0;
  const before = process.cpuUsage();
  const model = fitModel(config as EstimatorConfig, frame, target, {
    random: createRandom(seed),
    onRound,
    onPhase: (done) => {
      if (done === "bins") binCpuSeconds = cpuSeconds(before);
    },
    ...(weights ? { weights } : {}),
  });
  return { model, binCpuSeconds, fitCpuSeconds: cpuSeconds(before) - binCpuSeconds };
}

function cpuSeconds(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
