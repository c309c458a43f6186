import fc from "fast-check";
import { expect, it } from "vitest";
import { parseAliasGate } from "./gate-text.js";
import { type Holder, judgeAliasGate } from "./judge-gate.js";
import type { MeasuredVersion } from "./version-metrics.js";

const measured = (values: Readonly<Record<string, number>>, place = "run a"): MeasuredVersion => ({
  absence: (metric) => `${metric} was looked for in ${place}, and is not there`,
  find: (metric) => (Object.hasOwn(values, metric) ? { value: values[metric], place } : null),
});
const held = (values: Readonly<Record<string, number>>): Holder => ({
  uri: "models:/m/1",
  measured: measured(values, "run b"),
});
const judged = (gate: string, value: number, holder: number | null = null) =>
  judgeAliasGate(parseAliasGate(gate), measured({ auc: value }), holder === null ? null : held({ auc: holder }));

it("a bound is met as plain comparison says", () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true, noDefaultInfinity: true }), (value, bound) => {
      expect(judged(`auc >= ${bound}`, value).passed).toBe(value >= bound);
      expect(judged(`auc <= ${bound}`, value).passed).toBe(value <= bound);
    }),
  );
});

it("a margin is met as decimals say, whatever their last bits are", () => {
  const hundredths = fc.integer({ min: -500, max: 500 });
  fc.assert(
    fc.property(hundredths, hundredths, fc.nat(100), (a, b, margin) => {
      const [value, holder, by] = [a / 100, b / 100, margin / 100];
      expect(judged(`auc better by ${by}`, value, holder).passed).toBe(a - b >= margin);
      expect(judged(`auc better by ${by} down`, value, holder).passed).toBe(b - a >= margin);
    }),
  );
});

it("without a holder there is nothing to beat", () => {
  expect(judged("auc better by 1", 0)).toMatchObject({ passed: true, sentence: "there is no version to beat" });
});

it("what is missing or not a number fails, and the sentence says where it was looked for", () => {
  for (const gate of ["loss <= 1", "loss better by 1 down"])
    expect(judged(gate, 1)).toMatchObject({
      passed: false,
      sentence: "loss was looked for in run a, and is not there",
    });
  for (const gate of ["auc >= 0", "auc <= 0", "auc better by 0"])
    expect(judged(gate, Number.NaN)).toMatchObject({ passed: false, sentence: "auc of run a is not a number" });
  const gate = parseAliasGate("auc better by 0");
  expect(judgeAliasGate(gate, measured({ auc: 1 }), held({})).sentence).toBe(
    "auc of run a is 1, but of models:/m/1, which it would replace: auc was looked for in run b, and is not there",
  );
  expect(judged("auc better by 0", 1, Number.NaN).passed).toBe(false);
});
