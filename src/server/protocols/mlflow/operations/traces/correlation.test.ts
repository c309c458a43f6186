import fc from "fast-check";
import { expect, it } from "vitest";
import { npmi } from "./correlation.js";

/** The definition, from the four shares. */
function byDefinition([n11, n10, n01, n00]: readonly number[], smoothing: number): number {
  const [a, b, c, d] = [n11, n10, n01, n00].map((n) => n! + smoothing) as [number, number, number, number];
  const n = a + b + c + d;
  return Math.log(a / n / (((a + b) / n) * ((a + c) / n))) / -Math.log(a / n);
}

const counts = fc.tuple(fc.integer({ min: 1, max: 50 }), fc.nat(50), fc.nat(50), fc.integer({ min: 1, max: 50 }));
const of = ([n11, n10, n01, n00]: readonly [number, number, number, number]) => {
  return { total: n11 + n10 + n01 + n00, first: n11 + n10, second: n11 + n01, both: n11 };
};

it("is what the definition says, smoothed or not", () => {
  fc.assert(
    fc.property(counts, fc.constantFrom(0, 0.5), (cells, smoothing) => {
      expect(npmi(of(cells), smoothing)).toBeCloseTo(byDefinition(cells, smoothing), 10);
    }),
  );
});

it("does not change when the filters change places", () => {
  fc.assert(
    fc.property(counts, ([a, b, c, d]) => {
      expect(npmi(of([a, b, c, d]), 0.5)).toBeCloseTo(npmi(of([a, c, b, d]), 0.5), 12);
    }),
  );
});

it("is 1 for always together, -1 for never, and not defined where a filter holds nothing", () => {
  expect(npmi({ total: 5, first: 5, second: 5, both: 5 }, 0)).toBe(1);
  expect(npmi({ total: 5, first: 5, second: 5, both: 5 }, 0.5)).toBe(1);
  expect(npmi({ total: 10, first: 4, second: 4, both: 0 }, 0)).toBe(-1);
  expect(npmi({ total: 10, first: 4, second: 4, both: 0 }, 0.5)).toBeGreaterThan(-1);
  expect(npmi({ total: 4, first: 0, second: 2, both: 0 }, 0.5)).toBeNaN();
  expect(npmi({ total: 0, first: 0, second: 0, both: 0 }, 0)).toBeNaN();
});

it("is what MLflow 3.17.2 answered", () => {
  expect(npmi({ total: 4, first: 4, second: 1, both: 1 }, 0)).toBe(0);
  expect(npmi({ total: 4, first: 4, second: 1, both: 1 }, 0.5)).toBeCloseTo(-0.07600154672252502, 15);
});
