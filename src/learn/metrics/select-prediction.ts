import type { Prediction } from "../prediction.js";

/** The prediction of the rows at the indices `rows`, in that order. */
export function selectPrediction(prediction: Prediction, rows: Int32Array): Prediction {
  if (prediction.kind === "number") {
    return { kind: "number", values: Float64Array.from(rows, (row) => prediction.values[row]) };
  }
  const k = prediction.classes.length;
  const probabilities = new Float64Array(rows.length * k);
  rows.forEach((row, i) => {
    probabilities.set(prediction.probabilities.subarray(row * k, row * k + k), i * k);
  });
  return { ...prediction, probabilities };
}
