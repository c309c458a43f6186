import { GyreError } from "../core/index.js";
import type { Column, Table } from "../learn/index.js";
import { benjaminiHochberg } from "../math/index.js";
import { type Comparison, compareCategories, compareCells, compareNumbers } from "./feature-drift.js";
import type { DriftFinding, DriftReference } from "./types.js";

/** By what rule a window is judged. */
export interface CompareOptions {
  /** False discoveries accepted among the findings. Default 0.05. */
  readonly alpha?: number;
  /** Smallest effect that matters. Default 0.05. */
  readonly delta?: number;
  /** Another `delta` for some features; an important feature deserves a smaller one. */
  readonly deltas?: Readonly<Record<string, number>>;
  /** Rows below which a comparison says nothing. Default 100. */
  readonly minRows?: number;
}

type Aspect = DriftFinding["aspect"];
type ReferenceColumn = DriftReference["columns"][number];

interface Candidate {
  readonly feature: string;
  readonly aspect: Aspect;
  readonly comparison: Comparison | null;
  readonly rows: readonly [reference: number, current: number];
  readonly delta: number;
}

/** The score of a distance beyond its limit that is not significant: just inside the gate. */
const BELOW_GATE = 0.99;

/**
 * Compares a window with the reference, feature by feature; O(rows · columns), reads no reference rows.
 *
 * A feature drifted when its p-value, adjusted for all the window's comparisons (Benjamini–Hochberg), is below `alpha` and
 * its effect, less what chance explains, reaches `delta`. So neither many features nor many rows alone raise an alarm.
 * The share of missing values is a comparison of its own, made where either side has any, because a broken join and a
 * changed world call for different answers. A column that the window lacks, or that changed between number and category,
 * throws `data.column_missing` or `data.type_changed`; columns unknown to the reference are left out.
 */
export function compareDrift(reference: DriftReference, current: Table, options: CompareOptions = {}): DriftFinding[] {
  const { alpha = 0.05, minRows = 100 } = options;
  const candidates = reference.columns.flatMap((column) => {
    const delta = options.deltas?.[column.name] ?? options.delta ?? 0.05;
    return candidatesOf(column, columnOf(current, column), delta, minRows);
  });
  const judged = candidates.filter((candidate) => candidate.comparison !== null);
  const adjusted = benjaminiHochberg(judged.map((candidate) => candidate.comparison?.p ?? 1));
  const places = new Map(judged.map((candidate, i) => [candidate, adjusted[i]]));
  return candidates.map((candidate) => findingOf(candidate, places.get(candidate) ?? 1, alpha));
}

/** The largest score of each feature over its aspects; null where nothing could be said. For a heat map: 1 is the limit. */
export function featureScores(findings: readonly DriftFinding[]): Map<string, number | null> {
  const scores = new Map<string, number | null>();
  for (const { feature, score } of findings) {
    const known = scores.get(feature) ?? null;
    scores.set(feature, known === null || score === null ? (known ?? score) : Math.max(known, score));
  }
  return scores;
}

function columnOf(current: Table, { name, kind }: ReferenceColumn): Column {
  const column = current.columns[current.names.indexOf(name)];
  if (column === undefined) {
    throw new GyreError("data.column_missing", `the window to compare has no column "${name}"`, { details: { name } });
  }
  if (column.kind !== kind) {
    throw new GyreError("data.type_changed", `column "${name}" was a ${kind} and is a ${column.kind} now`, {
      details: { name, expected: kind, got: column.kind },
    });
  }
  return column;
}

function candidatesOf(reference: ReferenceColumn, current: Column, delta: number, minRows: number): Candidate[] {
  const rows = current.kind === "number" ? current.values.length : current.codes.length;
  const present = presentOf(current);
  const candidate = (aspect: Aspect, n: number, m: number, compare: () => Comparison): Candidate => {
    const enough = n >= minRows && m >= minRows;
    return { feature: reference.name, aspect, rows: [n, m], delta, comparison: enough ? compare() : null };
  };
  const values = candidate("values", reference.n, present, () => compareValues(reference, current, delta));
  if (reference.n === reference.rows && present === rows) return [values];
  const missing = candidate("missing", reference.rows, rows, () =>
    compareCells([reference.n, reference.rows - reference.n], [present, rows - present], delta),
  );
  return [values, missing];
}

function compareValues(reference: ReferenceColumn, current: Column, delta: number): Comparison {
  if (reference.kind === "number" && current.kind === "number") return compareNumbers(reference, current.values, delta);
  if (reference.kind === "category" && current.kind === "category") return compareCategories(reference, current, delta);
  throw new GyreError("data.type_changed", `column "${reference.name}" changed its kind`);
}

function presentOf(column: Column): number {
  let present = 0;
  if (column.kind === "number") {
    const { values } = column;
    for (let i = 0; i < values.length; i++) if (Number.isFinite(values[i])) present++;
  } else {
    const { codes } = column;
    for (let i = 0; i < codes.length; i++) if (codes[i] >= 0) present++;
  }
  return present;
}

function findingOf({ feature, aspect, comparison, rows, delta }: Candidate, pAdjusted: number, alpha: number) {
  const [referenceRows, currentRows] = rows;
  const common = { feature, aspect, referenceRows, currentRows };
  if (comparison === null) {
    const unknown = { p: null, pAdjusted: null, distance: null, limit: null, effectLow: null, score: null };
    return { ...common, test: "none", enough: false, ...unknown, drifted: false } satisfies DriftFinding;
  }
  const { test, p, distance, limit, effectLow } = comparison;
  const drifted = pAdjusted < alpha && effectLow >= delta;
  const ratio = distance / limit;
  const score = drifted ? Math.max(1, ratio) : Math.min(BELOW_GATE, ratio);
  const numbers = { p, pAdjusted, distance, limit, effectLow, score };
  return { ...common, test, enough: true, ...numbers, drifted } satisfies DriftFinding;
}
