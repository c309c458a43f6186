import type { FrameColumn } from "../table.js";

/** A category column. */
export type CategoryColumn = FrameColumn & { readonly kind: "category" };

/** What to give for each of some categories, for a missing one and for all others. */
export interface CategoryTable {
  readonly categories: readonly string[];
  readonly values: readonly number[];
  readonly missing: number;
  readonly unknown: number;
}

/** The numbers of `table` for the rows of `column`, whatever the order of its dictionary. */
export function lookedUp(column: CategoryColumn, table: CategoryTable): Float64Array {
  const numberOf = new Map(table.categories.map((category, i) => [category, table.values[i]]));
  const byCode = Float64Array.from(column.categories, (category) => numberOf.get(category) ?? table.unknown);
  return Float64Array.from(column.codes, (code) => (code < 0 ? table.missing : byCode[code]));
}

/** The categories that some row holds, in code-unit order, with their total weights, and the weight of the missing ones. */
export interface CategoryWeights {
  readonly categories: readonly string[];
  readonly weights: readonly number[];
  readonly missing: number;
}

/** How much weight each category of `column` has; categories of the dictionary that no row with weight holds are left out. */
export function categoryWeights({ codes, categories }: CategoryColumn, weights: Float64Array): CategoryWeights {
  const totals = new Float64Array(categories.length);
  let missing = 0;
  for (let i = 0; i < codes.length; i++) {
    if (codes[i] < 0) missing += weights[i];
    else totals[codes[i]] += weights[i];
  }
  const held = categories.flatMap((category, code) => (totals[code] > 0 ? [{ category, weight: totals[code] }] : []));
  held.sort((a, b) => (a.category < b.category ? -1 : 1));
  return { categories: held.map(({ category }) => category), weights: held.map(({ weight }) => weight), missing };
}
