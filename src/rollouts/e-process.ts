import type { ArmCounts, GuardState } from "./types.js";

/** Odds ratios of harm, candidate to champion, that the evidence is averaged over. */
const ODDS_RATIOS = [1.25, 1.5, 2, 3, 5, 10, 20];
/** What a past tick still counts for the champion's rate after each further one with outcomes. */
const DISCOUNT = 0.9;
/** Keeps e-values finite, so that they can be stored as JSON. */
const MOST_LOG_E = 700;

/** Counts of nothing. */
export const NO_COUNTS: ArmCounts = { championN: 0, championK: 0, candidateN: 0, candidateK: 0 };

/** A guard that has seen nothing: its e-value is 1, which is no evidence either way. */
export const FRESH_GUARD: GuardState = {
  pastN: 0,
  pastK: 0,
  logE: ODDS_RATIOS.map(() => 0),
  eValue: 1,
  maxEValue: 1,
  fired: false,
  totals: NO_COUNTS,
};

/** Sums two counts. */
export function addCounts(a: ArmCounts, b: ArmCounts): ArmCounts {
  return {
    championN: a.championN + b.championN,
    championK: a.championK + b.championK,
    candidateN: a.candidateN + b.candidateN,
    candidateK: a.candidateK + b.candidateK,
  };
}

/**
 * Takes one tick's outcomes into account: n outcomes and k harms of each arm since the tick before.
 *
 * The e-value multiplies, tick by tick, the likelihood of "the candidate's odds of harm are l times the champion's" over
 * that of one common rate, with the champion's rate guessed from past ticks alone, and averages over several l. If the arms
 * are equally good, it ever reaches 1/α with a chance of at most α, however often one looks (Ville); then `fired` becomes
 * and stays true. Each tick is compared within itself, so neither a changing base rate nor a growing share of traffic
 * looks like harm, as it would in pooled totals. Source: Turner, Ly and Grünwald 2024, two-by-two e-variables.
 */
export function stepGuard(state: GuardState, tick: ArmCounts, { alpha }: { readonly alpha: number }): GuardState {
  const { championN: na, championK: ka, candidateN: nb, candidateK: kb } = tick;
  const rate = (state.pastK + 0.5) / (state.pastN + 25);
  const logE = state.logE.map((past, i) => {
    if (na === 0 || nb === 0) return past;
    const odds = (ODDS_RATIOS[i] * rate) / (1 - rate);
    const worse = odds / (1 + odds);
    const common = (na * rate + nb * worse) / (na + nb);
    return past + logLikelihood(ka, na, rate) + logLikelihood(kb, nb, worse) - logLikelihood(ka + kb, na + nb, common);
  });
  const eValue = meanExp(logE);
  return {
    pastN: na === 0 ? state.pastN : DISCOUNT * state.pastN + na,
    pastK: na === 0 ? state.pastK : DISCOUNT * state.pastK + ka,
    logE,
    eValue,
    maxEValue: Math.max(state.maxEValue, eValue),
    fired: state.fired || eValue >= 1 / alpha,
    totals: addCounts(state.totals, tick),
  };
}

/** ln of the chance of one sequence of n outcomes with k harms. */
function logLikelihood(k: number, n: number, rate: number): number {
  return k * Math.log(rate) + (n - k) * Math.log1p(-rate);
}

function meanExp(logs: readonly number[]): number {
  const largest = Math.max(...logs);
  const sum = logs.reduce((total, log) => total + Math.exp(log - largest), 0);
  return Math.exp(Math.min(MOST_LOG_E, largest + Math.log(sum / logs.length)));
}
