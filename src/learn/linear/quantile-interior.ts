import { choleskySolve, shiftedCholesky } from "../../math/index.js";
import type { Design } from "./design-matrix.js";
import { fromArray, multiply, multiplyTransposed, weightedGram } from "./design-products.js";

/** A quantile regression as a linear programme. */
export interface QuantileProgramme {
  readonly design: Design;
  readonly y: Float64Array;
  /** What a residual of 1 costs above 0, and below, for each row. */
  readonly above: Float64Array;
  readonly below: Float64Array;
  /** What a weight of ±1 costs, for each position; 0 for none. */
  readonly l1: Float64Array;
  readonly fitIntercept: boolean;
}

/** How far to go. */
export interface InteriorLimits {
  /** Largest gap between primal and dual objective, relative to the loss at the start. */
  readonly tolerance: number;
  readonly maxIterations: number;
  readonly onIteration: (iteration: number) => void;
}

/** Where it ended: parameters, the intercept last, and for each row how firmly its residual is held at 0. */
export interface InteriorPoint {
  readonly theta: Float64Array;
  readonly held: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Steps stop this short of the boundary. */
const SHORT = 0.9995;

/**
 * Rows of data, then one for each penalised weight: a column of the identity with target 0, whose "residual" is the weight.
 * Variables of the dual a in [0, above + below] with slack s, of the primal u − v = residual (Portnoy and Koenker, 1997).
 */
interface State {
  readonly a: Float64Array;
  readonly s: Float64Array;
  readonly u: Float64Array;
  readonly v: Float64Array;
  readonly theta: Float64Array;
}

/**
 * Minimises the sum of the costs of residuals and weights by Mehrotra's predictor-corrector method from a point that meets all
 * equations: what is left to bring to 0 is a·v + s·u. Each iteration costs one product of all pairs of columns.
 */
export function interiorPoint(programme: QuantileProgramme, limits: InteriorLimits): InteriorPoint {
  let state = startOf(programme);
  const first = Math.max(gapOf(state), Number.MIN_VALUE);
  let iterations = 0;
  let gap = first;
  while (gap > limits.tolerance * first && iterations < limits.maxIterations) {
    const next = iterate(programme, state, gap);
    limits.onIteration(++iterations);
    if (next === null) break;
    const nextGap = gapOf(next);
    if (!(nextGap < gap)) break;
    state = next;
    gap = nextGap;
  }
  const held = state.a.map((_, i) => 1 / (state.v[i] / state.a[i] + state.u[i] / state.s[i]));
  return { theta: state.theta, held, iterations, converged: gap <= limits.tolerance * first };
}

function startOf(programme: QuantileProgramme): State {
  const { design, y, above, below, l1 } = programme;
  const penalised = positionsOf(l1);
  const a = Float64Array.from([...below, ...penalised.map((j) => l1[j])]);
  const s = Float64Array.from([...above, ...penalised.map((j) => l1[j])]);
  const size = y.reduce((sum, value) => sum + Math.abs(value), 0) / y.length || 1;
  const residual = Float64Array.from([...y, ...penalised.map(() => 0)]);
  const u = residual.map((value) => Math.max(value, 0) + size);
  const v = residual.map((value) => Math.max(-value, 0) + size);
  return { a, s, u, v, theta: new Float64Array(design.width + 1) };
}

function positionsOf(l1: Float64Array): number[] {
  return Array.from(l1.keys()).filter((j) => l1[j] > 0);
}

function gapOf({ a, s, u, v }: State): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * v[i] + s[i] * u[i];
  return sum;
}

