import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../../../core/index.js";
import { createHeap, type LinearHeap } from "./kernel.js";

/** One heap of each sort with the same numbers in it. */
function twins(length: number, seed: number, spread: number): LinearHeap[] {
  return (["fastest", "plain"] as const).map((wish) => {
    const random = createRandom(seed);
    const heap = createHeap(length, wish);
    for (let i = 0; i < length; i++) heap.values[i] = (random.next() - 0.5) * spread;
    return heap;
  });
}

describe("the passes over rows", () => {
  it("give the same bits in WebAssembly and in TypeScript", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 5 }), fc.nat(), (fours, widths, seed) => {
        const [rows, stride] = [4 * fours, 4 * widths];
        const [x, theta, z, y, w, r, g, h, raw, factors, out, end] = places(
          ...[rows * stride, stride, rows, rows, rows, rows, stride, stride ** 2],
          ...[4 * (rows + 2), 8, rows * stride, 0],
        );
        const heaps = twins(end, seed, 40);
        const losses = heaps.map(({ kernel }) => {
          kernel.dots(x, rows, stride, theta, z);
          const loss = kernel.logistic(z, y, w, rows, r);
          kernel.accumulate(x, rows, stride, r, g);
          kernel.gram(x, rows, stride, w, h);
          kernel.standardise(raw, rows + 2, rows, factors, out, stride);
          return loss;
        });
        expect(losses[0]).toBe(losses[1]);
        expect(heaps[0].values).toEqual(heaps[1].values);
      }),
      { numRuns: 60, seed: 1 },
    );
  });

  it("give log(1 + e^z) and its slope to a few units in the last place over ±700", () => {
    const scores = [0, -0, 1e-300, -1e-9, ...Array.from({ length: 2800 }, (_, i) => i / 2 - 700 + (i % 7) / 10)];
    for (const heap of twins(8, 1, 0)) {
      const [z, y, w, r] = [0, 2, 4, 6];
      heap.values[w] = 1;
      const worst = scores.map((score) => {
        heap.values.fill(score, z, z + 2);
        const e = Math.exp(-Math.abs(score));
        const loss = heap.kernel.logistic(z, y, w, 2, r) / (Math.max(score, 0) + Math.log1p(e));
        const slope = heap.values[r] / ((score >= 0 ? 1 : e) / (1 + e));
        return Math.max(Math.abs(loss - 1), Math.abs(slope - 1));
      });
      expect(Math.max(...worst)).toBeLessThan(1e-15);
    }
  });

  it("are what their formulas say", () => {
    const [heap] = twins(200, 3, 2);
    const [x, theta, z, w, g, h] = places(32, 8, 4, 4, 8, 64);
    heap.values.fill(0, g);
    heap.kernel.dots(x, 4, 8, theta, z);
    heap.kernel.accumulate(x, 4, 8, w, g);
    heap.kernel.gram(x, 4, 8, w, h);
    const { values } = heap;
    const sum = (n: number, of: (i: number) => number): number =>
      Array.from({ length: n }, (_, i) => of(i)).reduce((a, b) => a + b, 0);
    for (let i = 0; i < 4; i++)
      expect(values[z + i]).toBeCloseTo(
        sum(8, (j) => values[x + 8 * i + j] * values[theta + j]),
        12,
      );
    for (let j = 0; j < 8; j++) {
      expect(values[g + j]).toBeCloseTo(
        sum(4, (i) => values[w + i] * values[x + 8 * i + j]),
        12,
      );
      for (let k = j; k < 8; k++) {
        expect(values[h + 8 * j + k]).toBeCloseTo(
          sum(4, (i) => values[w + i] * values[x + 8 * i + j] * values[x + 8 * i + k]),
          12,
        );
      }
    }
  });
});

function places(...lengths: readonly number[]): number[] {
  let at = 0;
  return lengths.map((length) => (at += length) - length);
}
