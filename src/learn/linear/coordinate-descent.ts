import { choleskyInPlace, choleskySolve, dot } from "../../math/index.js";

/** ½‖y − X·v‖² of centred, weighted columns, as coordinate descent needs it. */
export interface Quadratic {
  readonly width: number;
  /** ‖xⱼ‖² of each column. */
  readonly squares: Float64Array;
  /** Xᵀ·y. */
  readonly xy: Float64Array;
  /** ‖y‖². */
  readonly yy: number;
  /** xⱼᵀ·xₖ. */
  readonly product: (j: number, k: number) => number;
  /** The residual r = y − X·v, kept as v moves. */
  readonly track: (v: Float64Array) => Tracker;
}

/** The residual r of the current weights. */
export interface Tracker {
  /** xⱼᵀ·r. */
  readonly slope: (j: number) => number;
  /** Weight j grows by `delta`. */
  readonly move: (j: number, delta: number) => void;
  /** ‖r‖² of the weights v. */
  readonly squares: (v: Float64Array) => number;
}

/** Penalties Σ l1ⱼ·|vⱼ| + ½·Σ l2ⱼ·vⱼ², l1 above 0. */
export interface SparsePenalty {
  readonly l1: Float64Array;
  readonly l2: Float64Array;
}

/** How far to go. */
export interface DescentLimits {
  /** Largest duality gap. */
  readonly gap: number;
  readonly maxSweeps: number;
  readonly onSweep: (sweep: number) => void;
}

/** Weights, and how far above the minimum their objective can be. */
export interface SparseMinimum {
  readonly v: Float64Array;
  readonly gap: number;
  readonly sweeps: number;
}

/** Sweeps between looks at the duality gap. */
const SWEEPS_BETWEEN_LOOKS = 5;

/**
 * The minimum of a quadratic with an L1 and an L2 penalty by cyclic coordinate descent from `start`. Columns that a sphere around the
 * dual solution proves to have the weight 0 are left out for good (Fercoq, Gramfort and Salmon, 2015). Once the signs hold, the
 * equations of the weights that are not 0 are solved exactly, which ends the search when no other column is wanted.
 */
export function descend(
  q: Quadratic,
  penalty: SparsePenalty,
  start: Float64Array,
  limits: DescentLimits,
): SparseMinimum {
  const { l1, l2 } = penalty;
  let v: Float64Array = start.slice();
  let tracker = q.track(v);
  let active = Array.from(q.squares.keys()).filter((j) => q.squares[j] > 0);
  let gap = Number.POSITIVE_INFINITY;
  let sweeps = 0;
  for (;;) {
    const dual = dualPoint(q, penalty, v, tracker);
    gap = dual.gap;
    if (gap <= limits.gap || sweeps >= limits.maxSweeps) break;
    active = active.filter((j) => {
      const isOut = dual.size(j) + Math.sqrt(2 * gap * (q.squares[j] + l2[j])) < l1[j];
      if (isOut && v[j] !== 0) {
        tracker.move(j, -v[j]);
        v[j] = 0;
      }
      return !isOut;
    });
    const until = Math.min(limits.maxSweeps, sweeps + (sweeps === 0 ? 1 : SWEEPS_BETWEEN_LOOKS));
    for (; sweeps < until; limits.onSweep(++sweeps)) sweep(q, penalty, { v, tracker, active });
    const exact = solveSupport(q, penalty, v);
    if (exact === null) continue;
    const exactTracker = q.track(exact);
    if (dualPoint(q, penalty, exact, exactTracker).gap >= dualPoint(q, penalty, v, tracker).gap) continue;
    v = exact;
    tracker = exactTracker;
  }
  return { v, gap: Math.max(0, gap), sweeps };
}

interface Descent {
  readonly v: Float64Array;
  readonly tracker: Tracker;
  readonly active: readonly number[];
}

function sweep({ squares }: Quadratic, { l1, l2 }: SparsePenalty, { v, tracker, active }: Descent): void {
  for (const j of active) {
    const old = v[j];
    const slope = tracker.slope(j) + squares[j] * old;
    const size = Math.abs(slope) - l1[j];
    const next = size > 0 ? (Math.sign(slope) * size) / (squares[j] + l2[j]) : 0;
    if (next === old) continue;
    v[j] = next;
    tracker.move(j, next - old);
  }
}

/** The residual, extended by the L2 penalty and shrunk until it is feasible for the dual, and its duality gap. */
function dualPoint(q: Quadratic, { l1, l2 }: SparsePenalty, v: Float64Array, tracker: Tracker) {
  const slopes = Float64Array.from({ length: q.width }, (_, j) =>
    q.squares[j] > 0 ? tracker.slope(j) - l2[j] * v[j] : 0,
  );
  let most = 1;
  let residual = tracker.squares(v);
  let penalty = 0;
  for (let j = 0; j < q.width; j++) {
    most = Math.max(most, Math.abs(slopes[j]) / l1[j]);
    residual += l2[j] * v[j] * v[j];
    penalty += l1[j] * Math.abs(v[j]);
  }
  const shrink = 1 / most;
  const gap = 0.5 * (1 + shrink * shrink) * residual + penalty - shrink * (q.yy - dot(v, q.xy));
  return { gap: Math.max(0, gap), size: (j: number): number => shrink * Math.abs(slopes[j]) };
}

/** The weights that are not 0 from their own linear equations; null when there are none, they are not definite, or a sign turns. */
function solveSupport(q: Quadratic, { l1, l2 }: SparsePenalty, v: Float64Array): Float64Array | null {
  const support = Array.from(v.keys()).filter((j) => v[j] !== 0);
  const n = support.length;
  if (n === 0 || n > 1000) return null;
  const a = new Float64Array(n * n);
  const x = Float64Array.from(support, (j) => q.xy[j] - Math.sign(v[j]) * l1[j]);
  support.forEach((j, i) => {
    for (let k = 0; k <= i; k++) a[i * n + k] = q.product(j, support[k]);
    a[i * n + i] += l2[j];
  });
  if (!choleskyInPlace(a, n, 1e-12)) return null;
  choleskySolve(a, n, x, x);
  if (support.some((j, i) => Math.sign(x[i]) !== Math.sign(v[j]))) return null;
  const exact = new Float64Array(v.length);
  support.forEach((j, i) => {
    exact[j] = x[i];
  });
  return exact;
}
