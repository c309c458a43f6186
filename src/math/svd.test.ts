import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom } from "../core/index.js";
import { tridiagonalEigen } from "./eigen.js";
import { gramMatrix } from "./gram-matrix.js";
import { jacobiSvd } from "./jacobi-svd.js";
import { type LinearMap, lanczosSvd } from "./lanczos.js";
import { type RightSvd, rightSvd, sourceOf } from "./svd.js";

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** U·Σ·Vᵀ of given singular values and random orthonormal U and V, as columns: its decomposition is known by construction. */
function matrix(rows: number, cols: number, values: readonly number[], seed: number): Float64Array[] {
  const random = createRandom(seed);
  const directions = (size: number): Float64Array[] => {
    const found: Float64Array[] = [];
    for (let k = 0; k < values.length; k++) {
      const vector = Float64Array.from({ length: size }, () => random.next() - 0.5);
      for (let pass = 0; pass < 3; pass++) {
        for (const unit of found) {
          const along = dot(unit, vector);
          for (let i = 0; i < size; i++) vector[i]! -= along * unit[i]!;
        }
      }
      const size2 = Math.sqrt(dot(vector, vector));
      found.push(vector.map((value) => value / size2));
    }
    return found;
  };
  const u = directions(rows);
  const v = directions(cols);
  return Array.from({ length: cols }, (_, j) =>
    Float64Array.from({ length: rows }, (_, i) => values.reduce((sum, s, k) => sum + u[k]![i]! * s * v[k]![j]!, 0)),
  );
}

function mapOf(columns: readonly Float64Array[], rows: number): LinearMap {
  return {
    rows,
    cols: columns.length,
    times: (v) => {
      const sum = new Float64Array(rows);
      for (const [j, column] of columns.entries()) for (let i = 0; i < rows; i++) sum[i]! += column[i]! * v[j]!;
      return sum;
    },
    transposeTimes: (u) => Float64Array.from(columns, (column) => dot(column, u)),
  };
}

/** ‖A·v_j‖ = σ_j, V orthonormal, and A·v_i ⟂ A·v_j: what makes a decomposition. */
function expectDecomposition(columns: readonly Float64Array[], rows: number, { values, vectors }: RightSvd): void {
  const { times } = mapOf(columns, rows);
  const scale = values[0]! || 1;
  vectors.forEach((v, i) => {
    expect(v[v.reduce((at, x, j) => (Math.abs(x) > Math.abs(v[at]!) ? j : at), 0)]).toBeGreaterThanOrEqual(0);
    for (const [j, w] of vectors.entries()) expect(dot(v, w)).toBeCloseTo(i === j ? 1 : 0, 10);
    const image = times(v);
    expect(Math.abs(Math.sqrt(dot(image, image)) - values[i]!)).toBeLessThan(1e-12 * scale);
    for (const w of vectors.slice(0, i)) expect(Math.abs(dot(image, times(w)))).toBeLessThan(1e-11 * scale * scale);
  });
}

describe("the singular value decomposition", () => {
  it.each([
    ["tall", 40, 6],
    ["wide", 6, 40],
    ["square", 9, 9],
  ])("finds the values that a %s matrix was made of", (_, rows, cols) => {
    const values = [1000, 7, 6.5, 1, 1e-3, 1e-6];
    const columns = matrix(rows, cols, values, 3);
    const found = rightSvd(sourceOf(columns, rows), 6);
    for (const [k, value] of found.values.entries()) expect(Math.abs(value - values[k]!)).toBeLessThan(1e-12);
    expectDecomposition(columns, rows, found);
  });

  it("keeps the digits of values far below the largest, which a Gram matrix loses", () => {
    // Columns of very different length that are nearly parallel pairwise: AᵀA has a condition of 1e32.
    const tiny = 2 ** -40;
    const columns = [Float64Array.of(1, tiny, 0), Float64Array.of(1, 0, tiny)];
    const { values } = jacobiSvd(columns.map((column) => column.slice()));
    expect(values[0]).toBeCloseTo(Math.SQRT2, 14);
    expect(values[1]! / tiny).toBeCloseTo(1, 12);
  });

  it("completes the vectors of a matrix without full rank", () => {
    const columns = matrix(5, 12, [3, 2], 1);
    const found = rightSvd(sourceOf(columns, 5), 5);
    expect(Array.from(found.values.subarray(2)).every((value) => value < 1e-14)).toBe(true);
    expectDecomposition(columns, 5, found);
    expectDecomposition([new Float64Array(4)], 4, rightSvd(sourceOf([new Float64Array(4)], 4), 1));
  });

  it("of a matrix of zeros has zeros and any directions", () => {
    const zeros = Array.from({ length: 5 }, () => new Float64Array(2));
    const found = rightSvd(sourceOf(zeros, 2), 2);
    expect(found.values).toEqual(new Float64Array(2));
    expectDecomposition(zeros, 2, found);
    expectDecomposition(zeros, 2, lanczosSvd(mapOf(zeros, 2), 2, createRandom(1)));
  });

  it("keeps its digits where large rows come before small ones", () => {
    const column = Float64Array.from({ length: 600 }, (_, i) => (i < 256 ? 1e8 : 1e-3));
    const other = Float64Array.from({ length: 600 }, (_, i) => (i < 256 ? 1e8 : i % 2 === 0 ? 1e-3 : -1e-3));
    const { values } = rightSvd(sourceOf([column, other], 600), 2);
    // The second direction is (1, −1) / √2, along which only every second small row is not 0.
    expect(values[1]! / Math.sqrt((172 * 4e-6) / 2)).toBeCloseTo(1, 3);
  });

  it("is a decomposition of any matrix of whole numbers", () => {
    const shapes = fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }));
    const cells = shapes.chain(([rows, cols]) =>
      fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: rows, maxLength: rows }), {
        minLength: cols,
        maxLength: cols,
      }),
    );
    fc.assert(
      fc.property(cells, (found) => {
        const columns = found.map((column) => Float64Array.from(column));
        const rows = columns[0]!.length;
        expectDecomposition(columns, rows, rightSvd(sourceOf(columns, rows), Math.min(rows, columns.length)));
      }),
      { numRuns: 60 },
    );
  });
});

