import { GyreError } from "../../../core/index.js";
import { checkedWeights, type Weighted } from "../weights.js";

/** How often each class came out as which: row-major `(classes, classes)`, a row for each actual, a column for each predicted. */
export interface ConfusionMatrix {
  readonly classes: number;
  readonly counts: Float64Array;
}

/** What the metrics of predicted classes take; classes are codes 0, 1, … */
export interface ClassOptions extends Weighted {
  /** How many classes there are; default one more than the largest code, at least 2. */
  readonly classes?: number | undefined;
}

/**
 * Confusion matrix of `actual` and `predicted` codes, `(n)` each: sums of weights. With `normalize` shares of the actual class
 * (`rows`), of the predicted class (`columns`) or of everything (`all`); 0 where there is nothing to share. O(n). Throws
 * `learn.bad_table` naming the row of a code that is not 0, 1, …, classes − 1.
 *
 * @example
 * ```ts
 * confusionMatrix([0, 1, 1], [0, 1, 0]).counts; // Float64Array [1, 0, 1, 1]
 * ```
 */
export function confusionMatrix(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  options: ClassOptions & { readonly normalize?: "rows" | "columns" | "all" | undefined } = {},
): ConfusionMatrix {
  const classes = checkedClasses(actual, predicted, options.classes);
  const weights = checkedWeights(options.weights, actual.length);
  const counts = new Float64Array(classes * classes);
  for (let i = 0; i < actual.length; i++) {
    counts[actual[i] * classes + predicted[i]] += weights === undefined ? 1 : weights[i];
  }
  return options.normalize === undefined
    ? { classes, counts }
    : { classes, counts: shares({ classes, counts }, options.normalize) };
}

/** Sums of a confusion matrix: of each row, of each column, of its diagonal and of everything. */
export interface Margins {
  readonly actual: Float64Array;
  readonly predicted: Float64Array;
  readonly hits: number;
  readonly total: number;
}

/** The margins of `matrix`. */
export function marginsOf({ classes, counts }: ConfusionMatrix): Margins {
  const actual = new Float64Array(classes);
  const predicted = new Float64Array(classes);
  let hits = 0;
  let total = 0;
  for (let i = 0; i < classes; i++) {
    hits += counts[i * classes + i];
    for (let j = 0; j < classes; j++) {
      actual[i] += counts[i * classes + j];
      predicted[j] += counts[i * classes + j];
    }
    total += actual[i];
  }
  return { actual, predicted, hits, total };
}

function shares(matrix: ConfusionMatrix, of: "rows" | "columns" | "all"): Float64Array {
  const { actual, predicted, total } = marginsOf(matrix);
  return matrix.counts.map((count, at) => {
    const row = Math.floor(at / matrix.classes);
    const whole = of === "all" ? total : of === "rows" ? actual[row] : predicted[at % matrix.classes];
    return whole === 0 ? 0 : count / whole;
  });
}

function checkedClasses(actual: ArrayLike<number>, predicted: ArrayLike<number>, classes: number | undefined): number {
  if (actual.length !== predicted.length) {
    throw new GyreError("learn.bad_table", `there are ${actual.length} labels for ${predicted.length} predictions`);
  }
  let largest = 1;
  const limit = classes ?? Number.MAX_SAFE_INTEGER;
  for (let row = 0; row < actual.length; row++) {
    for (const code of [actual[row], predicted[row]]) {
      if (Number.isInteger(code) && code >= 0 && code < limit) {
        if (code > largest) largest = code;
        continue;
      }
      const range = classes === undefined ? "0, 1, …" : `0 … ${classes - 1}`;
      throw new GyreError("learn.bad_table", `a class of row ${row} is ${code}, expected ${range}`, {
        details: { row },
      });
    }
  }
  return classes ?? largest + 1;
}
