import type { Inference, InferenceLog } from "../../../serving/index.js";

/** An {@link InferenceLog} in memory. */
export function createMemoryInferenceLog(): InferenceLog {
  const inferences = new Map<string, Inference>();
  const of = (deployment: string): Inference[] =>
    [...inferences.values()].filter((one) => one.deployment === deployment);
  return {
    async append(inference) {
      if (!inferences.has(inference.id)) inferences.set(inference.id, inference);
    },
    after: async (deployment, { revision, id = "", until, limit }) =>
      of(deployment)
        .filter((one) => one.revision === revision && one.id > id && one.at <= until)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .slice(0, limit),
    list: async (deployment, { limit, before }) =>
      of(deployment)
        .filter(({ id }) => before === undefined || id < before)
        .sort((a, b) => (a.id > b.id ? -1 : 1))
        .slice(0, limit),
    count: async (deployment) => of(deployment).length,
  };
}
