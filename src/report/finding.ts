import { baselineOf, differenceOf } from "./compare.js";
import { clearGain, noClearDifference, worse } from "./finding-compared.js";
import { singlePolicy, unfinished } from "./finding-early.js";
import { plural } from "./numbers.js";
import { type Finding, named, type Piece, type Sentence } from "./sentence.js";
import type { PolicyReport, RehearsalReport } from "./types.js";

/** Computes the finding: nothing is claimed that the 95 % intervals do not carry, and nothing about what still runs. */
export function findingOf(report: RehearsalReport): Finding {
  const { policies } = report;
  const finished = policies.filter((p) => p.status === "done" && p.rocAuc !== null);
  const open = policies.filter((p) => p.status === "running" || p.status === "waiting");
  const conditions = [...failures(policies), ...(finished.length >= 2 ? [...stillOpen(open), ...caution()] : [])];
  if (policies.length > 0 && policies.every((p) => p.status === "failed")) {
    return { title: "The rehearsal failed", evidence: failures(policies), conditions: [], chosen: null };
  }
  if (finished.length < 2 && open.length > 0) return { ...unfinished(report, finished[0] ?? null), conditions };
  if (finished.length === 1) return { ...singlePolicy(finished[0] as PolicyReport, policies.length), conditions };
  if (finished.length === 0)
    return { title: "Nothing to compare yet", evidence: nothing(policies), conditions, chosen: null };
  const found = compared(finished);
  return { ...found, title: open.length > 0 ? soFar(found.title) : found.title, conditions };
}

function compared(finished: readonly PolicyReport[]): Omit<Finding, "conditions"> {
  const baseline = baselineOf(finished) as PolicyReport;
  const others = finished.filter((p) => p !== baseline);
  const verdicts = others.map((p) => differenceOf(p, baseline)?.verdict);
  if (verdicts.includes("better")) return clearGain(finished, baseline);
  if (verdicts.every((v) => v === "worse")) return worse(others, baseline);
  return noClearDifference(others, baseline);
}

function soFar(title: string): string {
  return `So far, ${isProperName(title) ? title : title.charAt(0).toLowerCase() + title.slice(1)}`;
}

function isProperName(title: string): boolean {
  return title.startsWith("“");
}

function failures(policies: readonly PolicyReport[]): Sentence[] {
  return policies
    .filter((p) => p.status === "failed")
    .map((p): Piece[] => [named(p), p.failure ? ` failed and is left out: ${p.failure}` : " failed and is left out."]);
}

function stillOpen(open: readonly PolicyReport[]): Sentence[] {
  if (open.length === 0) return [];
  return [
    [
      `Not in this yet: ${plural(open.length, "policy that is", "policies that are")} not finished. The finding may change.`,
    ],
  ];
}

function nothing(policies: readonly PolicyReport[]): Sentence[] {
  if (policies.length === 0) return [["This rehearsal has no policies. Add some to the project and run it again."]];
  return [["No outcome became known in this stretch, so the policies have no ROC-AUC to compare."]];
}

function caution(): Sentence[] {
  return [
    [
      "± is a 95 % interval. The policies scored the same predictions; their difference is treated as if they had not, which errs on the side of caution. ",
      "It holds for this model on this stretch of history.",
    ],
  ];
}
