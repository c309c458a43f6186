import type { Objective } from "../../math/index.js";
import { BLOCK, type Design } from "./design-matrix.js";
import { addTransposed, blockProducts, forEachBlock, multiply, weightedGram } from "./design-products.js";

/** A loss of each row in its outputs z, with the rows' weights in it. */
export interface Family {
  /** K: how many z a row has. */
  readonly outputs: number;
  /** Σ loss of the rows from `from` on, and the slopes ∂loss/∂z into `r`; `z` and `r` are `(K, BLOCK)`. */
  readonly slopes: (from: number, count: number, z: Float64Array, r: Float64Array) => number;
  /** ∂²loss/∂z_k∂z_l, at least 0 for k = l, of the rows from `from` on, given all `z`, K arrays of all rows. */
  readonly curvatures: (pair: OutputPair, z: readonly Float64Array[], from: number, out: Float64Array) => void;
  /** Σ loss and Σ |slope| of all rows when each has the outputs `z`, where there is a shorter way than row by row. */
  readonly constant?: (z: readonly number[]) => { readonly value: number; readonly slope: number };
}

/** Two outputs, k ≤ l. */
export interface OutputPair {
  readonly k: number;
  readonly l: number;
}

/** The mean loss over a design, with its penalty: what a smooth solver minimises. */
export interface SmoothProblem {
  readonly objective: Objective;
  /** The lower triangle. */
  readonly hessian: (parameters: Float64Array) => Float64Array;
}

/** What the mean loss is made of. */
export interface ProblemParts {
  readonly design: Design;
  readonly family: Family;
  /** Σ of the rows' weights, which the losses are divided by. */
  readonly total: number;
  /** λ of ½·λ·weight² for each position of the design. */
  readonly ridge: Float64Array;
  readonly fitIntercept: boolean;
  /** Whether an L1 penalty is added, which decides weights that probabilities leave open. */
  readonly isSparse: boolean;
}

/** f(θ) = Σ loss / total + ½·Σ ridge·weight²; θ is `(K, width + 1)`, each output's intercept last, 0 where it is not fitted. */
export function smoothProblem(parts: ProblemParts): SmoothProblem {
  return { objective: (theta) => evaluate(parts, theta), hessian: (theta) => hessianOf(parts, theta) };
}

function evaluate(parts: ProblemParts, theta: Float64Array): { value: number; gradient: Float64Array } {
  const { design, family, total, ridge } = parts;
  const { values } = design.heap;
  const { scratch } = design;
  const k = family.outputs;
  const size = design.width + 1;
  const gradient = new Float64Array(theta.length);
  const one = k === 1;
  const { z, r } = blockViews(design, k);
  let value = 0;
  forEachBlock(design, (from, count) => {
    for (let c = 0; c < k; c++) {
      blockProducts(design, from, count, theta, c * size);
      if (!one) z.set(values.subarray(scratch.z, scratch.z + count), c * BLOCK);
    }
    value += family.slopes(from, count, z, r);
    for (let c = 0; c < k; c++) {
      if (!one) values.set(r.subarray(c * BLOCK, c * BLOCK + count), scratch.r);
      addTransposed(design, from, count, gradient, c * size);
    }
  });
  value /= total;
  for (let at = 0; at < theta.length; at++) {
    const position = at % size;
    gradient[at] /= total;
    if (position === design.width) {
      if (!parts.fitIntercept) gradient[at] = 0;
      continue;
    }
    gradient[at] += ridge[position] * theta[at];
    value += 0.5 * ridge[position] * theta[at] * theta[at];
  }
  return { value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value, gradient };
}

/** Room for the outputs and slopes of one block, `(K, BLOCK)`: of a single output that in the heap, where the passes put it. */
export function blockViews(design: Design, outputs: number): { readonly z: Float64Array; readonly r: Float64Array } {
  if (outputs > 1) return { z: new Float64Array(outputs * BLOCK), r: new Float64Array(outputs * BLOCK) };
  const { values } = design.heap;
  const { z, r } = design.scratch;
  return { z: values.subarray(z, z + BLOCK), r: values.subarray(r, r + BLOCK) };
}

function hessianOf(parts: ProblemParts, theta: Float64Array): Float64Array {
  const { design, family, total, ridge, fitIntercept } = parts;
  const size = design.width + 1;
  const n = theta.length;
  const z = outputsOf(design, theta);
  const hessian = new Float64Array(n * n);
  for (let l = 0; l < family.outputs; l++) {
    for (let k = 0; k <= l; k++) {
      const gram = weightedGram(design, (from, count, out) =>
        family.curvatures({ k, l }, z, from, out.subarray(0, count)),
      );
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) hessian[(l * size + i) * n + k * size + j] = gram[i * size + j] / total;
      }
    }
  }
  for (let at = 0; at < n; at++) {
    const position = at % size;
    if (position < design.width) hessian[at * n + at] += ridge[position];
    else if (!fitIntercept) clearRow(hessian, n, at);
  }
  if (family.outputs > 1) fixGauge(hessian, parts);
  return hessian;
}

/** z of all rows for each output. */
export function outputsOf(design: Design, theta: Float64Array): Float64Array[] {
  const size = design.width + 1;
  return Array.from({ length: theta.length / size }, (_, c) =>
    multiply(design, theta.subarray(c * size, (c + 1) * size)),
  );
}

function clearRow(hessian: Float64Array, n: number, at: number): void {
  for (let j = 0; j < n; j++) hessian[at * n + j] = hessian[j * n + at] = 0;
  hessian[at * n + at] = 1;
}

/**
 * A number added to all outputs changes no probability, so without a penalty the Hessian is singular. Its null direction, to which
 * the gradient has no part, gets a curvature.
 */
function fixGauge(hessian: Float64Array, { design, family, ridge, isSparse }: ProblemParts): void {
  const size = design.width + 1;
  const n = size * family.outputs;
  for (let position = 0; position < size; position++) {
    if (position < design.width && (isSparse || ridge[position] > 0)) continue;
    const curvature = hessian[position * n + position];
    for (let l = 0; l < family.outputs; l++) {
      for (let k = 0; k <= l; k++) hessian[(l * size + position) * n + k * size + position] += curvature;
    }
  }
}
