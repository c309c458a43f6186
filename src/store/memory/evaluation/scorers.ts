import { compareText } from "../../../core/index.js";
import type { ScorerSampling, ScorerStore, ScorerVersion } from "../../../tracing/index.js";
import type { TrackingStore } from "../../../tracking/index.js";
import { experimentUnknown } from "../../tracking-failures.js";

interface Scorer {
  readonly id: string;
  readonly experimentId: string;
  readonly name: string;
  readonly versions: readonly ScorerVersion[];
  readonly sampling: ScorerSampling | null;
}

/** The part of the store that keeps scorers. */
export function createScorers(tracking: Pick<TrackingStore, "experiment">): ScorerStore {
  const all = new Map<string, Scorer>();
  const keyOf = (experimentId: string, name: string): string => `${experimentId} ${name}`;
  return {
    async register({ scorerId, experimentId, name, serialized, at }) {
      if ((await tracking.experiment(experimentId)) === null) throw experimentUnknown(experimentId);
      const key = keyOf(experimentId, name);
      const scorer = all.get(key) ?? { id: scorerId, experimentId, name, versions: [], sampling: null };
      const version = (scorer.versions.at(-1)?.version ?? 0) + 1;
      const made = { scorerId: scorer.id, experimentId, name, version, serialized, createdAt: at };
      all.set(key, { ...scorer, versions: [...scorer.versions, made] });
      return made;
    },
    async newest(experimentIds) {
      return [...all.values()]
        .filter(({ experimentId }) => experimentIds.includes(experimentId))
        .sort((a, b) => Number(a.experimentId) - Number(b.experimentId) || compareText(a.name, b.name))
        .flatMap(({ versions }) => versions.at(-1) ?? []);
    },
    versions: async (experimentId, name) => all.get(keyOf(experimentId, name))?.versions ?? [],
    async remove(experimentId, name, version) {
      const key = keyOf(experimentId, name);
      const scorer = all.get(key);
      if (!scorer) return 0;
      const rest = version === null ? [] : scorer.versions.filter((one) => one.version !== version);
      if (version === null) all.delete(key);
      else all.set(key, { ...scorer, versions: rest });
      return scorer.versions.length - rest.length;
    },
    async sample({ name, ...wish }) {
      const key = keyOf(wish.experimentId, name);
      const scorer = all.get(key);
      if (!scorer) return null;
      const sampling = { ...wish, scorerId: scorer.id };
      all.set(key, { ...scorer, sampling });
      return sampling;
    },
    samplings: async (scorerIds) =>
      [...all.values()].flatMap(({ id, sampling }) => (scorerIds.includes(id) && sampling !== null ? sampling : [])),
  };
}
