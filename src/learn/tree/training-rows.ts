import { createRandom, GyreError } from "../../core/index.js";
import { refuseIneffective } from "../check-config.js";
import type { FitOptions, Validation } from "../fit-options.js";
import { countedRows, rowWeights } from "../row-weights.js";
import { type Frame, selectRows, type Table } from "../table.js";
import { trainingTable } from "../table-of-frame.js";
import { selectTarget, type Target } from "../target.js";
import type { GbdtConfig } from "./gbdt-config.js";
import { drawHeldOut } from "./sampling/held-out.js";

/** The rows that trees are grown on, and those kept apart to stop early. */
export interface TrainingRows {
  readonly table: Table;
  readonly target: Target;
  /** All above 0; absent when all are 1. */
  readonly weights?: Float64Array;
  /** Absent without early stopping. */
  readonly validation?: Validation;
}

/**
 * Checks frame, target and weights, drops rows of weight 0, and keeps `earlyStopping.validationFraction` of the others apart, drawn by
 * `options.random`. Throws `learn.bad_table` naming column and row, and `learn.bad_config` when early stopping has nothing to watch.
 */
export function trainingRows(config: GbdtConfig, frame: Frame, target: Target, options: FitOptions): TrainingRows {
  const table = trainingTable(frame, target);
  const all = rowsThatCount({ frame: table, target, ...(options.weights && { weights: options.weights }) });
  const validation = givenValidation(config, options);
  const fraction = config.earlyStopping?.validationFraction;
  if (fraction === undefined) return { ...asTraining(all), ...(validation && { validation }) };
  const random = (options.random ?? createRandom("gbdt")).split("validation");
  const held = drawHeldOut(all.target, fraction, random);
  return { ...asTraining(selected(all, held.training)), validation: selected(all, held.validation) };
}

/** Without the rows of weight 0; without weights when all are 1. */
function rowsThatCount(rows: Validation): Validation {
  const { frame, weights } = rows;
  if (weights === undefined) return rows;
  const counted = countedRows(rowWeights(weights, frame.rows));
  const kept = counted.length === frame.rows ? rows : selected(rows, counted);
  return kept.weights?.every((weight) => weight === 1) ? { frame: kept.frame, target: kept.target } : kept;
}

function selected({ frame, target, weights }: Validation, rows: Int32Array): Validation {
  return {
    frame: selectRows(frame, rows),
    target: selectTarget(target, rows),
    ...(weights && { weights: Float64Array.from(rows, (row) => weights[row]) }),
  };
}

function asTraining({ frame, target, weights }: Validation): TrainingRows {
  return { table: frame as Table, target, ...(weights && { weights }) };
}

function givenValidation({ earlyStopping }: GbdtConfig, options: FitOptions): Validation | undefined {
  if (earlyStopping === undefined) return undefined;
  const { validation } = options;
  const isDrawn = earlyStopping.validationFraction !== undefined;
  const name = "earlyStopping.validationFraction";
  refuseIneffective("gbdt", isDrawn && validation !== undefined, name, "validation rows were given");
  if (!isDrawn && validation === undefined) {
    throw new GyreError("learn.bad_config", "gbdt: earlyStopping has no rows to watch", {
      hint: "Set earlyStopping.validationFraction, or give the fit options.validation.",
      details: { name: "earlyStopping" },
    });
  }
  return validation && rowsThatCount(validation);
}
