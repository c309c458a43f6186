/**
 * What a model says of n rows: for classes the probabilities `(n, K)`, row-major, columns in the order of `classes`, each row
 * adding up to 1; else one number for each row.
 */
export type Prediction =
  | { readonly kind: "class"; readonly classes: readonly string[]; readonly probabilities: Float64Array }
  | { readonly kind: "number"; readonly values: Float64Array };

/** The most probable class of each row, as codes into `classes`; of equals the first. */
export function likeliest(prediction: Prediction & { readonly kind: "class" }): Int32Array {
  const { probabilities, classes } = prediction;
  const k = classes.length;
  const codes = new Int32Array(probabilities.length / k);
  for (let i = 0; i < codes.length; i++) {
    let best = 0;
    for (let c = 1; c < k; c++) if (probabilities[i * k + c] > probabilities[i * k + best]) best = c;
    codes[i] = best;
  }
  return codes;
}
