import { GyreError } from "../core/index.js";

/**
 * What a fit learns to predict, one entry for each row: a class (a code into `classes`), a number, or the relevance of a row
 * within its query (rows of one query share a number in `queries`).
 */
export type Target =
  | { readonly kind: "class"; readonly codes: Int32Array; readonly classes: readonly string[] }
  | { readonly kind: "number"; readonly values: Float64Array }
  | { readonly kind: "relevance"; readonly values: Float64Array; readonly queries: Int32Array };

/** A target of classes. */
export type ClassTarget = Target & { readonly kind: "class" };

/**
 * A target of classes from labels. The classes are sorted: numbers by value if all labels are numbers, texts by code unit, so
 * that the order of the rows does not matter; false comes before true. Throws `learn.bad_table` naming the row where a label is
 * missing.
 *
 * @example
 * ```ts
 * classTarget(["no", "yes", "no"]); // { kind: "class", codes: Int32Array [0, 1, 0], classes: ["no", "yes"] }
 * ```
 */
export function classTarget(labels: ArrayLike<string | number | boolean | null | undefined>): ClassTarget {
  const seen = new Map<string, string | number | boolean>();
  const texts = Array.from(labels, (label, row) => {
    if (label === null || label === undefined || Number.isNaN(label)) {
      throw new GyreError("learn.bad_table", `the label of row ${row} is missing`, {
        hint: "Drop the rows without a label before the fit.",
        details: { row },
      });
    }
    const text = Object.is(label, -0) ? "0" : String(label);
    seen.set(text, label);
    return text;
  });
  const numeric = [...seen.values()].every((label) => typeof label === "number");
  const classes = [...seen.keys()].sort(numeric ? (a, b) => Number(a) - Number(b) : undefined);
  const codeOf = new Map(classes.map((name, code) => [name, code]));
  return { kind: "class", codes: Int32Array.from(texts, (text) => codeOf.get(text)!), classes };
}

/**
 * A target of numbers. Throws `learn.bad_table` naming the row where one is missing or infinite.
 *
 * @example
 * ```ts
 * numberTarget([1.5, 2, 0.25]);
 * ```
 */
export function numberTarget(values: ArrayLike<number>): Target & { readonly kind: "number" } {
  const numbers = Float64Array.from(values);
  const row = numbers.findIndex((value) => !Number.isFinite(value));
  if (row >= 0) {
    throw new GyreError("learn.bad_table", `the target of row ${row} is ${numbers[row]}, expected a finite number`, {
      details: { row },
    });
  }
  return { kind: "number", values: numbers };
}

/**
 * A target for ranking: `relevance` of each row (0 = irrelevant, whole numbers up) within its query. Rows of one query need not
 * stand together. Throws `learn.bad_table` naming the row of a relevance that is negative, fractional or missing.
 */
export function relevanceTarget(
  relevance: ArrayLike<number>,
  queries: ArrayLike<number>,
): Target & { readonly kind: "relevance" } {
  const values = Float64Array.from(relevance);
  const row = values.findIndex((value) => !(value >= 0 && Number.isInteger(value)));
  if (row >= 0) {
    throw new GyreError("learn.bad_table", `the relevance of row ${row} is ${values[row]}, expected 0, 1, 2, …`, {
      details: { row },
    });
  }
  if (queries.length !== values.length) {
    throw new GyreError("learn.bad_table", `there are ${queries.length} queries for ${values.length} relevances`);
  }
  return { kind: "relevance", values, queries: Int32Array.from(queries) };
}

/** How many rows the target has. */
export function targetRows(target: Target): number {
  return target.kind === "class" ? target.codes.length : target.values.length;
}

/** The target of the rows at the indices `rows`, in that order; classes that no row has any more keep their code. */
export function selectTarget<T extends Target>(target: T, rows: Int32Array): T {
  const gathered = <A extends Float64Array | Int32Array>(from: A, into: A): A => {
    for (let i = 0; i < rows.length; i++) into[i] = from[rows[i]];
    return into;
  };
  if (target.kind === "class") return { ...target, codes: gathered(target.codes, new Int32Array(rows.length)) };
  const values = gathered(target.values, new Float64Array(rows.length));
  if (target.kind === "number") return { ...target, values };
  return { ...target, values, queries: gathered(target.queries, new Int32Array(rows.length)) };
}
