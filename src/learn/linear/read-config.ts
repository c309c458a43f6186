import { GyreError } from "../../core/index.js";
import { checkConfig, type Rule } from "../check-config.js";

/** Hyperparameters that every linear estimator has. */
export interface LinearOptions {
  /** Whether an intercept, never penalised, is fitted. scikit-learn: `fit_intercept`. */
  readonly fitIntercept: boolean;
  /** Categories in rows of less weight get no coefficient of their own. */
  readonly minCategoryCount: number;
}

/** Hyperparameters of those that penalise their coefficients. */
export interface PenaltyOptions {
  /** Whether the penalty is on the coefficients of standardised columns; by default it is on those in the columns' own units. */
  readonly standardize: boolean;
}

/** Hyperparameters of those that search step by step. */
export interface SearchOptions {
  readonly tolerance: number;
  readonly maxIterations: number;
}

/** A configuration without what it need not say. */
export type Given<C> = Partial<Omit<C, "kind">>;

/** An intercept, and categories from 20 rows on. */
export const linearDefaults: LinearOptions = { fitIntercept: true, minCategoryCount: 20 };

/** A number ≥ 0. */
export const atLeastZero: Rule = { min: 0, max: Number.MAX_VALUE };

/** Rules of {@link LinearOptions}. */
export const linearRules: Readonly<Record<string, Rule>> = {
  fitIntercept: { boolean: true },
  minCategoryCount: { min: 1, max: Number.MAX_VALUE, whole: true },
};

/** Rules of {@link PenaltyOptions}, and of an alpha. */
export const penaltyRules: Readonly<Record<string, Rule>> = { alpha: atLeastZero, standardize: { boolean: true } };

/** Rules of {@link SearchOptions}. */
export const searchRules: Readonly<Record<string, Rule>> = {
  tolerance: { min: 0, max: 1, open: true },
  maxIterations: { min: 1, max: 1_000_000, whole: true },
};

/** `given` over `defaults`, checked. Throws `learn.bad_config` for an unknown name or a value out of range. */
export function readConfig<C extends { readonly kind: string }>(
  defaults: C,
  given: object,
  rules: Readonly<Record<string, Rule>>,
): C {
  const named = Object.fromEntries(
    Object.entries(given).filter(([name, value]) => value !== undefined && name !== "kind"),
  );
  const full: C = { ...defaults, ...named };
  checkConfig(defaults.kind, full, { ...linearRules, ...rules });
  return full;
}

/** Refuses `standardize` where there is no penalty that it could change. Throws `learn.bad_config`. */
export function refuseIdleStandardize(kind: string, standardize: boolean, hasPenalty: boolean): void {
  if (!standardize || hasPenalty) return;
  throw new GyreError("learn.bad_config", `${kind}: standardize would have no effect: nothing is penalised`, {
    details: { name: "standardize" },
  });
}
