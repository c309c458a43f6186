import { GyreError, nearestName } from "../../../core/index.js";
import type { Frame, FrameColumn } from "../../table.js";
import { ascendingOrder } from "../score-order.js";
import { quantileInOrder } from "../weighted-quantile.js";

/** What the rows of a slice have in common in one column. */
export type Condition =
  | { readonly kind: "category"; readonly column: string; readonly category: string }
  /** from ≤ value < to */
  | { readonly kind: "range"; readonly column: string; readonly from: number; readonly to: number }
  | { readonly kind: "missing"; readonly column: string };

/** A column cut into conditions of which each row meets at most one. */
export interface Partition {
  readonly column: string;
  readonly conditions: readonly Condition[];
  /** For each row the place of its condition, −1 for none. */
  readonly codes: Int32Array;
}

/** How columns are cut. */
export interface PartitionOptions {
  /** Which columns; default all but texts. */
  readonly columns?: readonly string[] | undefined;
  /** Into how many bins of equal frequency numbers and moments are cut; default 4. */
  readonly bins?: number | undefined;
  /** The most frequent categories that get a slice; default 50. */
  readonly maxCategories?: number | undefined;
}

/**
 * Cuts each column into conditions: categories by value, numbers and moments into bins of equal weight, missing values apart. Throws
 * `learn.bad_config` on an unknown column or a text.
 */
export function partitionsOf(frame: Frame, weights: Float64Array, options: PartitionOptions): Partition[] {
  const names = options.columns ?? frame.names.filter((_, i) => frame.columns[i].kind !== "text");
  return names.map((name) => {
    const column = frame.columns[frame.names.indexOf(name)];
    if (column === undefined) {
      const near = nearestName(name, frame.names);
      throw new GyreError("learn.bad_config", `there is no column "${name}" to slice by`, {
        hint: near === undefined ? `There are ${frame.names.join(", ")}.` : `Did you mean "${near}"?`,
      });
    }
    if (column.kind === "text") throw new GyreError("learn.bad_config", `column "${name}" is a text; it has no slices`);
    return column.kind === "category"
      ? byCategory(name, column, { weights, most: options.maxCategories ?? 50 })
      : byQuantile(name, column.values, { weights, bins: options.bins ?? 4 });
  });
}

/** The conditions in words, like `age ≥ 30 and < 40, city = Bern`. */
export function conditionsInWords(conditions: readonly Condition[]): string {
  return conditions.map(inWords).join(", ");
}

function inWords(condition: Condition): string {
  const { column } = condition;
  if (condition.kind === "missing") return `${column} is missing`;
  if (condition.kind === "category") return `${column} = ${condition.category}`;
  const low = condition.from === Number.NEGATIVE_INFINITY ? [] : [`≥ ${shown(condition.from)}`];
  const high = condition.to === Number.POSITIVE_INFINITY ? [] : [`< ${shown(condition.to)}`];
  return low.length + high.length === 0 ? `${column} is known` : `${column} ${[...low, ...high].join(" and ")}`;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(6)));
}

type CategoryColumn = FrameColumn & { readonly kind: "category" };

function byCategory(
  name: string,
  column: CategoryColumn,
  { weights, most }: { readonly weights: Float64Array; readonly most: number },
): Partition {
  const sums = new Float64Array(column.categories.length + 1);
  column.codes.forEach((code, row) => {
    sums[code + 1] += weights[row];
  });
  const kept = Array.from(column.categories.keys())
    .filter((code) => sums[code + 1] > 0)
    .sort((a, b) => sums[b + 1] - sums[a + 1] || (column.categories[a] < column.categories[b] ? -1 : 1))
    .slice(0, most);
  const conditions: Condition[] = kept.map((code) => ({
    kind: "category",
    column: name,
    category: column.categories[code],
  }));
  if (sums[0] > 0) conditions.push({ kind: "missing", column: name });
  const placeOf = new Int32Array(column.categories.length).fill(-1);
  kept.forEach((code, place) => {
    placeOf[code] = place;
  });
  const missing = sums[0] > 0 ? kept.length : -1;
  return { column: name, conditions, codes: column.codes.map((code) => (code < 0 ? missing : placeOf[code])) };
}

function byQuantile(
  name: string,
  values: Float64Array,
  { weights, bins }: { readonly weights: Float64Array; readonly bins: number },
): Partition {
  const rows = Uint32Array.from(ascendingOrder(values)).filter((row) => !Number.isNaN(values[row]));
  const inner = Array.from({ length: bins - 1 }, (_, i) => (i + 1) / bins)
    .map((level) => quantileInOrder(values, rows, { level, weights }))
    .filter((edge) => rows.length > 0 && edge > values[rows[0]]);
  const edges = [Number.NEGATIVE_INFINITY, ...new Set(inner), Number.POSITIVE_INFINITY];
  const conditions: Condition[] = edges.slice(1).map((to, i) => ({ kind: "range", column: name, from: edges[i], to }));
  const hasMissing = rows.length < values.length;
  if (hasMissing) conditions.push({ kind: "missing", column: name });
  const codes = Int32Array.from(values, (value) => {
    if (Number.isNaN(value)) return conditions.length - 1;
    let place = 0;
    while (place + 2 < edges.length && value >= edges[place + 1]) place++;
    return place;
  });
  return { column: name, conditions, codes };
}
