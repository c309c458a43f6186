import { dot, plusScaled } from "./vectors.js";

/** A function's value and gradient at a point; the value is Infinity where the function is not defined. */
export interface Evaluation {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** A function to be minimised, with its gradient. */
export type Objective = (x: Float64Array) => Evaluation;

/** A point and the function there. */
export interface Point extends Evaluation {
  readonly x: Float64Array;
}

const ARMIJO = 1e-4;
const CURVATURE = 0.9;
const MAX_TRIES = 40;
/** Differences of the value that rounding may make, relative to it. */
const ROUNDING = 1e-13;

interface Trial {
  readonly length: number;
  readonly slope: number;
  readonly point: Point;
}

/**
 * A step along `direction` from `from` that meets the strong Wolfe conditions (Nocedal and Wright, Numerical Optimization, 2006,
 * section 3.1) up to rounding of the value; `first` is the length tried first. Null when `direction` does not descend.
 */
export function wolfeStep(objective: Objective, from: Point, direction: Float64Array, first: number): Point | null {
  const slope = dot(from.gradient, direction);
  if (!(slope < 0)) return null;
  let below: Trial = { length: 0, slope, point: from };
  let above: Trial | null = null;
  const rounding = ROUNDING * Math.abs(from.value);
  for (let tries = 0, length = first; tries < MAX_TRIES; tries++) {
    const x = plusScaled(from.x, length, direction);
    const point: Point = { x, ...objective(x) };
    const trial: Trial = { length, slope: dot(point.gradient, direction), point };
    const falls = point.value <= from.value + ARMIJO * length * slope + rounding;
    if (falls && Math.abs(trial.slope) <= CURVATURE * -slope) return point;
    if (falls && trial.slope < 0) below = trial;
    else above = trial;
    length = above === null ? 4 * length : between(below, above);
    if (!(length > 0) || length === below.length || length === above?.length) break;
  }
  return below.length > 0 ? below.point : null;
}

/** The minimum of the cubic through both ends, kept a tenth of the way from either. */
function between(below: Trial, above: Trial): number {
  const width = above.length - below.length;
  if (!Number.isFinite(above.point.value) || !Number.isFinite(above.slope)) return below.length + width / 10;
  const d1 = below.slope + above.slope - (3 * (above.point.value - below.point.value)) / width;
  const d2 = Math.sqrt(Math.max(0, d1 * d1 - below.slope * above.slope));
  const share = 1 - (above.slope + d2 - d1) / (above.slope - below.slope + 2 * d2);
  if (!Number.isFinite(share)) return below.length + width / 2;
  return below.length + width * Math.min(0.9, Math.max(0.1, share));
}
