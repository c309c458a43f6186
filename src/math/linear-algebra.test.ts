import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../core/index.js";
import {
  choleskyInPlace,
  choleskySolve,
  dot,
  lbfgs,
  minimumNormSolution,
  newtonMinimum,
  shiftedCholesky,
  triangleOf,
  triangularise,
} from "./index.js";

const numbers = (length: number, seed: number): Float64Array => {
  const random = createRandom(seed);
  return Float64Array.from({ length }, () => random.next() - 0.5);
};

/** AᵀA of a column-major `(m, n)`. */
function products(a: Float64Array, m: number, n: number): Float64Array {
  const column = (j: number): Float64Array => a.subarray(j * m, (j + 1) * m);
  return Float64Array.from({ length: n * n }, (_, at) => dot(column(Math.floor(at / n)), column(at % n)));
}

describe("Cholesky's factorisation", () => {
  it("solves a system with a positive definite matrix and refuses another", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(), (n, seed) => {
        const a = products(numbers(2 * n * n, seed), 2 * n, n);
        const x = numbers(n, seed + 1);
        const right = x.map((_, i) => dot(a.subarray(i * n, (i + 1) * n), x));
        const l = a.slice();
        expect(choleskyInPlace(l, n)).toBe(true);
        choleskySolve(l, n, right, right);
        const size = Math.max(...a);
        right.forEach((value, i) => {
          expect(Math.abs(value - x[i])).toBeLessThan(1e-6 * size);
        });
      }),
      { numRuns: 50, seed: 4 },
    );
    expect(choleskyInPlace(Float64Array.of(1, 2, 2, 1), 2)).toBe(false);
    expect(shiftedCholesky(Float64Array.of(1, 2, 2, 1), 2)).toBe(null);
    expect(shiftedCholesky(Float64Array.of(1, 1, 1, 1), 2)).not.toBe(null);
  });
});

describe("Householder's reduction", () => {
  it("keeps AᵀA, in one piece and block by block", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 300 }), fc.nat(), (n, m, seed) => {
        const a = numbers(m * n, seed);
        const expected = products(a, m, n);
        const reduced = a.slice();
        triangularise(reduced, m, n, n);
        const r = triangleOf(m, n, (row, into, at, stride) => {
          for (let j = 0; j < n; j++) into[at + j * stride] = a[j * m + row];
        });
        for (const got of [products(reduced, m, n), products(r, n, n)]) {
          got.forEach((value, at) => {
            expect(value).toBeCloseTo(expected[at], 10);
          });
        }
        for (let j = 0; j < n; j++) for (let i = j + 1; i < n; i++) expect(r[j * n + i]).toBe(0);
      }),
      { numRuns: 50, seed: 2 },
    );
  });

  it("finds the shortest of all solutions: its residual is at right angles to A, itself within the rows of A", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 6 }),
        fc.nat(),
        (m, n, inner, seed) => {
          // A of rank ≤ inner, and a random right-hand side.
          const [left, right] = [numbers(m * inner, seed), numbers(n * inner, seed + 1)];
          const system = numbers(m * (n + 1), seed + 2);
          for (let j = 0; j < n; j++) {
            for (let i = 0; i < m; i++) {
              system[j * m + i] = 0;
              for (let k = 0; k < inner; k++) system[j * m + i] += left[k * m + i] * right[k * n + j];
            }
          }
          const a = system.slice();
          const scales = new Float64Array(n).fill(1);
          const { x, rank } = minimumNormSolution({ a: system, m, n, tolerance: 1e-10, scales });
          expect(rank).toBe(Math.min(m, n, inner));
          const residual = Float64Array.from({ length: m }, (_, i) => {
            let sum = a[n * m + i];
            for (let j = 0; j < n; j++) sum -= a[j * m + i] * x[j];
            return sum;
          });
          const size = 1 + Math.sqrt(dot(x, x));
          for (let j = 0; j < n; j++)
            expect(Math.abs(dot(a.subarray(j * m, (j + 1) * m), residual))).toBeLessThan(1e-9 * size);
          // Projected on the rows of A, x stays what it is: it has no part that A does not see.
          const seen = minimumNormSolution({
            ...{ m: n, n: m, tolerance: 1e-10, scales: new Float64Array(m).fill(1) },
            a: Float64Array.from({ length: n * (m + 1) }, (_, at) =>
              at < n * m ? a[(at % n) * m + Math.floor(at / n)] : x[at - n * m],
            ),
          }).x;
          for (let j = 0; j < n; j++)
            expect(dot(a.subarray(j * m, (j + 1) * m), seen)).toBeCloseTo(x[j], 6 - Math.log10(size));
        },
      ),
      { numRuns: 60, seed: 5 },
    );
  });
});

describe("minimisation", () => {
  /** Rosenbrock's valley, its minimum 0 at (1, 1). */
  const valley = (x: Float64Array) => ({
    value: (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2,
    gradient: Float64Array.of(-2 * (1 - x[0]) - 400 * x[0] * (x[1] - x[0] ** 2), 200 * (x[1] - x[0] ** 2)),
  });

  it("by L-BFGS goes to the end of a bent valley", () => {
    const found = lbfgs(valley, Float64Array.of(-1.2, 1), { tolerance: 1e-10, maxIterations: 200 });
    expect(found.converged).toBe(true);
    expect(found.x[0]).toBeCloseTo(1, 9);
    expect(found.x[1]).toBeCloseTo(1, 9);
    const short = lbfgs(valley, Float64Array.of(-1.2, 1), { tolerance: 1e-10, maxIterations: 3 });
    expect([short.converged, short.iterations]).toEqual([false, 3]);
  });

  it("by Newton's method solves a convex problem in a few steps, and goes on from where the function is not defined", () => {
    // x − log x, with its minimum at 1.
    const objective = ([x]: Float64Array) => ({
      value: x > 0 ? x - Math.log(x) : Number.POSITIVE_INFINITY,
      gradient: Float64Array.of(1 - 1 / x),
    });
    const found = newtonMinimum(objective, ([x]) => Float64Array.of(1 / x ** 2), Float64Array.of(5), {
      tolerance: 1e-8,
      maxIterations: 50,
    });
    expect(found.converged).toBe(true);
    expect(found.x[0]).toBeCloseTo(1, 14);
  });
});
