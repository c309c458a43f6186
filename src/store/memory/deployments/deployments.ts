import { compareText } from "../../../core/index.js";
import type { DeploymentMove, ModelDeployment, ModelDeploymentStore } from "../../../serving/index.js";
import { deploymentUnknown } from "../../deployment-unknown.js";

/** A {@link ModelDeploymentStore} in memory. */
export function createMemoryModelDeploymentStore(): ModelDeploymentStore {
  const moves = new Map<string, DeploymentMove[]>();
  const served = (name: string): ModelDeployment | null => moves.get(name)?.at(-1)?.deployment ?? null;
  const add = (move: Omit<DeploymentMove, "revision">, of: (revision: number) => ModelDeployment | null): void => {
    const before = moves.get(move.name) ?? [];
    const revision = before.length + 1;
    moves.set(move.name, [...before, { ...move, revision, deployment: of(revision) }]);
  };
  return {
    async deploy(wish) {
      const { name, at, by } = wish;
      add({ name, at, by, deployment: null }, (revision) => ({ ...wish, revision }));
      return served(name)!;
    },
    async undeploy(name, { at, by }) {
      if (!served(name)) throw deploymentUnknown(name);
      add({ name, at, by, deployment: null }, () => null);
    },
    get: async (name) => served(name),
    list: async () =>
      [...moves.keys()]
        .sort(compareText)
        .map(served)
        .filter((deployment) => deployment !== null),
    history: async (name) => moves.get(name) ?? [],
  };
}
