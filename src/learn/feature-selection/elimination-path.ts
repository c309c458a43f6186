import type { WeightedRows } from "../ensemble/inner-folds.js";
import { fitWeighted, type InnerOptions } from "../ensemble/out-of-fold.js";
import type { AnyConfig, AnyModel, Learner } from "../estimator.js";
import { framePart, importancesOf } from "./importances.js";

/** What is eliminated, by which estimator, how fast and how far. */
export interface PathOptions {
  readonly learner: Learner;
  readonly estimator: AnyConfig;
  readonly columns: readonly string[];
  /** Columns that go in each round: a number, or, below 1, a share of all. */
  readonly step: number;
  /** How many stay. */
  readonly keep: number;
}

/** The columns of a round, and the model that was learned from them. */
export interface Round {
  readonly columns: readonly string[];
  readonly model: AnyModel;
}

/**
 * Rounds from all columns down to `keep`: each drops those of the least importance, of equals the last. `onRound` sees each round's
 * model. The last round's model is fitted only where `onRound` asks for it.
 */
export function eliminationPath(
  data: WeightedRows,
  { learner, estimator, columns, step, keep }: PathOptions,
  options: InnerOptions,
  onRound?: (round: Round) => void,
): { readonly columns: readonly string[] }[] {
  const rounds: { readonly columns: readonly string[] }[] = [];
  const speed = step < 1 ? Math.max(1, Math.floor(step * columns.length)) : step;
  let current = columns;
  for (;;) {
    rounds.push({ columns: current });
    const isLast = current.length <= keep;
    if (isLast && onRound === undefined) return rounds;
    const random = options.random.split(`${current.length} columns`);
    const part = { ...data, frame: framePart(data.frame, current) };
    const model = fitWeighted(learner, estimator, part, { ...options, random });
    onRound?.({ columns: current, model });
    if (isLast) return rounds;
    const importances = importancesOf(learner, model, current);
    const order = current.map((_, i) => i).sort((i, j) => importances[i] - importances[j] || j - i);
    const gone = new Set(order.slice(0, Math.min(speed, current.length - keep)));
    current = current.filter((_, i) => !gone.has(i));
  }
}
