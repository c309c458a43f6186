import { GyreError } from "../../core/index.js";
import { rocAuc } from "./roc-auc.js";
import { checkedWeights, type Weighted } from "./weights.js";

/** What {@link multiclassRocAuc} takes. */
export interface MulticlassRocAucOptions extends Weighted {
  /** `ovr`: each class against all others. `ovo`: each pair of classes on its own rows (Hand and Till 2001). Default ovr. */
  readonly multiClass?: "ovr" | "ovo" | undefined;
  /** Plain mean, or weighted by how often the class (the pair) occurs. Default macro. */
  readonly average?: "macro" | "weighted" | undefined;
}

/**
 * ROC AUC for K classes: `codes` `(n)`, `probabilities` `(n, K)` row-major. NaN where a class that enters the mean has no rows of
 * its own, or all rows are of one class. O(K·n log n) for ovr, O(K²·n log n) for ovo.
 */
export function multiclassRocAuc(
  codes: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  options: MulticlassRocAucOptions = {},
): number {
  const n = codes.length;
  const classes = n === 0 ? 0 : probabilities.length / n;
  if (!Number.isInteger(classes)) {
    throw new GyreError("learn.bad_table", `${probabilities.length} probabilities cannot be shared by ${n} rows`);
  }
  const weights = checkedWeights(options.weights, n) ?? new Float64Array(n).fill(1);
  const data = { codes, probabilities, classes, weights };
  const parts = options.multiClass === "ovo" ? pairs(data) : singles(data);
  let sum = 0;
  let total = 0;
  for (const { value, prevalence } of parts) {
    const weight = options.average === "weighted" ? prevalence : 1;
    if (weight === 0) continue;
    sum += weight * value;
    total += weight;
  }
  return sum / total;
}

interface Data {
  readonly codes: ArrayLike<number>;
  readonly probabilities: ArrayLike<number>;
  readonly classes: number;
  readonly weights: Float64Array;
}

interface Part {
  readonly value: number;
  readonly prevalence: number;
}

function singles({ codes, probabilities, classes, weights }: Data): Part[] {
  return Array.from({ length: classes }, (_, c) => {
    const labels = Uint8Array.from(codes, (code) => (code === c ? 1 : 0));
    const scores = Float64Array.from(codes, (_code, row) => probabilities[row * classes + c]);
    const prevalence = weights.reduce((sum, weight, row) => sum + labels[row] * weight, 0);
    return { value: rocAuc(labels, scores, { weights }), prevalence };
  });
}

function pairs(data: Data): Part[] {
  const parts: Part[] = [];
  for (let a = 0; a < data.classes; a++) {
    for (let b = a + 1; b < data.classes; b++) parts.push(pair(data, a, b));
  }
  return parts;
}

function pair({ codes, probabilities, classes, weights }: Data, a: number, b: number): Part {
  const rows = Array.from(weights.keys()).filter((row) => codes[row] === a || codes[row] === b);
  const own = Float64Array.from(rows, (row) => weights[row]);
  const auc = (positive: number): number =>
    rocAuc(
      rows.map((row) => (codes[row] === positive ? 1 : 0)),
      rows.map((row) => probabilities[row * classes + positive]),
      { weights: own },
    );
  return { value: (auc(a) + auc(b)) / 2, prevalence: own.reduce((sum, weight) => sum + weight, 0) };
}