function iterate(programme: QuantileProgramme, state: State, gap: number): State | null {
  const { design, l1 } = programme;
  const { a, s, u, v } = state;
  const n = design.rows;
  const penalised = positionsOf(l1);
  const held = a.map((_, i) => 1 / (v[i] / a[i] + u[i] / s[i]));
  const gram = weightedGram(design, fromArray(held.subarray(0, n)));
  const size = design.width + 1;
  penalised.forEach((j, i) => {
    gram[j * size + j] += held[n + i];
  });
  if (!programme.fitIntercept) {
    for (let j = 0; j < size; j++) gram[j * size + size - 1] = gram[(size - 1) * size + j] = 0;
  }
  const factor = shiftedCholesky(gram, size);
  if (factor === null) return null;
  const solve = (va: Float64Array, us: Float64Array): State => solveStep(programme, state, { held, factor, va, us });
  const affine = solve(
    a.map((value, i) => -value * v[i]),
    s.map((value, i) => -value * u[i]),
  );
  const [primal, dual] = [stepLength(state, affine, ["a", "s"]), stepLength(state, affine, ["u", "v"])];
  const tried = gapOf(moved(state, affine, primal, dual));
  const target = ((tried / gap) ** 3 * gap) / (2 * a.length);
  const centred = solve(
    a.map((value, i) => target - value * v[i] - affine.a[i] * affine.v[i]),
    s.map((value, i) => target - value * u[i] - affine.s[i] * affine.u[i]),
  );
  const lengths = [stepLength(state, centred, ["a", "s"]), stepLength(state, centred, ["u", "v"])];
  return moved(state, centred, lengths[0], lengths[1]);
}

interface StepParts {
  readonly held: Float64Array;
  readonly factor: Float64Array;
  /** What v·Δa + a·Δv shall be. */
  readonly va: Float64Array;
  /** What u·Δs + s·Δu shall be. */
  readonly us: Float64Array;
}

/** Newton's step: XᵀΔa = 0 and Δs = −Δa, Δu − Δv = −X·Δθ; what rounding left of the equations is taken along. */
function solveStep(programme: QuantileProgramme, state: State, { held, factor, va, us }: StepParts): State {
  const { design, y, l1, above, below } = programme;
  const { a, s, u, v } = state;
  const n = design.rows;
  const penalised = positionsOf(l1);
  const extended = (theta: Float64Array): Float64Array => {
    const out = new Float64Array(a.length);
    out.set(multiply(design, theta));
    penalised.forEach((j, i) => {
      out[n + i] = theta[j];
    });
    return out;
  };
  const gathered = (r: Float64Array): Float64Array => {
    const out = multiplyTransposed(design, r.subarray(0, n));
    penalised.forEach((j, i) => {
      out[j] += r[n + i];
    });
    if (!programme.fitIntercept) out[design.width] = 0;
    return out;
  };
  const eta = extended(state.theta);
  const pull = a.map((_, i) => {
    const residual = (i < n ? y[i] : 0) - eta[i] - u[i] + v[i];
    return residual + va[i] / a[i] - us[i] / s[i];
  });
  const excess = gathered(a.map((value, i) => value - (i < n ? below[i] : l1[penalised[i - n]])));
  const right = gathered(pull.map((value, i) => value * held[i])).map((value, j) => value + excess[j]);
  choleskySolve(factor, right.length, right, right);
  const change = extended(right);
  const da = pull.map((value, i) => held[i] * (value - change[i]));
  // a + s = above + below, kept against rounding.
  const ds = da.map((value, i) => (i < n ? above[i] + below[i] : 2 * l1[penalised[i - n]]) - a[i] - s[i] - value);
  return {
    ...{ a: da, s: ds, theta: right },
    u: us.map((value, i) => (value - u[i] * ds[i]) / s[i]),
    v: va.map((value, i) => (value - v[i] * da[i]) / a[i]),
  };
}

function stepLength(state: State, step: State, names: readonly ("a" | "s" | "u" | "v")[]): number {
  let length = 1 / SHORT;
  for (const name of names) {
    const [value, change] = [state[name], step[name]];
    for (let i = 0; i < value.length; i++) if (change[i] < 0) length = Math.min(length, -value[i] / change[i]);
  }
  return Math.min(1, SHORT * length);
}

function moved(state: State, step: State, primal: number, dual: number): State {
  const plus = (name: "a" | "s" | "u" | "v" | "theta", length: number): Float64Array =>
    state[name].map((value, i) => value + length * step[name][i]);
  return {
    ...{ a: plus("a", primal), s: plus("s", primal) },
    ...{ u: plus("u", dual), v: plus("v", dual), theta: plus("theta", dual) },
  };
}
