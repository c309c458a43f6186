import { GyreError } from "../../core/index.js";
import { benjaminiHochberg } from "../../math/index.js";
import type { Rule } from "../check-config.js";

/** Which columns are kept, by their scores: one of these, else the 10 best. */
export interface ScoreChoice {
  /** The k best; of equals the first columns. scikit-learn's SelectKBest. */
  readonly k?: number;
  /** The best so many in a hundred. SelectPercentile. */
  readonly percentile?: number;
  /** Scores above this. */
  readonly threshold?: number;
}

/** As {@link ScoreChoice}, for scores that come with p-values. */
export interface TestChoice extends ScoreChoice {
  /** As many as keep the expected share of false ones at most here (Benjamini and Hochberg 1995). SelectFdr's `alpha`. */
  readonly fdr?: number;
}

const DEFAULT_K = 10;

/** The rules of {@link ScoreChoice}. */
export const scoreChoiceRules: Readonly<Record<string, Rule>> = {
  k: { min: 1, max: Number.MAX_SAFE_INTEGER, whole: true },
  percentile: { min: 0, max: 100, open: true },
  threshold: { min: -Number.MAX_VALUE, max: Number.MAX_VALUE },
};

/** The rules of {@link TestChoice}. */
export const testChoiceRules: Readonly<Record<string, Rule>> = {
  ...scoreChoiceRules,
  fdr: { min: 0, max: 1, open: true, openMax: true },
};

/** Refuses more than one way to choose: throws `learn.bad_config`. */
export function refuseTwoChoices(kind: string, choice: TestChoice): void {
  const set = (["k", "percentile", "threshold", "fdr"] as const).filter((name) => choice[name] !== undefined);
  if (set.length <= 1) return;
  throw new GyreError("learn.bad_config", `${kind}: ${set.join(" and ")} are set, expected only one of them`, {
    details: { names: set },
  });
}

/** The places of the columns that are kept, ascending. A score of NaN is below all others. */
export function chosenPlaces(choice: TestChoice, scores: readonly number[], pValues?: readonly number[]): number[] {
  const places = scores.map((_, place) => place);
  if (choice.threshold !== undefined) return places.filter((place) => scores[place] > choice.threshold!);
  if (choice.fdr !== undefined && pValues !== undefined) {
    const adjusted = benjaminiHochberg(pValues);
    return places.filter((place) => adjusted[place] <= choice.fdr!);
  }
  const count =
    choice.percentile === undefined ? (choice.k ?? DEFAULT_K) : countOf(choice.percentile / 100, scores.length);
  const key = (place: number): number => (Number.isNaN(scores[place]) ? Number.NEGATIVE_INFINITY : scores[place]);
  const best = places.sort((a, b) => (key(a) === key(b) ? a - b : key(b) - key(a))).slice(0, count);
  return best.sort((a, b) => a - b);
}

/** How many of n distinct scores scikit-learn keeps: those above the linearly interpolated quantile, or the share rounded down. */
function countOf(share: number, n: number): number {
  // Hundredths are not exact: 0.9 · 10 must not be above 9.
  const at = Math.round((n - 1) * (1 - share) * 1e9) / 1e9;
  return Math.max(n - 1 - Math.floor(at), Math.floor(Math.round(n * share * 1e9) / 1e9));
}
