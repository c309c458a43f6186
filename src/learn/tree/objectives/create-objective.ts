import { GyreError } from "../../../core/index.js";
import { type ClassTarget, type Target, targetRows } from "../../target.js";
import type { GbdtConfig, GbdtLoss } from "../gbdt-config.js";
import type { Objective } from "../objective.js";
import { logOddsOf } from "./class-losses.js";
import { classFactors } from "./class-weight.js";
import { type CustomLoss, customObjective } from "./custom.js";
import { lambdarankObjective } from "./lambdarank.js";
import { lambdarankOf } from "./lambdarank-config.js";
import type { LossRows } from "./loss.js";
import { summable } from "./order-free-sum.js";
import { pointLoss } from "./point-losses.js";
import { pointObjective } from "./point-objective.js";
import { resolveLoss } from "./resolve-loss.js";
import { singlePrecision } from "./single-precision.js";
import { classShares, softmaxObjective } from "./softmax.js";

/** Squares of sums of derivatives over all rows stay finite up to here. */
const LARGEST_TARGET = 1e140;
const LARGEST_RELEVANCE = 1000;
const ROWS_BETWEEN_LOOKS = 2 ** 20;

/** What a loss is bound to: the rows that are trained on, none of weight 0. */
export interface ObjectiveRows {
  readonly target: Target;
  /** Above 0; absent = all 1. Class weights come from the configuration and are not in here. */
  readonly weights?: Float64Array;
  /** For loss "custom". */
  readonly loss?: CustomLoss;
  /** Called now and then while derivatives are computed; throws when the fit is cancelled. */
  readonly look?: (() => void) | undefined;
}

/**
 * The loss that `config` names, bound to its rows. Unless `compat` is "exact" derivatives are rounded to single precision; with
 * "lightgbm" targets are too, and class weights do not move the start score, as there. Throws `learn.bad_config` where loss and target do not fit, and
 * `learn.bad_table` naming the row of a target that the loss cannot take.
 */
export function createObjective(config: GbdtConfig, rows: ObjectiveRows): Objective {
  const loss = resolveLoss(config, rows.target);
  checkCustom(loss, rows.loss);
  const objective = bound(loss, config, config.compat === "lightgbm" ? asLightgbm(rows) : rows);
  return config.compat !== "exact" ? singlePrecision(objective, targetRows(rows.target)) : objective;
}

/** LightGBM keeps weights in single precision. */
function asLightgbm(rows: ObjectiveRows): ObjectiveRows {
  return { ...rows, ...(rows.weights && { weights: rows.weights.map(Math.fround) }) };
}

function bound(loss: GbdtLoss, config: GbdtConfig, rows: ObjectiveRows): Objective {
  const { target, weights, loss: custom, look } = rows;
  if (target.kind === "class") {
    checkCodes(target.codes, target.classes.length);
    const factors = classFactors(config.classWeight, target, weights);
    const ofRow = factors && Float64Array.from(target.codes, (code) => factors[code]);
    if (loss === "custom") return customObjective(custom as CustomLoss, target, weights, ofRow);
    const start = config.compat === "lightgbm" ? undefined : factors;
    if (loss === "softmax") {
      return softmaxObjective(target, weights, { ofRow, start, isScikitLearn: config.compat === "scikit-learn", look });
    }
    return logisticObjective(config, target, rows, factors && ofRow && { factors, ofRow, start });
  }
  if (loss === "custom") return customObjective(custom as CustomLoss, target, weights);
  if (target.kind === "relevance") {
    checkRelevance(target.values);
    return lambdarankObjective(target, weights, lambdarankOf(config), config.compat === "lightgbm");
  }
  if (loss === "softmax" || loss === "lambdarank") throw new Error(`loss "${loss}" does not learn numbers`);
  const y = config.compat === "lightgbm" ? target.values.map(Math.fround) : target.values;
  const point = pointLoss(loss, config);
  checkTargets(loss, point, target.values, look);
  const bare = lossRows(y, rows);
  const starting = point.renewal && weights ? lossRows(y, { ...rows, weights: summable(weights) }) : bare;
  return pointObjective(point, bare, point.start(starting));
}

/** Factors of the classes, of each row, and those that the start score sees. */
interface Balance {
  readonly factors: readonly number[];
  readonly ofRow: Float64Array;
  readonly start: readonly number[] | undefined;
}

function logisticObjective(
  config: GbdtConfig,
  target: ClassTarget,
  given: ObjectiveRows,
  balance: Balance | undefined,
): Objective {
  const { weights } = given;
  const loss = pointLoss("logistic", config);
  const rows = lossRows(new Float64Array(target.codes), given);
  if (balance === undefined) return pointObjective(loss, rows, loss.start(rows));
  const { factors, ofRow, start } = balance;
  const first = start === undefined ? loss.start(rows) : logOddsOf(classShares(target, weights, start)[1] ?? 0);
  return pointObjective(loss, rows, first, { pair: [factors[0], factors[1] ?? 1], ofRow });
}

function lossRows(y: Float64Array, { weights, look }: ObjectiveRows): LossRows {
  return { y, ...(weights && { weights }), ...(look && { look }) };
}

function checkCustom(loss: GbdtLoss, custom: CustomLoss | undefined): void {
  if ((loss === "custom") === (custom !== undefined)) return;
  const message =
    loss === "custom" ? 'gbdt: loss is "custom", but none was given' : `gbdt: a loss was given, but loss is "${loss}"`;
  throw new GyreError("learn.bad_config", message, { hint: 'Call fitGbdtWithLoss with loss: "custom".' });
}

function checkTargets(
  name: GbdtLoss,
  loss: ReturnType<typeof pointLoss>,
  values: Float64Array,
  look?: () => void,
): void {
  let isZero = true;
  for (let row = 0; row < values.length; row++) {
    if (row % ROWS_BETWEEN_LOOKS === 0) look?.();
    const value = values[row];
    if (value !== 0) isZero = false;
    const expected =
      Math.abs(value) <= LARGEST_TARGET ? loss.refuses?.(value) : `expected at most ${LARGEST_TARGET} in size`;
    if (expected === undefined) continue;
    throw badTarget(`the target of row ${row} is ${value}, ${expected} for loss "${name}"`, { row });
  }
  if (loss.needsPositive && isZero) {
    throw badTarget(`the target is 0 in every row, expected one above 0 for loss "${name}"`);
  }
}

function checkCodes(codes: Int32Array, classes: number): void {
  const row = codes.findIndex((code) => !(code >= 0 && code < classes));
  if (row >= 0)
    throw badTarget(`the label of row ${row} is ${codes[row]}, expected a code of 0 … ${classes - 1}`, { row });
}

function checkRelevance(values: Float64Array): void {
  const row = values.findIndex((value) => value > LARGEST_RELEVANCE);
  if (row < 0) return;
  throw badTarget(`the relevance of row ${row} is ${values[row]}, expected at most ${LARGEST_RELEVANCE}`, { row });
}

function badTarget(message: string, details: Record<string, unknown> = {}): GyreError {
  return new GyreError("learn.bad_table", message, { details });
}
