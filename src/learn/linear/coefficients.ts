import type { LinearModel, LinearTerms } from "./model.js";

/** Coefficients in the columns' own units: η = intercept + Σ coefficient·number, missing numbers filled in. */
export interface Coefficients {
  /** Of each number that a row is encoded as: the column, "column is missing", or "column=category". */
  readonly names: readonly string[];
  /** One row for each output: a single one, or for three classes or more one for each class that was seen. */
  readonly values: readonly (readonly number[])[];
  /** One for each output. */
  readonly intercepts: readonly number[];
  /** The class that each output belongs to; of two classes the second. Absent where numbers are predicted. */
  readonly classes?: readonly string[];
}

/**
 * What a linear model learned, in the units of the columns that it was given.
 *
 * @example
 * ```ts
 * const { names, values, intercepts } = coefficientsOf(model);
 * ```
 */
export function coefficientsOf(model: LinearModel): Coefficients {
  const terms = termsInUnits(model);
  if (model.kind !== "logistic") return terms;
  const seen = model.seen.map((code) => model.classes[code]);
  return { ...terms, classes: terms.intercepts.length === 1 ? seen.slice(-1) : seen };
}

/** The coefficients of any linear terms; see {@link coefficientsOf}. */
export function termsInUnits(model: LinearTerms): Coefficients {
  const names: string[] = [];
  const scales: number[] = [];
  const means: number[] = [];
  const put = (name: string, mean = 0, scale = 1): void => {
    names.push(name);
    means.push(mean);
    scales.push(scale);
  };
  model.columns.forEach((column, i) => {
    const encoding = model.encodings[i];
    if (encoding.kind === "number") {
      put(column.name, encoding.mean, encoding.scale);
      if (encoding.indicator) put(`${column.name} is missing`);
    } else if (column.kind === "category") {
      for (const code of encoding.codes) put(`${column.name}=${column.categories[code]}`);
    }
  });
  const values = model.intercepts.map((_, k) => scales.map((scale, j) => model.weights[k * scales.length + j] / scale));
  const intercepts = model.intercepts.map((intercept, k) =>
    values[k].reduce((sum, value, j) => sum - value * means[j], intercept),
  );
  return { names, values, intercepts };
}
