/**
 * A column of numbers (missing = NaN) or of categories (a code into `categories` for each row, missing = −1).
 * Values are never changed by a fit or a prediction.
 */
export type Column =
  | { readonly kind: "number"; readonly values: Float64Array }
  | { readonly kind: "category"; readonly codes: Int32Array; readonly categories: readonly string[] };

/** Named columns of equal length, `rows` long; the order of `names` is the order of the columns. */
export interface Table {
  readonly rows: number;
  readonly names: readonly string[];
  readonly columns: readonly Column[];
}
