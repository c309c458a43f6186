import { timeMs } from "./dates.js";
import type { PolicyReport } from "./types.js";

/** An estimate with half the width of its 95 % interval; null where the interval is not known. */
export interface Estimate {
  readonly value: number;
  readonly halfWidth: number | null;
}

/** How two policies differ in ROC-AUC: clear when the interval of the difference leaves out zero. */
export interface Difference extends Estimate {
  readonly verdict: "better" | "worse" | "unclear";
}

/** Anything with a ROC-AUC and its interval: a policy, a month, a week. */
type WithAuc = Pick<PolicyReport, "rocAuc" | "rocAucLow" | "rocAucHigh">;

/** The ROC-AUC of a policy, month or week; null when it has none. */
export function aucOf(quality: WithAuc): Estimate | null {
  const { rocAuc, rocAucLow, rocAucHigh } = quality;
  if (rocAuc === null || !Number.isFinite(rocAuc)) return null;
  const width = rocAucLow === null || rocAucHigh === null ? Number.NaN : (rocAucHigh - rocAucLow) / 2;
  return { value: rocAuc, halfWidth: Number.isFinite(width) && width >= 0 ? width : null };
}

/**
 * `a − b` with half-width √(hₐ² + h_b²), as if the two were independent. Policies score the same predictions and so
 * rise and fall together; the true interval is narrower, and a difference called clear here is clear.
 */
export function subtract(a: Estimate, b: Estimate): Difference {
  const value = a.value - b.value;
  if (a.halfWidth === null || b.halfWidth === null) return { value, halfWidth: null, verdict: "unclear" };
  const halfWidth = Math.hypot(a.halfWidth, b.halfWidth);
  const verdict = Math.abs(value) <= halfWidth ? "unclear" : value > 0 ? "better" : "worse";
  return { value, halfWidth, verdict };
}

/** The difference in ROC-AUC between two policies over the whole stretch; null when one has none. */
export function differenceOf(a: PolicyReport, b: PolicyReport): Difference | null {
  const ea = aucOf(a);
  const eb = aucOf(b);
  return ea && eb ? subtract(ea, eb) : null;
}

/** The policy that the others are measured against: the one called `never`, else the first. */
export function baselineOf(policies: readonly PolicyReport[]): PolicyReport | null {
  return policies.find((p) => isNever(p)) ?? policies[0] ?? null;
}

/** Whether a policy is the one that keeps its first model. */
export function isNever(policy: PolicyReport): boolean {
  return policy.policy.trim().toLowerCase() === "never";
}

/** Mean of weekly ROC-AUC weighted by predictions, with its interval; null without a week of known quality. */
export function meanOfWeeks(weeks: PolicyReport["weeks"]): Estimate | null {
  let total = 0;
  let sum = 0;
  let squares = 0;
  for (const week of weeks) {
    const auc = aucOf(week);
    if (!auc || !(week.predictions > 0)) continue;
    total += week.predictions;
    sum += week.predictions * auc.value;
    squares += auc.halfWidth === null ? Number.NaN : (week.predictions * auc.halfWidth) ** 2;
  }
  if (total === 0) return null;
  return { value: sum / total, halfWidth: Number.isFinite(squares) ? Math.sqrt(squares) / total : null };
}

/** The difference over the weeks that both policies have lived through, and how many those are; null when none. */
export function sharedDifference(
  a: PolicyReport,
  b: PolicyReport,
): { readonly weeks: number; readonly difference: Difference } | null {
  const known = (p: PolicyReport) =>
    new Map(p.weeks.filter((w) => aucOf(w) && w.predictions > 0).map((w) => [timeMs(w.from), w]));
  const weeksA = known(a);
  const weeksB = known(b);
  const shared = [...weeksA.keys()].filter((k) => k !== null && weeksB.has(k));
  const ea = meanOfWeeks(shared.map((k) => weeksA.get(k) as PolicyReport["weeks"][number]));
  const eb = meanOfWeeks(shared.map((k) => weeksB.get(k) as PolicyReport["weeks"][number]));
  return ea && eb ? { weeks: shared.length, difference: subtract(ea, eb) } : null;
}
