import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, it } from "vitest";
import { digamma, fSurvival } from "./index.js";

const golden = JSON.parse(readFileSync(new URL("../../golden/math/f-and-digamma.json", import.meta.url), "utf8")) as {
  readonly f: [number, number, number, number][];
  readonly digamma: [number, number][];
};

it.each(golden.f)("P(F ≥ %d) with %d and %d degrees of freedom is %d, as in SciPy", (x, d1, d2, expected) => {
  expect(Math.abs(fSurvival(x, d1, d2) / expected - 1)).toBeLessThan(5e-12);
});

it("the survival function of F falls from 1 to 0 and mirrors that of 1 / F", () => {
  const degrees = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), degrees, degrees, (x, d1, d2) => {
      expect(fSurvival(x, d1, d2) + fSurvival(1 / x, d2, d1)).toBeCloseTo(1, 11);
      expect(fSurvival(x * 1.01, d1, d2)).toBeLessThanOrEqual(fSurvival(x, d1, d2) + 1e-12);
    }),
  );
  expect([fSurvival(0, 3, 4), fSurvival(Number.POSITIVE_INFINITY, 3, 4), fSurvival(Number.NaN, 3, 4)]).toEqual([
    1,
    0,
    Number.NaN,
  ]);
});

it.each(golden.digamma)("ψ(%d) is %d, as in SciPy", (x, expected) => {
  expect(Math.abs(digamma(x) - expected)).toBeLessThan(2e-15 * Math.max(1, Math.abs(expected)));
});

it("ψ(n) is the harmonic number before n less Euler's constant", () => {
  let harmonic = -0.5772156649015329;
  for (let n = 1; n < 200; harmonic += 1 / n++) expect(digamma(n)).toBeCloseTo(harmonic, 13);
  expect(digamma(0)).toBeNaN();
});
