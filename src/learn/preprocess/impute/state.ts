/** What is filled in, for each column: a number, a text, or null where a category column held nothing to learn from. */
export interface ValueFilling {
  readonly kind: "values";
  readonly values: readonly (number | string | null)[];
}

/** The training rows that give their values to their neighbours. */
export interface NeighbourFilling {
  readonly kind: "neighbours";
  readonly neighbours: number;
  readonly weighting: "uniform" | "distance";
  /** The value of each donor, column by column, NaN where it has none itself. */
  readonly donors: readonly (readonly number[])[];
  readonly weights: readonly number[];
  /** For a row that has no donor. */
  readonly means: readonly number[];
}

/** One prediction of a column from all the others: intercept + Σ weights·x, with weight 0 for itself. */
export interface ColumnRegression {
  readonly column: number;
  readonly weights: readonly number[];
  readonly intercept: number;
}

/** Where to start, and the predictions to replay one after the other. */
export interface RegressionFilling {
  readonly kind: "regressions";
  readonly start: readonly number[];
  readonly regressions: readonly ColumnRegression[];
}

/** What {@link imputeStep} learned. */
export interface ImputeState {
  readonly kind: "impute";
  readonly columns: readonly string[];
  /** The columns that get a column "… is missing". */
  readonly indicators: readonly string[];
  readonly filling: ValueFilling | NeighbourFilling | RegressionFilling;
}
