import { aucOf, baselineOf, type Difference, meanOfWeeks, sharedDifference, subtract } from "./compare.js";
import { longDate, stretch } from "./dates.js";
import { fixed, intervalDecimals, listWords, percent, plural, withInterval } from "./numbers.js";
import { type Finding, named, type Piece, policyPhrase, policyPhraseInside, type Sentence } from "./sentence.js";
import { virtualNow } from "./timeline.js";
import type { PolicyReport, RehearsalReport } from "./types.js";

type Body = Omit<Finding, "conditions">;

/** Fewer than two policies are done and more are to come: what is known so far, over shared weeks only. */
export function unfinished(report: RehearsalReport, done: PolicyReport | null): Body {
  const { policies } = report;
  if (policies.every((p) => p.status === "waiting" || p.status === "failed")) return notBegun(report);
  const running = policies.filter((p) => p.status === "running");
  const now = running.map(
    (p): Sentence => [named(p), ` has reached ${longDate(virtualNow(p))}, ${percent(p.progress)} of its way.`],
  );
  const pair = comparablePair(policies.filter((p) => p.status !== "failed"));
  if (pair) return { title: pairTitle(pair), evidence: [pairSentence(pair), ...now], chosen: null };
  const first = done ?? running.find((p) => aucOf(p) !== null) ?? null;
  if (!first) return { title: "The rehearsal has begun", evidence: [...now, [plan(report)]], chosen: null };
  const title = `${policyPhrase(first)}: ROC-AUC ${fixed(first.rocAuc, 3)} so far`;
  return {
    title,
    evidence: [...now, ["There is nothing to compare it with until a second policy has lived through the same weeks."]],
    chosen: null,
  };
}

function notBegun(report: RehearsalReport): Body {
  return { title: "The rehearsal has not begun", evidence: [[plan(report)]], chosen: null };
}

function plan(report: RehearsalReport): string {
  const names = listWords(report.policies.map((p) => p.policy));
  const lives =
    report.policies.length === 1
      ? "One policy will live"
      : `${plural(report.policies.length, "policy", "policies")} will live`;
  return `${lives} from ${stretch(report.from, report.to)} on a virtual clock: ${names}. Figures appear as soon as the first outcomes are known.`;
}

interface Pair {
  readonly a: PolicyReport;
  readonly b: PolicyReport;
  readonly weeks: number;
  readonly difference: Difference;
}

function comparablePair(policies: readonly PolicyReport[]): Pair | null {
  const b = baselineOf(policies.filter((p) => p.weeks.length > 0));
  if (!b) return null;
  const pairs = policies.flatMap((a): Pair[] => {
    const shared = a === b ? null : sharedDifference(a, b);
    return shared ? [{ a, b, ...shared }] : [];
  });
  return pairs.sort((x, y) => y.difference.value - x.difference.value)[0] ?? null;
}

function pairTitle({ a, b, difference }: Pair): string {
  const stands = { better: "is ahead of", worse: "is behind", unclear: "is level with" }[difference.verdict];
  const phrase = policyPhraseInside(a);
  return `So far, ${phrase} ${stands} ${policyPhraseInside(b)}`;
}

function pairSentence({ a, b, weeks, difference }: Pair): Sentence {
  const { value, halfWidth, verdict } = difference;
  const figures = withInterval(Math.abs(value), halfWidth, intervalDecimals([halfWidth]));
  const side = value < 0 ? "behind" : "ahead of";
  const inside = verdict === "unclear" ? ", which is inside the interval" : "";
  const over = weeks === 1 ? "In the one week" : `Over the ${weeks} weeks`;
  const lead: Piece[] = [`${over} that both have lived through, `, named(a), ` is ${figures} ${side} `, named(b)];
  return [...lead, ` in mean weekly ROC-AUC${inside}.`];
}

/** Exactly one policy has a result: how its quality went from the first quarter of the weeks to the last. */
export function singlePolicy(policy: PolicyReport, rehearsed: number): Body {
  const auc = aucOf(policy);
  const quarter = Math.max(1, Math.floor(policy.weeks.length / 4));
  const early = meanOfWeeks(policy.weeks.slice(0, quarter));
  const late = meanOfWeeks(policy.weeks.slice(-quarter));
  const change = early && late && policy.weeks.length >= 8 ? subtract(late, early) : null;
  const decimals = intervalDecimals([auc?.halfWidth]);
  const first: Piece[] = [
    named(policy),
    ` reaches ROC-AUC ${withInterval(auc?.value, auc?.halfWidth, decimals)} over ${plural(policy.weeks.length, "week")}.`,
  ];
  const alone: Sentence = [
    rehearsed === 1 ? "Only one policy was rehearsed" : "Only one policy finished",
    ", so this says nothing about whether retraining pays. Rehearse a second one to compare.",
  ];
  return {
    title: singleTitle(policy, change),
    evidence: [first, ...trend(early?.value, late?.value, quarter, change), alone],
    chosen: null,
  };
}

function singleTitle(policy: PolicyReport, change: Difference | null): string {
  const phrase = policyPhrase(policy);
  if (change === null) return `${phrase}: ROC-AUC ${fixed(policy.rocAuc, 3)}`;
  if (change.verdict === "unclear") return `${phrase} holds its quality`;
  const by = fixed(Math.abs(change.value), 3);
  return change.verdict === "worse"
    ? `${phrase} loses ${by} ROC-AUC over time`
    : `${phrase} gains ${by} ROC-AUC over time`;
}

function trend(
  early: number | undefined,
  late: number | undefined,
  quarter: number,
  change: Difference | null,
): Sentence[] {
  if (change === null) return [];
  const verdict = change.verdict === "unclear" ? ", a change inside its interval" : "";
  return [
    [
      `Its mean is ${fixed(early, 3)} in the first ${plural(quarter, "week")} and ${fixed(late, 3)} in the last${verdict}.`,
    ],
  ];
}
