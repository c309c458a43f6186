import { GyreError } from "../../core/index.js";
import { categoryOf, columnNamed } from "../preprocess/choose-columns.js";
import type { Frame } from "../table.js";

/**
 * The texts of a text column, or of a category column whose `categories` were those of the training; missing and, for categories,
 * unknown ones are null. Throws `learn.bad_table` for a column of another kind.
 */
export function textsOf(
  frame: Frame,
  { name, categories }: { readonly name: string; readonly categories: readonly string[] | null },
): readonly (string | null)[] {
  if (categories !== null) {
    const known = new Set(categories);
    const column = categoryOf(frame, name, "ngrams");
    const texts = column.categories.map((category) => (known.has(category) ? category : null));
    return Array.from(column.codes, (code) => (code < 0 ? null : texts[code]));
  }
  const column = columnNamed(frame, name, "ngrams");
  if (column.kind === "text") return column.values;
  throw new GyreError("learn.bad_table", `column "${name}" is a ${column.kind}, the step ngrams learned from texts`, {
    details: { column: name },
  });
}

const MOST_BYTES = 2e9;

/** Refuses a table of numbers above 2 GB: throws `learn.bad_table` with its size and the ways to a smaller one. */
export function refuseTooLarge(name: string, rows: number, columns: number): void {
  const bytes = rows * columns * 8;
  if (bytes <= MOST_BYTES) return;
  throw new GyreError(
    "learn.bad_table",
    `the texts of column "${name}" would become ${rows} × ${columns} numbers, ${Math.ceil(bytes / 1e9)} GB; at most 2 GB are allowed`,
    {
      hint: "Lower maxFeatures, raise minDf, hash to fewer columns (hashTo), or keep components of the truncated SVD (components).",
      details: { column: name, rows, columns },
    },
  );
}
