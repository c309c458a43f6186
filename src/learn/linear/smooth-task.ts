import { sumOf } from "../../math/index.js";
import { checkNotCancelled, type FitOptions } from "../fit-options.js";
import type { Table } from "../table.js";
import { BLOCK, createDesign, type Design, type DesignOptions } from "./design-matrix.js";
import { encodedWidth } from "./encodings.js";
import type { LinearEncoding } from "./model.js";
import { blockViews, type Family, type SmoothProblem, smoothProblem } from "./smooth-problem.js";

/** A mean loss over the rows of a table with an L2 penalty, and from where to go how far. */
export interface SmoothTask {
  readonly table: Table;
  readonly encodings: readonly LinearEncoding[];
  readonly weights: Float64Array;
  /** The loss over the rows of `design`, which are the table's or those at `rows`. */
  readonly familyOf: (design: Design, weights: Float64Array, rows: Int32Array | undefined) => Family;
  readonly outputs: number;
  /** λ of ½·λ·weight² for each position of a design. */
  readonly ridgeOf: (design: Design) => Float64Array;
  readonly fitIntercept: boolean;
  /** Whether an L1 penalty is added. */
  readonly isSparse: boolean;
  /** The intercepts of the start, where all weights are 0. */
  readonly start: readonly number[];
  /** Largest component of the gradient, relative to the mean |∂loss/∂z| at the start. */
  readonly tolerance: number;
  readonly maxIterations: number;
  readonly options: FitOptions;
}

/** A task over some rows, encoded. */
export interface PreparedProblem {
  readonly design: Design;
  readonly family: Family;
  readonly problem: SmoothProblem;
  readonly ridge: Float64Array;
  readonly start: Float64Array;
  /** The objective there. */
  readonly startValue: number;
  readonly tolerance: number;
}

/** Encodes the rows at `rows`, by default all; with `gram` the Hessian can be asked for. */
export function prepareProblem(
  task: SmoothTask,
  rows: Int32Array | undefined,
  storage: Pick<DesignOptions, "gram" | "isStreamed">,
): PreparedProblem {
  const design = createDesign(task.table, task.encodings, {
    ...storage,
    ...(rows && { rows }),
    check: () => checkNotCancelled(task.options),
  });
  const weights = rows === undefined ? task.weights : Float64Array.from(rows, (row) => task.weights[row]);
  const family = task.familyOf(design, weights, rows);
  const total = sumOf(weights);
  const ridge = task.ridgeOf(design);
  const problem = smoothProblem({
    design,
    family,
    total,
    ridge,
    fitIntercept: task.fitIntercept,
    isSparse: task.isSparse,
  });
  const start = new Float64Array(task.outputs * (design.width + 1));
  task.start.forEach((intercept, k) => {
    start[(k + 1) * (design.width + 1) - 1] = intercept;
  });
  const { value, slope } = atStart(task, family, design, weights);
  return { design, family, problem, ridge, start, startValue: value, tolerance: task.tolerance * slope };
}

/** The mean loss when every row has the start's outputs, and the mean |∂loss/∂z|, the unit of the tolerance. */
function atStart(task: SmoothTask, family: Family, design: Design, weights: Float64Array) {
  if (family.constant !== undefined) {
    const { value, slope } = family.constant(task.start);
    const total = sumOf(weights);
    return { value: value / total, slope: slope === 0 ? 1 : slope / total };
  }
  const { z, r } = blockViews(design, task.outputs);
  let [value, slope, total] = [0, 0, 0];
  for (let from = 0; from < weights.length; from += BLOCK) {
    const count = Math.min(BLOCK, weights.length - from);
    task.start.forEach((intercept, k) => {
      z.fill(intercept, k * BLOCK, (k + 1) * BLOCK);
    });
    value += family.slopes(from, count, z, r);
    for (let k = 0; k < task.outputs; k++) for (let i = 0; i < count; i++) slope += Math.abs(r[k * BLOCK + i]);
    for (let i = 0; i < count; i++) total += weights[from + i];
  }
  return { value: value / total, slope: slope === 0 ? 1 : slope / total };
}

/** Passes iterations on and looks whether the caller has given up. */
export function watcher({ options, maxIterations }: SmoothTask, before: number): (iteration: number) => void {
  return (iteration) => {
    checkNotCancelled(options);
    options.onRound?.(before + iteration, maxIterations);
  };
}

/** How many parameters a task has. */
export function parametersOf({ encodings, outputs }: Pick<SmoothTask, "encodings" | "outputs">): number {
  return outputs * encodings.reduce((sum, encoding) => sum + encodedWidth(encoding), 1);
}
