import type { Partition } from "./conditions.js";
import { compareWithRest, type Moments, momentsOf } from "./welch.js";

/** One condition of a slice: a place of a partition. */
export interface Part {
  readonly partition: Partition;
  readonly place: number;
}

/** A slice that the search found, its conditions in the order of the partitions. */
export interface Candidate {
  readonly parts: readonly Part[];
  readonly rows: Int32Array;
  readonly t: number;
}

/** What is searched. */
export interface SearchData {
  readonly partitions: readonly Partition[];
  readonly losses: Float64Array;
  readonly weights: Float64Array;
  /** The rows to look at. */
  readonly rows: Int32Array;
}

/** How it is searched. */
export interface SearchLimits {
  readonly least: number;
  readonly maxConditions: number;
  readonly beamWidth: number;
}

/**
 * The slices whose mean loss stands out most from the rest, by Welch's t, at most `beamWidth`: the best of each length are refined by
 * one more condition; a refinement counts only if it stands out more than what it refines, and of slices that share nine tenths of
 * their rows only the best is kept.
 */
export function searchSlices(data: SearchData, limits: SearchLimits): Candidate[] {
  const all = momentsOf(data.rows, data.losses, data.weights);
  const found = new Map<string, Candidate>();
  let beam: readonly Candidate[] = [{ parts: [], rows: data.rows, t: 0 }];
  for (let length = 1; length <= limits.maxConditions; length++) {
    const next = new Map<string, Candidate>();
    for (const parent of beam) {
      for (const child of refinements(parent, data, { ...limits, all })) next.set(keyOf(child, data), child);
    }
    beam = [...next.values()].sort(stronger).slice(0, limits.beamWidth);
    for (const candidate of beam) found.set(keyOf(candidate, data), candidate);
  }
  return distinct([...found.values()].sort(stronger)).slice(0, limits.beamWidth);
}

function stronger(a: Candidate, b: Candidate): number {
  return b.t - a.t || a.parts.length - b.parts.length;
}

function keyOf({ parts }: Candidate, { partitions }: SearchData): string {
  return parts.map(({ partition, place }) => `${partitions.indexOf(partition)}:${place}`).join(" ");
}

function refinements(
  parent: Candidate,
  data: SearchData,
  limits: SearchLimits & { readonly all: Moments },
): Candidate[] {
  const used = new Set(parent.parts.map(({ partition }) => partition));
  return data.partitions
    .filter((partition) => !used.has(partition))
    .flatMap((partition) => {
      const sums = momentsByPlace(parent.rows, partition, data);
      return partition.conditions.flatMap((_condition, place) => {
        const inside = sums[place];
        if (inside.weight < limits.least || limits.all.weight - inside.weight < limits.least) return [];
        const { t } = compareWithRest(inside, limits.all);
        if (!(t > parent.t)) return [];
        const parts = [...parent.parts, { partition, place }].sort(
          (a, b) => data.partitions.indexOf(a.partition) - data.partitions.indexOf(b.partition),
        );
        return [{ parts, rows: parent.rows.filter((row) => partition.codes[row] === place), t }];
      });
    });
}

function momentsByPlace(
  rows: Int32Array,
  { codes, conditions }: Partition,
  { losses, weights }: SearchData,
): Moments[] {
  const sums = new Float64Array(3 * conditions.length);
  for (const row of rows) {
    const place = codes[row];
    if (place < 0) continue;
    sums[3 * place] += weights[row];
    sums[3 * place + 1] += weights[row] * losses[row];
    sums[3 * place + 2] += weights[row] * losses[row] * losses[row];
  }
  return conditions.map((_, i) => ({ weight: sums[3 * i], sum: sums[3 * i + 1], squares: sums[3 * i + 2] }));
}

/** Drops slices that hold nearly the same rows as a stronger one. */
function distinct(sorted: readonly Candidate[]): Candidate[] {
  const kept: { readonly candidate: Candidate; readonly rows: ReadonlySet<number> }[] = [];
  for (const candidate of sorted) {
    const repeated = kept.some(({ rows }) => {
      const shared = candidate.rows.reduce((count, row) => count + (rows.has(row) ? 1 : 0), 0);
      return shared > 0.9 * (candidate.rows.length + rows.size - shared);
    });
    if (!repeated) kept.push({ candidate, rows: new Set(candidate.rows) });
  }
  return kept.map(({ candidate }) => candidate);
}
