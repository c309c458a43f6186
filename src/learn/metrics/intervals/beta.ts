import { fSurvival } from "../../../math/index.js";

/** I_x(a, b), the regularised incomplete beta function, for a, b > 0 and x in [0, 1]. */
export function regularizedBeta(x: number, a: number, b: number): number {
  if (!(x > 0)) return x <= 0 ? 0 : Number.NaN;
  return x >= 1 ? 1 : fSurvival((a * (1 - x)) / (b * x), 2 * b, 2 * a);
}

/** The x with I_x(a, b) = `p`, by bisection to the last bits. */
export function betaQuantile(p: number, a: number, b: number): number {
  let low = 0;
  let high = 1;
  for (let step = 0; step < 200; step++) {
    const middle = low / 2 + high / 2;
    if (middle <= low || middle >= high) break;
    if (regularizedBeta(middle, a, b) < p) low = middle;
    else high = middle;
  }
  return low / 2 + high / 2;
}

/** P(T ≥ t) for Student's t with `degrees` > 0 degrees of freedom. */
export function studentSurvival(t: number, degrees: number): number {
  const tail = fSurvival(t * t, 1, degrees) / 2;
  return t >= 0 ? tail : 1 - tail;
}
