import { GyreError } from "../../core/index.js";
import { rowWeights } from "../row-weights.js";

/** Probabilities = softmax(beta · logits); beta is 1 / temperature. */
export interface TemperatureMap {
  readonly kind: "temperature";
  readonly beta: number;
}

/** Beta stays within e^±10. */
const MOST_LOG_BETA = 10;

/**
 * The one factor for all logits (n, K) at which the mean log loss of the classes `codes` is least (Guo, Pleiss, Sun and Weinberger,
 * 2017). Log probabilities serve as logits. The loss is convex in beta: its slope is brought to 0 by safeguarded Newton steps. Throws
 * `learn.bad_table` naming the row of a logit that is not finite.
 */
export function fitTemperature(logits: Float64Array, codes: Int32Array, weights?: Float64Array): TemperatureMap {
  const w = rowWeights(weights, codes.length);
  const k = logits.length / codes.length;
  const at = logits.findIndex((logit, i) => !Number.isFinite(logit) && w[Math.floor(i / k)] > 0);
  if (at >= 0) {
    const row = Math.floor(at / k);
    throw new GyreError("learn.bad_table", `a logit of row ${row} is ${logits[at]}, expected finite ones`, {
      details: { row },
    });
  }
  let low = Math.exp(-MOST_LOG_BETA);
  let high = Math.exp(MOST_LOG_BETA);
  if (slopes(logits, codes, w, low).first >= 0) return { kind: "temperature", beta: low };
  if (slopes(logits, codes, w, high).first <= 0) return { kind: "temperature", beta: high };
  let beta = 1;
  for (let step = 0; step < 200 && high - low > 4 * Number.EPSILON * high; step++) {
    const { first, second } = slopes(logits, codes, w, beta);
    if (first > 0) high = beta;
    else low = beta;
    const newton = beta - first / second;
    const next = newton > low && newton < high ? newton : Math.sqrt(low * high);
    if (Math.abs(next - beta) <= 2 * Number.EPSILON * beta) break;
    beta = next;
  }
  return { kind: "temperature", beta };
}

/** The probabilities (n, K) of logits (n, K). */
export function applyTemperature({ beta }: TemperatureMap, logits: Float64Array, k: number): Float64Array {
  const said = new Float64Array(logits.length);
  for (let at = 0; at < logits.length; at += k) {
    let most = Number.NEGATIVE_INFINITY;
    for (let c = at; c < at + k; c++) most = Math.max(most, beta * logits[c]);
    let sum = 0;
    for (let c = at; c < at + k; c++) sum += said[c] = Math.exp(beta * logits[c] - most);
    for (let c = at; c < at + k; c++) said[c] /= sum;
  }
  return said;
}

/** First and second derivative of the loss in beta: mean of E[z] − z_y, and of the variance of z, under the softmax. */
function slopes(
  logits: Float64Array,
  codes: Int32Array,
  w: Float64Array,
  beta: number,
): { first: number; second: number } {
  const k = logits.length / codes.length;
  const p = applyTemperature({ kind: "temperature", beta }, logits, k);
  let [first, second] = [0, 0];
  for (let i = 0; i < codes.length; i++) {
    if (w[i] === 0) continue;
    let [gap, square] = [0, 0];
    for (let c = 0; c < k; c++) {
      const above = logits[i * k + c] - logits[i * k + codes[i]];
      gap += p[i * k + c] * above;
      square += p[i * k + c] * above * above;
    }
    first += w[i] * gap;
    second += w[i] * (square - gap * gap);
  }
  return { first, second };
}
