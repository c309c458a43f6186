import { GyreError } from "../../core/index.js";
import { sumOf } from "../../math/index.js";
import { modelColumnsOf } from "../check-table.js";
import { checkNotCancelled, type FitOptions } from "../fit-options.js";
import type { TableModelColumn } from "../model-column.js";
import { countedRows, rowWeights } from "../row-weights.js";
import { type Frame, selectRows, type Table } from "../table.js";
import { trainingTable } from "../table-of-frame.js";
import { selectTarget, type Target } from "../target.js";
import { fitLinearEncodings } from "./encodings.js";
import type { LinearEncoding, LinearTerms } from "./model.js";

/** What every linear estimator is told about its columns. */
export interface EncodingConfig {
  readonly kind: string;
  readonly fitIntercept: boolean;
  readonly minCategoryCount: number;
}

/** The rows that count, checked and ready to be encoded. */
export interface Prepared<T extends Target> {
  readonly table: Table;
  readonly target: T;
  readonly columns: readonly TableModelColumn[];
  readonly encodings: readonly LinearEncoding[];
  /** One above 0 for each row. */
  readonly weights: Float64Array;
  /** Σ weights. */
  readonly total: number;
}

/** Checks and encodes; rows of weight 0 are left out, as if they were absent. Throws `learn.bad_table` and `learn.bad_config`. */
export function prepare<K extends Target["kind"]>(
  config: EncodingConfig,
  frame: Frame,
  target: Target,
  learns: K,
  options: FitOptions,
): Prepared<Target & { readonly kind: K }> {
  checkNotCancelled(options);
  if (!isKind(target, learns)) {
    throw new GyreError("learn.bad_config", `${config.kind} learns a ${learns}, the target is a ${target.kind}`, {
      hint: learns === "class" ? "Use leastSquares or ridge for numbers." : "Use logistic for classes.",
    });
  }
  const whole = trainingTable(frame, target);
  refuseHuge(target);
  const given = rowWeights(options.weights, whole.rows);
  const isWhole = options.weights === undefined || given.every((weight) => weight > 0);
  const rows = isWhole ? null : countedRows(given);
  const table = rows === null ? whole : selectRows(whole, rows);
  const weights = rows === null ? given : Float64Array.from(rows, (row) => given[row]);
  const encodings = fitLinearEncodings(table, {
    weights: options.weights === undefined ? undefined : weights,
    centre: config.fitIntercept,
    minCategoryCount: config.minCategoryCount,
    onColumn: () => checkNotCancelled(options),
  });
  return {
    ...{ table, weights, encodings },
    target: rows === null ? target : selectTarget(target, rows),
    columns: modelColumnsOf(whole),
    total: sumOf(weights),
  };
}

/** Beyond it squares leave the range of doubles. */
const LARGEST_TARGET = 1e150;

function refuseHuge(target: Target): void {
  if (target.kind !== "number") return;
  const row = target.values.findIndex((value) => !(Math.abs(value) <= LARGEST_TARGET));
  if (row < 0) return;
  throw new GyreError(
    "learn.bad_table",
    `the target of row ${row} is ${target.values[row]}, too large for its square`,
    {
      hint: "Divide the target by a constant, or take its logarithm.",
      details: { row },
    },
  );
}

function isKind<K extends Target["kind"]>(target: Target, kind: K): target is Target & { readonly kind: K } {
  return target.kind === kind;
}

/** The terms of a model from its parameters in the order of a design: `(outputs, width + 1)`, each intercept last. */
export function termsOf(
  { columns, encodings }: Pick<LinearTerms, "columns" | "encodings">,
  positions: Int32Array,
  theta: Float64Array,
): LinearTerms {
  const size = positions.length + 1;
  const outputs = Array.from({ length: theta.length / size }, (_, k) => k * size);
  return {
    ...{ columns, encodings },
    weights: outputs.flatMap((at) => Array.from(positions, (position) => theta[at + position])),
    intercepts: outputs.map((at) => theta[at + positions.length]),
  };
}

/**
 * By what a weight on the encoded numbers is divided to give a coefficient in the column's own units, for each position of a design;
 * all 1 where the penalty is meant for standardised coefficients.
 */
export function penaltyScales(
  encodings: readonly LinearEncoding[],
  positions: Int32Array,
  standardize: boolean,
): Float64Array {
  const scales = new Float64Array(positions.length).fill(1);
  if (standardize) return scales;
  let at = 0;
  for (const encoding of encodings) {
    if (encoding.kind === "category") {
      at += encoding.codes.length;
      continue;
    }
    scales[positions[at]] = encoding.scale;
    at += encoding.indicator ? 2 : 1;
  }
  return scales;
}
