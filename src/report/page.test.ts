import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderReport } from "./page.js";
import { MONTHLY, NEVER, ON_DRIFT, samplePolicy, sampleReport } from "./sample.fixture.js";
import type { PolicyReport, RehearsalReport } from "./types.js";
import { markupProblems } from "./well-formed.fixture.js";

const done = sampleReport([samplePolicy(NEVER), samplePolicy(MONTHLY), samplePolicy(ON_DRIFT)]);
const running = sampleReport([samplePolicy(NEVER), samplePolicy(MONTHLY, 21), samplePolicy(ON_DRIFT, 0)]);

// Letters that cannot spell "NaN" or "undefined", and every character that could break out of markup.
const text = fc.string({
  unit: fc.constantFrom(
    "b",
    "k",
    "z",
    " ",
    "_",
    "<",
    ">",
    "&",
    '"',
    "'",
    "`",
    "\\",
    "|",
    "#",
    "*",
    "\n",
    "\u0007",
    "\ud800",
    "é",
    "/script>",
    "<!--",
    "]]>",
    "</style>",
  ),
  maxLength: 12,
});
const rate = fc.double({ min: 0, max: 1, noNaN: true });
const maybe = fc.option(rate, { nil: null });
const quality = fc.record({
  predictions: fc.nat(1e6),
  rocAuc: maybe,
  rocAucLow: maybe,
  rocAucHigh: maybe,
  logLoss: fc.option(fc.double({ min: 0, max: 50, noNaN: true }), { nil: null }),
  brier: maybe,
  calibrationError: maybe,
});
const time = fc.integer({ min: 0, max: 400 }).map((day) => new Date(Date.UTC(2013, 0, 1 + day)).toISOString());
const kind = fc.constantFrom(
  "retraining" as const,
  "refused" as const,
  "canary" as const,
  "promotion" as const,
  "rollback" as const,
  "alert" as const,
);
const mark = fc.record({ kind, at: time, until: time, version: text, text }, { requiredKeys: ["kind", "at", "text"] });
const seconds = fc.double({ min: 0, max: 1e6, noNaN: true });
const weeks = fc.array(quality, { maxLength: 9 }).map((list) =>
  list.map((q, i) => ({
    ...q,
    from: new Date(Date.UTC(2013, 1, 1 + 7 * i)).toISOString(),
    to: new Date(Date.UTC(2013, 1, 8 + 7 * i)).toISOString(),
  })),
);
const bin = fc.record({ meanPredicted: rate, observedRate: rate, low: rate, high: rate, count: fc.nat(1e6) });
const drift = fc.record({
  feature: text,
  importance: rate,
  weeks: fc.array(fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: null }), { maxLength: 12 }),
});
const month = fc
  .tuple(fc.integer({ min: 1, max: 12 }), quality)
  .map(([m, q]) => ({ ...q, month: `2013-${String(m).padStart(2, "0")}` }));
const policy: fc.Arbitrary<PolicyReport> = fc
  .tuple(
    quality,
    fc.record({
      policy: text,
      description: text,
      status: fc.constantFrom("waiting" as const, "running" as const, "done" as const, "failed" as const),
      progress: rate,
      from: time,
      to: time,
      retrainings: fc.nat(99),
      rollouts: fc.nat(99),
      rollbacks: fc.nat(99),
      alerts: fc.nat(999),
      cpuSeconds: seconds,
      wallSeconds: seconds,
      months: fc.array(month, { maxLength: 4 }),
      weeks,
      marks: fc.array(mark, { maxLength: 8 }),
      calibration: fc.array(bin, { maxLength: 4 }),
      drift: fc.array(drift, { maxLength: 4 }),
    }),
  )
  .map(([q, rest]) => ({ ...q, ...rest }));
const anyReport: fc.Arbitrary<RehearsalReport> = fc.record({
  project: text,
  model: text,
  estimator: text,
  outcome: text,
  from: time,
  to: time,
  positiveRate: maybe,
  policies: fc.array(policy, { maxLength: 4 }),
  modelCard: fc.option(
    fc.array(text, { maxLength: 20 }).map((l) => l.join("\n")),
    { nil: null },
  ),
});

describe("the page", () => {
  it("is well-formed and has neither NaN nor undefined for any report", () => {
    fc.assert(
      fc.property(anyReport, fc.boolean(), (report, live) => {
        const page = renderReport(report, { live });
        expect(markupProblems(page)).toEqual([]);
        const shown = page.replace(/<(script|style)>[\s\S]*?<\/\1>/g, "");
        expect(shown).not.toMatch(/NaN|undefined|Infinity|\[object/);
        expect(page).not.toContain("\u0007");
        expect(page).not.toMatch(/\p{Cs}/u);
      }),
      { numRuns: 150 },
    );
  });

  it("is the same for the same report", () => {
    expect(renderReport(structuredClone(done))).toBe(renderReport(done));
  });

  it("escapes names wherever they appear", () => {
    const evil = `<script>alert("x")</script>`;
    const bad = (p: PolicyReport): PolicyReport => ({
      ...p,
      policy: evil,
      description: evil,
      drift: p.drift.map((d) => ({ ...d, feature: evil })),
      marks: p.marks.map((m) => ({ ...m, text: evil, version: evil })),
    });
    const report = {
      ...done,
      project: evil,
      model: evil,
      outcome: evil,
      estimator: evil,
      modelCard: evil,
      policies: done.policies.map(bad),
    };
    const page = renderReport(report, {
      live: true,
      commands: [evil],
      deployment: { name: evil, version: evil, curl: evil },
    });
    expect(page).not.toContain("<script>alert");
    expect(page.match(/<\/script>/g)).toHaveLength(3);
    expect(markupProblems(page)).toEqual([]);
  });

  it("loads nothing from elsewhere", () => {
    const page = renderReport(done, { live: true, deployment: { name: "late", curl: "curl localhost" } });
    expect(page).not.toMatch(/https?:|\ssrc=|@import|url\(|<(iframe|object|embed|base)\b|href="(?!#|data:,)/);
  });

  it("is live only while a policy has yet to finish", () => {
    expect(renderReport(running, { live: true })).toContain("<main data-live>");
    expect(renderReport(done, { live: true })).toContain("<main>");
    expect(renderReport(running)).toContain("<main>");
  });

  it("shows the virtual date of what runs and an empty state for what waits", () => {
    const page = renderReport(running, { live: true });
    expect(page).toContain('aria-valuenow="48" aria-valuetext="26 July 2013" aria-label="Progress of monthly"');
    expect(page).toContain("waits for its turn");
  });

  it("has a title, every section and the words without any policy", () => {
    const page = renderReport(sampleReport([], { modelCard: null, positiveRate: null }));
    expect(page).toContain("<h1>Nothing to compare yet</h1>");
    expect(page).toContain("How to read this");
    expect(page).toContain("npm start");
  });

  it("gives every picture a name and every part an id of its own", () => {
    const page = renderReport(done);
    expect(page).not.toMatch(/role="img"(?! aria-label="[^"]+")/);
    expect(markupProblems(page)).toEqual([]);
  });

  it("stays small: a year of three policies is under 300 kB", () => {
    expect(renderReport(done).length).toBeLessThan(300_000);
  });

  it("carries scripts that parse", () => {
    const scripts = [...renderReport(running, { live: true }).matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
      (m) => m[1] as string,
    );
    expect(scripts).toHaveLength(2);
    for (const script of scripts) expect(() => new Function(script)).not.toThrow();
  });
});
