import { aucOf, type Difference, differenceOf, isNever } from "./compare.js";
import {
  columnDecimals,
  fixed,
  intervalDecimals,
  listWords,
  MISSING,
  percent,
  plural,
  seconds,
  withInterval,
} from "./numbers.js";
import { type Finding, named, type Piece, policyPhrase, policyPhraseInside, type Sentence } from "./sentence.js";
import type { PolicyReport } from "./types.js";

type Body = Omit<Finding, "conditions">;

/** At least one policy is clearly better than the baseline: names the cheapest that is not clearly behind the best. */
export function clearGain(finished: readonly PolicyReport[], baseline: PolicyReport): Body {
  const best = highest(finished);
  const chosen = cheapest(finished.filter((p) => clearlyBetter(p, baseline) && !clearlyBetter(best, p)));
  const title = isNever(baseline)
    ? `${policyPhrase(chosen)} is worth it`
    : `${policyPhrase(chosen)} beats ${policyPhraseInside(baseline)}`;
  const evidence = [
    gain(chosen, baseline),
    ...alternatives(chosen, best, baseline, finished),
    ...logLossView(chosen, baseline),
  ];
  return { title, evidence: [...evidence, ...rolledBack(chosen)], chosen: chosen.policy };
}

/** Every other policy is clearly worse than the baseline. */
export function worse(others: readonly PolicyReport[], baseline: PolicyReport): Body {
  const next = highest(others);
  const title = isNever(baseline) ? "Retraining does not pay here" : `${policyPhrase(baseline)} does best`;
  const first: Piece[] = [
    named(baseline),
    ` reaches ROC-AUC ${auc(baseline)}; the best of the others, `,
    named(next),
    `, is ${away(next, baseline)} away.`,
  ];
  return { title, evidence: [first, ...logLossView(next, baseline)], chosen: baseline.policy };
}

/** No policy is clearly better than the baseline: says by how much they differ and that this is inside the interval. */
export function noClearDifference(others: readonly PolicyReport[], baseline: PolicyReport): Body {
  const best = highest(others);
  const title = isNever(baseline)
    ? "Retraining makes no clear difference"
    : `No policy clearly beats ${policyPhraseInside(baseline)}`;
  const d = differenceOf(best, baseline) as Difference;
  const inside =
    d.halfWidth === null ? "but its interval is not known" : "inside its interval: this stretch cannot tell them apart";
  const first: Piece[] = [
    named(best),
    `, the best of the others, differs from `,
    named(baseline),
    ` by ${away(best, baseline)} ROC-AUC, ${inside}.`,
  ];
  const cost: Piece[] = [named(baseline), ` costs ${effort(baseline)}, `, named(best), ` ${effort(best)}.`];
  return { title, evidence: [first, cost, ...logLossView(best, baseline)], chosen: null };
}

function gain(chosen: PolicyReport, baseline: PolicyReport): Sentence {
  const figures = `${away(chosen, baseline)} ROC-AUC, for ${effort(chosen)}`;
  return [
    named(chosen),
    ` reaches ROC-AUC ${auc(chosen)} against ${auc(baseline)} for `,
    named(baseline),
    `: ${figures}.`,
  ];
}

function alternatives(
  chosen: PolicyReport,
  best: PolicyReport,
  baseline: PolicyReport,
  finished: readonly PolicyReport[],
): Sentence[] {
  if (best !== chosen) return [keeps(chosen, best, baseline)];
  const alike = finished.filter((p) => p !== chosen && p !== baseline && !clearlyBetter(chosen, p));
  if (alike.length === 0) return [];
  const names = listWords(alike.map((p) => p.policy));
  const are = alike.length === 1 ? "is" : "are";
  return [
    [
      { strong: names },
      ` ${are} not clearly behind: the difference is inside its interval, but the effort is greater.`,
    ],
  ];
}

function keeps(chosen: PolicyReport, best: PolicyReport, baseline: PolicyReport): Sentence {
  const toBest = differenceOf(best, chosen) as Difference;
  const share =
    (differenceOf(chosen, baseline) as Difference).value / (differenceOf(best, baseline) as Difference).value;
  const cpu = best.cpuSeconds > 0 ? ` and ${percent(chosen.cpuSeconds / best.cpuSeconds)} of the CPU time` : "";
  const effortWords = `with ${plural(chosen.retrainings, "retraining")} instead of ${best.retrainings}${cpu}`;
  const between = withInterval(toBest.value, toBest.halfWidth, decimalsOf(toBest));
  return [
    `It keeps ${percent(share)} of what `,
    named(best),
    ` gains, ${effortWords}; the ${between} between them is inside the interval.`,
  ];
}

function logLossView(a: PolicyReport, b: PolicyReport): Sentence[] {
  const auc = differenceOf(a, b)?.value ?? 0;
  if (a.logLoss === null || b.logLoss === null || a.logLoss === b.logLoss || auc === 0) return [];
  const decimals = columnDecimals([a.logLoss, b.logLoss]);
  const figures: Piece[] = [
    `${fixed(a.logLoss, decimals)} for `,
    named(a),
    ` against ${fixed(b.logLoss, decimals)} for `,
    named(b),
  ];
  const agrees = a.logLoss < b.logLoss === auc > 0;
  return [
    [agrees ? "Log loss points the same way: " : "Log loss points the other way: ", ...figures, " (less is better)."],
  ];
}

function rolledBack(policy: PolicyReport): Sentence[] {
  if (policy.rollbacks === 0) return [];
  const were = policy.rollbacks === 1 ? "was" : "were";
  return [
    [
      "Of the ",
      plural(policy.rollouts, "rollout"),
      " of ",
      named(policy),
      `, ${policy.rollbacks} ${were} rolled back by the guard.`,
    ],
  ];
}

function effort(policy: PolicyReport): string {
  return `${plural(policy.retrainings, "retraining")} and ${seconds(policy.cpuSeconds)} of CPU time`;
}

function auc(policy: PolicyReport): string {
  const e = aucOf(policy);
  return e ? fixed(e.value, intervalDecimals([e.halfWidth])) : MISSING;
}

function away(a: PolicyReport, b: PolicyReport): string {
  const d = differenceOf(a, b) as Difference;
  const sign = d.value > 0 ? "+" : "";
  return `${sign}${withInterval(d.value, d.halfWidth, decimalsOf(d))}`;
}

function decimalsOf(d: Difference): number {
  return intervalDecimals([d.halfWidth]);
}

function clearlyBetter(a: PolicyReport, b: PolicyReport): boolean {
  return a !== b && differenceOf(a, b)?.verdict === "better";
}

function highest(policies: readonly PolicyReport[]): PolicyReport {
  return [...policies].sort((a, b) => (b.rocAuc ?? 0) - (a.rocAuc ?? 0))[0] as PolicyReport;
}

// Retrainings first: CPU seconds differ from machine to machine and would make the finding waver.
function cheapest(policies: readonly PolicyReport[]): PolicyReport {
  return [...policies].sort(
    (a, b) => a.retrainings - b.retrainings || (b.rocAuc ?? 0) - (a.rocAuc ?? 0),
  )[0] as PolicyReport;
}
