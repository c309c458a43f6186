import type { Random } from "../../../core/index.js";
import type { GbdtConfig, GossConfig } from "../gbdt-config.js";
import { valueAt } from "../objectives/select.js";
import { shareOf } from "./draw.js";

/** Rows that a tree is grown on, and how often each stands for itself. */
export interface GossDraw {
  /** Ascending. */
  readonly rows: Int32Array;
  /** What the gradient and hessian of each of `rows` are multiplied by: 1 for large gradients, rest / drawn for the others. */
  readonly factors: Float64Array;
}

/**
 * Gradient-based one-side sampling (Ke et al., 2017): of n rows those whose key Σₖ|gₖ·hₖ| is among the round(topRate·n) largest are
 * kept, all of equals; round(otherRate·n) of the others are drawn without replacement and multiplied by (others / drawn), so that sums
 * keep their expectation. Null = all rows: in the first 1 / learningRate rounds, and where the kept and drawn are all.
 *
 * `gradient` and `hessian` are output-major (K·n), weights included; `round` counts from 0. The draw depends on the seed, the round
 * and the keys, not on threads.
 */
export function gossOfRound(
  config: Pick<GbdtConfig, "goss" | "learningRate">,
  derivatives: { readonly gradient: Float64Array; readonly hessian: Float64Array; readonly rows: number },
  round: number,
  random: Random,
): GossDraw | null {
  const { goss, learningRate } = config;
  if (goss === undefined || round < Math.floor(1 / learningRate)) return null;
  return drawGoss(goss, keysOf(derivatives), random.split("goss").split(String(round)));
}

function keysOf({
  gradient,
  hessian,
  rows,
}: {
  readonly gradient: Float64Array;
  readonly hessian: Float64Array;
  readonly rows: number;
}): Float64Array {
  const keys = new Float64Array(rows);
  for (let at = 0; at < gradient.length; at++) keys[at % rows] += Math.abs(gradient[at] * hessian[at]);
  return keys;
}

/** The rows kept and drawn for these keys; null when they are all rows. */
export function drawGoss({ topRate, otherRate }: GossConfig, keys: Float64Array, random: Random): GossDraw | null {
  const n = keys.length;
  const threshold = valueAt({ values: keys.slice() }, n - shareOf(n, topRate));
  let others = 0;
  for (const key of keys) if (key < threshold) others++;
  const drawn = Math.min(others, shareOf(n, otherRate));
  if (drawn === others) return null;
  const rows = new Int32Array(n - others + drawn);
  const factors = new Float64Array(rows.length).fill(1);
  let left = others;
  let wanted = drawn;
  let count = 0;
  for (let row = 0; row < n; row++) {
    if (keys[row] < threshold) {
      const isTaken = random.next() * left-- < wanted;
      if (!isTaken) continue;
      wanted--;
      factors[count] = others / drawn;
    }
    rows[count++] = row;
  }
  return { rows, factors };
}
