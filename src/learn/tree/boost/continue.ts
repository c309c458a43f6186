import { GyreError } from "../../../core/index.js";
import type { GbdtModel, TableModelColumn } from "../../model.js";
import type { Table } from "../../table.js";
import { predictGbdtScores } from "../predict.js";
import type { EarlierRounds } from "./boost.js";

/** What a model must agree with to be gone on from. */
export interface Continuation {
  readonly columns: readonly TableModelColumn[];
  readonly classes: readonly string[] | null;
  readonly outputs: number;
  readonly link: string;
}

/**
 * Refuses a model that the new trees could not be added to: other columns, categories in another order, other classes or another
 * link. Throws `learn.bad_config`.
 */
export function checkContinues(model: GbdtModel, wanted: Continuation): void {
  const differs = (["columns", "classes", "outputs", "link"] as const).find(
    (name) => JSON.stringify(model[name]) !== JSON.stringify(wanted[name]),
  );
  if (differs === undefined) return;
  throw new GyreError("learn.bad_config", `gbdt: the model to go on from has other ${differs} than the training rows`, {
    hint: "Give the training rows the columns and categories of the model (alignTable), and the loss the same link.",
    details: { name: "from", differs },
  });
}

/** What the new trees start from: the model's raw scores of the training rows. */
export function earlierRounds(model: GbdtModel, table: Table): EarlierRounds {
  return { rounds: model.trees.length / model.outputs, scores: predictGbdtScores(model, table) };
}
