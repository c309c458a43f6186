import { GyreError } from "../../core/index.js";
import type { AnyModel, Learner } from "../estimator.js";
import type { Frame } from "../table.js";

/** The columns `names` of `frame`, in that order. */
export function framePart(frame: Frame, names: readonly string[]): Frame {
  const place = new Map(frame.names.map((name, i) => [name, i]));
  return { rows: frame.rows, names, columns: names.map((name) => frame.columns[place.get(name)!]) };
}

/**
 * How much of `model` rests on each of the columns `names`; 0 for one that it does not read. Throws `learn.bad_config` for an
 * estimator that has no importances.
 */
export function importancesOf(learner: Learner, model: AnyModel, names: readonly string[]): number[] {
  const found = learner.importance(model);
  const place = new Map(model.columns.map(({ name }, i) => [name, i]));
  const values = names.map((name) => (place.has(name) ? found[place.get(name)!] : 0));
  const bad = values.findIndex((value) => !(value >= 0));
  if (bad < 0) return values;
  throw new GyreError(
    "learn.bad_config",
    `the importance of column "${names[bad]}" in a ${model.kind} is ${values[bad]}`,
  );
}
