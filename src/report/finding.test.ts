import { describe, expect, it } from "vitest";
import { findingOf } from "./finding.js";
import { MONTHLY, NEVER, ON_DRIFT, samplePolicy, sampleReport } from "./sample.fixture.js";
import { sentenceText } from "./sentence.js";
import type { PolicyReport, RehearsalReport } from "./types.js";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");
const words = (report: RehearsalReport): string =>
  plain([...findingOf(report).evidence, ...findingOf(report).conditions].map(sentenceText).join(" "));

function policy(
  name: string,
  auc: number | null,
  half: number | null,
  changes: Partial<PolicyReport> = {},
): PolicyReport {
  const low = auc === null || half === null ? null : auc - half;
  const high = auc === null || half === null ? null : auc + half;
  const known = { rocAuc: auc, rocAucLow: low, rocAucHigh: high, logLoss: auc === null ? null : 1 - auc };
  return { ...samplePolicy(NEVER), policy: name, retrainings: 0, rollbacks: 0, cpuSeconds: 10, ...known, ...changes };
}

const report = (...policies: PolicyReport[]): RehearsalReport => sampleReport(policies);

describe("the finding of finished rehearsals", () => {
  it("names the cheapest policy that is clearly better than never and not clearly behind the best", () => {
    const r = report(
      policy("never", 0.7631, 0.003),
      policy("monthly", 0.789, 0.003, { retrainings: 10, cpuSeconds: 100 }),
      policy("on-drift", 0.788, 0.003, { retrainings: 4, cpuSeconds: 25 }),
    );
    expect(findingOf(r)).toMatchObject({ title: "Retraining on drift is worth it", chosen: "on-drift" });
    expect(words(r)).toContain("on-drift reaches ROC-AUC 0.7880 against 0.7631 for never: +0.0249 ± 0.0042 ROC-AUC");
    expect(words(r)).toContain(
      "keeps 96 % of what monthly gains, with 4 retrainings instead of 10 and 25 % of the CPU time",
    );
    expect(words(r)).toContain("the 0.0010 ± 0.0042 between them is inside the interval");
  });

  it("prefers the better policy when the cheaper one is clearly behind it", () => {
    const r = report(
      policy("never", 0.7, 0.002),
      policy("monthly", 0.78, 0.002, { retrainings: 10 }),
      policy("on-drift", 0.72, 0.002, { retrainings: 2 }),
    );
    expect(findingOf(r).title).toBe("Retraining every month is worth it");
  });

  it("says that there is no clear difference when all of them lie inside the intervals", () => {
    const r = report(policy("never", 0.78, 0.004), policy("monthly", 0.784, 0.004, { retrainings: 10 }));
    expect(findingOf(r)).toMatchObject({ title: "Retraining makes no clear difference", chosen: null });
    expect(words(r)).toContain("by +0.0040 ± 0.0057 ROC-AUC, inside its interval");
  });

  it("claims nothing when an interval is not known", () => {
    const r = report(policy("never", 0.7, null), policy("monthly", 0.8, null));
    expect(findingOf(r).title).toBe("Retraining makes no clear difference");
    expect(words(r)).toContain("its interval is not known");
  });

  it("says when retraining does harm", () => {
    const r = report(policy("never", 0.8, 0.002), policy("weekly", 0.76, 0.002, { retrainings: 40 }));
    expect(findingOf(r)).toMatchObject({ title: "Retraining does not pay here", chosen: "never" });
  });

  it("does not speak of retraining as such when the baseline retrains too", () => {
    const r = report(policy("weekly", 0.76, 0.002), policy("on <drift>", 0.79, 0.002));
    expect(findingOf(r).title).toBe("“on <drift>” beats retraining every week");
  });

  it("says when log loss points the other way", () => {
    const r = report(policy("never", 0.7, 0.002, { logLoss: 0.4 }), policy("monthly", 0.78, 0.002, { logLoss: 0.5 }));
    expect(words(r)).toContain("Log loss points the other way: 0.5000 for monthly against 0.4000 for never");
  });

  it("leaves out what failed, and says so", () => {
    const failed = policy("weekly", null, null, { status: "failed", failure: "the disk is full" });
    const r = report(policy("never", 0.7, 0.002), policy("monthly", 0.78, 0.002), failed);
    expect(findingOf(r).title).toBe("Retraining every month is worth it");
    expect(words(r)).toContain("weekly failed and is left out: the disk is full");
    expect(findingOf(report(failed)).title).toBe("The rehearsal failed");
  });

  it("tells how a single policy went, and that it proves nothing about others", () => {
    const r = report(samplePolicy(NEVER));
    expect(findingOf(r).title).toMatch(/^Never retraining loses 0\.0\d\d ROC-AUC over time$/);
    expect(words(r)).toContain("says nothing about whether retraining pays");
    expect(findingOf(report(policy("monthly", 0.78, 0.002, { weeks: [] }))).title).toBe(
      "Retraining every month: ROC-AUC 0.780",
    );
  });

  it("has words for a rehearsal without policies and for one without outcomes", () => {
    expect(findingOf(report()).title).toBe("Nothing to compare yet");
    expect(words(report(policy("never", null, null)))).toContain("No outcome became known");
  });
});

describe("the finding while policies still run", () => {
  it("says what will happen before anything did", () => {
    const r = report(samplePolicy(NEVER, 0), samplePolicy(MONTHLY, 0));
    expect(findingOf(r).title).toBe("The rehearsal has not begun");
    expect(words(r)).toContain(
      "2 policies will live from 1 March 2013 to 3 January 2014 on a virtual clock: never and monthly",
    );
  });

  it("reports the first policy's progress while there is nothing to compare", () => {
    const r = report(samplePolicy(NEVER, 10), samplePolicy(MONTHLY, 0));
    expect(findingOf(r).title).toMatch(/^Never retraining: ROC-AUC 0\.\d{3} so far$/);
    expect(words(r)).toContain("never has reached 10 May 2013, 23 % of its way");
  });

  it("compares over shared weeks only", () => {
    const never = samplePolicy(NEVER);
    const early = { ...samplePolicy(NEVER), policy: "monthly", status: "running" as const, progress: 0.5 };
    const same = { ...early, weeks: early.weeks.slice(0, 22), rocAuc: 0.99, rocAucLow: 0.98, rocAucHigh: 1 };
    expect(findingOf(report(never, same)).title).toBe("So far, retraining every month is level with never retraining");
    expect(words(report(never, same))).toContain("Over the 22 weeks that both have lived through");
  });

  it("keeps a finding open while another policy has yet to finish", () => {
    const r = report(samplePolicy(NEVER), samplePolicy(MONTHLY), samplePolicy(ON_DRIFT, 12));
    expect(findingOf(r).title).toBe("So far, retraining every month is worth it");
    expect(words(r)).toContain("The finding may change");
    expect(findingOf(report(samplePolicy(NEVER), samplePolicy(MONTHLY), samplePolicy(ON_DRIFT))).title).toBe(
      "Retraining on drift is worth it",
    );
  });
});
