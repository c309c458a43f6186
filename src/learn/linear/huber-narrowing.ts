import { type MinimiseOptions, type Minimum, newtonMinimum } from "../../math/index.js";
import { type HuberParts, huberHessian, huberObjective } from "./huber-objective.js";

/** The minimum for one σ, and the slope of these minima there. */
interface AtSigma extends Minimum {
  readonly slope: number;
}

/**
 * Minimises Huber's objective where rows are so few that σ runs towards 0 and with it the curvature away: σ is halved, the rest
 * found anew from where it was, until the minima rise again or σ is the least; then the interval is halved. The minima over the rest
 * are convex in σ, as the objective is in all.
 */
export function minimiseNarrowing(parts: HuberParts, start: Float64Array, options: MinimiseOptions): Minimum {
  let wide = atSigma(parts, start, options);
  while (wide.slope < 0) wide = atSigma(parts, withSigma(wide, 2 * sigmaOf(wide)), options);
  let narrow = wide;
  while (narrow.slope >= 0 && sigmaOf(narrow) > parts.leastSigma) {
    wide = narrow;
    narrow = atSigma(parts, withSigma(wide, Math.max(parts.leastSigma, sigmaOf(wide) / 2)), options);
  }
  if (sigmaOf(narrow) === parts.leastSigma) return narrow;
  for (let halving = 0; halving < 50 && Math.abs(narrow.slope) > options.tolerance; halving++) {
    const middle = atSigma(parts, withSigma(narrow, (sigmaOf(narrow) + sigmaOf(wide)) / 2), options);
    if (middle.slope > options.tolerance) wide = middle;
    else narrow = middle;
  }
  return narrow;
}

function atSigma(parts: HuberParts, start: Float64Array, options: MinimiseOptions): AtSigma {
  const fixed = { ...parts, leastSigma: start[start.length - 1] };
  const objective = (x: Float64Array) => {
    const { value, gradient } = huberObjective(parts, x);
    return { value, gradient: gradient.with(-1, 0) };
  };
  const found = newtonMinimum(objective, (x) => huberHessian(fixed, x), start, options);
  const { gradient } = huberObjective(parts, found.x);
  return { ...found, slope: gradient[gradient.length - 1] };
}

function sigmaOf({ x }: Minimum): number {
  return x[x.length - 1];
}

function withSigma({ x }: Minimum, sigma: number): Float64Array {
  return x.with(-1, sigma);
}
