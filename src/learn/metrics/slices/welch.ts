import { studentSurvival } from "../intervals/beta.js";

/** Weight, sum and sum of squares of some losses, measured from a common origin. */
export interface Moments {
  readonly weight: number;
  readonly sum: number;
  readonly squares: number;
}

/** How much worse a slice does than the rest. */
export interface Comparison {
  /** Mean loss inside minus mean loss outside. */
  readonly difference: number;
  readonly t: number;
  /** One-sided: small where the slice does worse. */
  readonly p: number;
}

/**
 * Welch's test of a mean against that of the rest, one-sided; weights count as rows. With fewer than two rows on a side p is 1.
 * Source: Welch 1947, degrees of freedom by Satterthwaite.
 */
export function compareWithRest(inside: Moments, all: Moments): Comparison {
  const outside = {
    weight: all.weight - inside.weight,
    sum: all.sum - inside.sum,
    squares: all.squares - inside.squares,
  };
  const difference = inside.sum / inside.weight - outside.sum / outside.weight;
  if (!(inside.weight > 1 && outside.weight > 1)) return { difference, t: 0, p: 1 };
  const a = varianceOfMean(inside);
  const b = varianceOfMean(outside);
  if (a + b === 0) {
    const t = difference > 0 ? Number.POSITIVE_INFINITY : 0;
    return { difference, t, p: difference > 0 ? 0 : 1 };
  }
  const t = difference / Math.sqrt(a + b);
  const degrees = (a + b) ** 2 / (a ** 2 / (inside.weight - 1) + b ** 2 / (outside.weight - 1));
  return { difference, t, p: studentSurvival(t, degrees) };
}

/** The moments of the losses of `rows`. */
export function momentsOf(rows: Int32Array, losses: Float64Array, weights: Float64Array): Moments {
  let weight = 0;
  let sum = 0;
  let squares = 0;
  for (const row of rows) {
    weight += weights[row];
    sum += weights[row] * losses[row];
    squares += weights[row] * losses[row] * losses[row];
  }
  return { weight, sum, squares };
}

function varianceOfMean({ weight, sum, squares }: Moments): number {
  return Math.max(0, squares - (sum * sum) / weight) / (weight - 1) / weight;
}
