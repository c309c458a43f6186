import { compareText } from "../../../core/index.js";
import type { Collectable, TrackingStore } from "../../../tracking/index.js";
import { firstOf, type Kept } from "./kept.js";

const KINDS: readonly Collectable["kind"][] = ["run", "model", "experiment"];

/** The part of the store that removes for good what is deleted. */
export function createGarbage(kept: Kept): Pick<TrackingStore, "collectable" | "isCollectable" | "collect"> {
  return {
    async collectable(before, limit) {
      return deleted(kept)
        .filter(({ deletedAt }) => deletedAt < before)
        .slice(0, limit);
    },
    isCollectable: async (item) => deleted(kept).some((one) => identityOf(one) === identityOf(item)),
    async collect(items) {
      const there = new Set(deleted(kept).map(identityOf));
      const gone = items.filter((item) => there.has(identityOf(item)));
      for (const { kind, id } of gone) {
        if (kind === "run") removeRun(kept, id);
        if (kind === "model") kept.models.delete(id);
        if (kind === "experiment") removeExperiment(kept, id);
      }
      return gone;
    },
  };
}

function identityOf({ kind, id, deletedAt }: Collectable): string {
  return `${kind} ${id} ${deletedAt}`;
}

function deleted(kept: Kept): readonly Collectable[] {
  const found: Collectable[] = [];
  const add = (kind: Collectable["kind"], id: string, artifactUri: string, times: readonly (number | null)[]) => {
    const known = times.filter((time) => time !== null);
    if (known.length > 0) found.push({ kind, id, artifactUri, deletedAt: Math.min(...known) });
  };
  const withExperiment = (id: string) => kept.experiments.get(id)?.deletedAt ?? null;
  for (const { info, deletedAt } of kept.runs.values())
    add("run", info.id, info.artifactUri, [deletedAt, withExperiment(info.experimentId)]);
  for (const { info, deletedAt } of kept.models.values())
    add("model", info.id, info.artifactUri, [deletedAt, withExperiment(info.experimentId)]);
  for (const { info, deletedAt } of kept.experiments.values())
    add("experiment", info.id, info.artifactLocation, [deletedAt]);
  return found.sort((a, b) =>
    firstOf(
      a.deletedAt - b.deletedAt,
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind),
      a.kind === "experiment" ? Number(a.id) - Number(b.id) : compareText(a.id, b.id),
    ),
  );
}

function removeRun(kept: Kept, id: string): void {
  kept.runs.delete(id);
  for (const { metrics } of kept.models.values())
    for (const [identity, metric] of metrics) if (metric.runId === id) metrics.delete(identity);
}

function removeExperiment(kept: Kept, id: string): void {
  for (const { info } of [...kept.runs.values()]) if (info.experimentId === id) removeRun(kept, info.id);
  for (const { info } of [...kept.models.values()]) if (info.experimentId === id) kept.models.delete(info.id);
  kept.experiments.delete(id);
}
