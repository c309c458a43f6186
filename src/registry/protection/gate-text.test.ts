import fc from "fast-check";
import { expect, it } from "vitest";
import { aliasGateText, parseAliasGate } from "./gate-text.js";
import type { AliasGate } from "./types.js";

it.each<[string, AliasGate]>([
  ["auc >= 0.8", { kind: "atLeast", metric: "auc", value: 0.8 }],
  ["  val/rmse<=-3e-2 ", { kind: "atMost", metric: "val/rmse", value: -0.03 }],
  ["f1 score >= .5", { kind: "atLeast", metric: "f1 score", value: 0.5 }],
  ["auc better by 0.01", { kind: "betterThanHolder", metric: "auc", direction: "up", margin: 0.01 }],
  ["auc BETTER BY 0 up", { kind: "betterThanHolder", metric: "auc", direction: "up", margin: 0 }],
  ["rmse better by 1 down", { kind: "betterThanHolder", metric: "rmse", direction: "down", margin: 1 }],
  ["better by 2 better by 1", { kind: "betterThanHolder", metric: "better by 2", direction: "up", margin: 1 }],
])("%j is read", (text, gate) => {
  expect(parseAliasGate(text)).toEqual(gate);
});

it.each([
  "",
  "auc",
  "auc > 0.8",
  "auc >= high",
  ">= 0.8",
  "auc >= 1e999",
  "auc better",
  "auc better by -1",
  "auc >= NaN",
])("%j is refused with what could be meant", (text) => {
  expect(() => parseAliasGate(text)).toThrow(
    expect.objectContaining({ code: "registry.bad_value", hint: expect.stringContaining("auc >= 0.8") }),
  );
});

it("what is written is read again", () => {
  const metric = fc.stringMatching(/^[\w./:-][\w ./:-]{0,20}[\w./:-]$/);
  const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => x + 0);
  const gate = fc.oneof(
    fc.record({ kind: fc.constantFrom("atLeast" as const, "atMost" as const), metric, value: number }),
    fc.record({
      kind: fc.constant("betterThanHolder" as const),
      metric,
      direction: fc.constantFrom("up" as const, "down" as const),
      margin: number.map(Math.abs),
    }),
  );
  fc.assert(
    fc.property(gate, (one) => {
      expect(parseAliasGate(aliasGateText(one))).toEqual(one);
    }),
  );
});
