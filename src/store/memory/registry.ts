import type { Alias, ModelStore, ModelVersion } from "../../registry/index.js";
import { versionUnknown } from "../version-unknown.js";

interface AliasMove {
  readonly alias: Alias;
  readonly versionId: string | null;
  readonly at: number;
}

/** A {@link ModelStore} in memory. */
export function createMemoryModelStore(): ModelStore {
  const versions = new Map<string, ModelVersion>();
  const moves = new Map<string, AliasMove[]>();
  const ofModel = (model: string): ModelVersion[] => [...versions.values()].filter((one) => one.model === model);
  const current = (model: string, alias: Alias): string | null =>
    moves.get(model)?.findLast((move) => move.alias === alias)?.versionId ?? null;
  return {
    async add(candidate) {
      const known = ofModel(candidate.model);
      const same = known.find((one) => one.runId === candidate.runId && one.digest === candidate.digest);
      if (same) return same;
      const added = structuredClone({ ...candidate, version: known.length + 1 });
      versions.set(added.id, added);
      return added;
    },
    async get(id) {
      return versions.get(id) ?? null;
    },
    async list(model) {
      return ofModel(model);
    },
    async models() {
      return [...new Set([...versions.values()].map((one) => one.model))].sort();
    },
    async setAlias(model, alias, versionId, at) {
      if (versionId !== null && versions.get(versionId)?.model !== model) throw versionUnknown(model, versionId);
      if (current(model, alias) === versionId) return;
      const kept = moves.get(model) ?? [];
      moves.set(model, [...kept, { alias, versionId, at }]);
    },
    async alias(model, alias) {
      return versions.get(current(model, alias) ?? "") ?? null;
    },
    async aliasMoves(model) {
      return moves.get(model) ?? [];
    },
  };
}