describe("Lanczos' iteration", () => {
  it.each([
    ["tall", 90, 60],
    ["wide", 60, 90],
  ])("agrees with the whole decomposition of a %s matrix", (_, rows, cols) => {
    const random = createRandom(5);
    const columns = Array.from({ length: cols }, () => Float64Array.from({ length: rows }, () => random.next() - 0.4));
    const whole = rightSvd(sourceOf(columns, rows), 6);
    const found = lanczosSvd(mapOf(columns, rows), 6, random);
    expectDecomposition(columns, rows, found);
    for (const [k, value] of found.values.entries()) {
      expect(Math.abs(value / whole.values[k]! - 1)).toBeLessThan(1e-12);
      expect(dot(found.vectors[k]!, whole.vectors[k]!)).toBeCloseTo(1, 10);
    }
  });

  it("finds the same from the Gram matrix", () => {
    const columns = matrix(300, 5, [9, 4, 2, 1, 1e-3], 2);
    const gram = gramMatrix(sourceOf(columns, 300));
    for (const [i, column] of gram.entries()) {
      for (const [j, value] of column.entries()) expect(value).toBeCloseTo(dot(columns[i]!, columns[j]!), 13);
    }
    const gramTimes = (v: Float64Array): Float64Array => Float64Array.from(gram, (column) => dot(column, v));
    const found = lanczosSvd({ ...mapOf(columns, 300), gramTimes }, 5, createRandom(1));
    expectDecomposition(columns, 300, found);
    expect(found.values[4]).toBeCloseTo(1e-3, 13);
  });

  it("goes on with a new direction when the space it spans is closed", () => {
    const columns = matrix(30, 20, [5, 5, 5, 2], 8);
    const found = lanczosSvd(mapOf(columns, 30), 6, createRandom(1));
    expect(Array.from(found.values.subarray(0, 4), (value) => Math.round(value * 1e10) / 1e10)).toEqual([5, 5, 5, 2]);
    expectDecomposition(columns, 30, found);
  });

  it("starts anew for each direction of the unit matrix", () => {
    const columns = Array.from({ length: 9 }, (_, j) => Float64Array.from({ length: 9 }, (_v, i) => (i === j ? 2 : 0)));
    const found = lanczosSvd(mapOf(columns, 9), 4, createRandom(1));
    for (const value of found.values) expect(value).toBeCloseTo(2, 13);
    expectDecomposition(columns, 9, found);
  });

  it("gives the same bits for the same seed", () => {
    const columns = matrix(50, 40, [9, 8, 7, 1], 2);
    const run = (): RightSvd => lanczosSvd(mapOf(columns, 50), 3, createRandom(7));
    expect(run()).toEqual(run());
  });
});

describe("the eigenvalues of a tridiagonal matrix", () => {
  it("are 2 − 2 cos(πk / (m + 1)) for the second difference, with sines as vectors", () => {
    const m = 25;
    const rows = Array.from({ length: m }, (_, i) => Float64Array.from({ length: m }, (_, j) => (i === j ? 1 : 0)));
    const values = tridiagonalEigen(new Float64Array(m).fill(2), new Float64Array(m - 1).fill(-1), rows);
    const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
    order.forEach((at, k) => {
      const angle = (Math.PI * (k + 1)) / (m + 1);
      expect(values[at]).toBeCloseTo(2 - 2 * Math.cos(angle), 13);
      const sign = Math.sign(rows[0]![at]!);
      for (const [i, row] of rows.entries()) {
        expect(sign * row[at]!).toBeCloseTo(Math.sqrt(2 / (m + 1)) * Math.sin(angle * (i + 1)), 12);
      }
    });
  });
});
