import { GyreError } from "../../../core/index.js";
import type { Prediction } from "../../prediction.js";
import type { ClassTarget } from "../../target.js";

/** What came and what was said of it, in the same classes. */
export interface AlignedClasses {
  readonly classes: readonly string[];
  /** `(n)` */
  readonly codes: Int32Array;
  /** `(n, K)` row-major, columns in the order of `classes`. */
  readonly probabilities: Float64Array;
}

/**
 * Brings a prediction into the order of the target's classes, by name; classes that only the prediction knows come last, classes
 * that no row is of and the prediction does not know are dropped. Throws `learn.bad_table` naming the class and the row where a
 * row that weighs anything is of a class without a probability.
 */
export function alignClasses(
  target: ClassTarget,
  prediction: Prediction & { readonly kind: "class" },
  weights: Float64Array | undefined,
): AlignedClasses {
  const known = new Set(prediction.classes);
  const classes = [
    ...target.classes.filter((name) => known.has(name)),
    ...prediction.classes.filter((name) => !target.classes.includes(name)),
  ];
  const codeOf = target.classes.map((name) => classes.indexOf(name));
  const codes = target.codes.map((code, row) => {
    const own = codeOf[code] ?? -1;
    if (own >= 0) return own;
    if (weights?.[row] === 0) return 0;
    throw new GyreError(
      "learn.bad_table",
      `the prediction has no class "${target.classes[code]}", which row ${row} is of`,
      {
        hint: `It knows ${prediction.classes.map((name) => `"${name}"`).join(", ")}; give the target the names that the fit had.`,
        details: { row },
      },
    );
  });
  const k = classes.length;
  const from = classes.map((name) => prediction.classes.indexOf(name));
  if (from.every((place, i) => place === i)) return { classes, codes, probabilities: prediction.probabilities };
  const probabilities = new Float64Array(prediction.probabilities.length);
  for (let row = 0; row < codes.length; row++) {
    for (let c = 0; c < k; c++) probabilities[row * k + c] = prediction.probabilities[row * k + from[c]];
  }
  return { classes, codes, probabilities };
}
