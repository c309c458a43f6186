import { describe, expect, it } from "vitest";
import { createRandom } from "../../../core/index.js";
import { createArena } from "./arena.js";
import { expOf } from "./exp.js";
import {
  FOUND_BYTES,
  HISTOGRAM_BYTES,
  MAX_FIRST_WIDTH,
  MAX_LATER_WIDTH,
  SCRATCH_BYTES,
  type TreeKernels,
  WIDTH_STEP,
} from "./kernels.js";
import { plainKernels } from "./plain-kernels.js";
import { viewsOf } from "./views.js";
import { wasmKernels } from "./wasm-kernels.js";

const random = createRandom(3);
const ROWS = 301;
const MEMORY_BYTES = 4 * 2 ** 20;

/** The memory after `use` has filled it alike and run one kernel, with either implementation. */
function both(use: (kernels: TreeKernels, at: number) => unknown): { bytes: Uint8Array[]; results: unknown[] } {
  const [bytes, results]: [Uint8Array[], unknown[]] = [[], []];
  const content = Float64Array.from(
    { length: MEMORY_BYTES / 8 },
    () => Math.floor(2 ** 20 * (random.next() - 0.5)) / 64,
  );
  for (const wasm of [true, false]) {
    const arena = createArena(wasm);
    const at = arena.reserve(MEMORY_BYTES);
    viewsOf(arena).f64.set(content, at / 8);
    results.push(use(wasm ? wasmKernels(arena) : plainKernels(arena), at));
    bytes.push(new Uint8Array(arena.buffer()).slice(0, at + MEMORY_BYTES));
  }
  return { bytes, results };
}

function agree(use: (kernels: TreeKernels, at: number) => unknown): void {
  const { bytes, results } = both(use);
  expect(results[0]).toEqual(results[1]);
  expect(Buffer.compare(bytes[0], bytes[1])).toBe(0);
}

/** Places in the memory of a test, in bytes from its start. */
const place = { rows: 0, columns: 16_384, records: 65_536, pairs: 262_144, scratch: 294_912, histogram: 327_680 };

describe("the WebAssembly kernels give the bits of the plain ones", () => {
  const widths = Array.from({ length: MAX_FIRST_WIDTH / WIDTH_STEP }, (_, i) => WIDTH_STEP * (i + 1));
  const rowNumbers = Int32Array.from({ length: ROWS }, () => random.int(400));

  it("when rows are added one after the other, for every width", () => {
    for (const width of widths.filter((_, i) => i % 5 === 0)) {
      agree((kernels, at) =>
        kernels.add(
          width,
          at + place.records,
          16 + 16 * Math.ceil(width / 16),
          at + place.pairs,
          16,
          97,
          at + place.histogram,
        ),
      );
    }
  });

  it("when numbers become bins, and bins records", () => {
    const bounds = Float64Array.from({ length: 256 }, (_, i) => (i < 200 ? 80 * i - 8000 : Number.POSITIVE_INFINITY));
    for (const [step, n] of [
      [128, ROWS],
      [64, 40],
    ]) {
      const { results, bytes } = bothWith(bounds, (kernels, at) => {
        kernels.mapNumbers(at, n, at + place.records, 8 * step, 201, at + place.scratch);
        kernels.scatter(at + place.scratch, n, at + place.histogram, 48);
      });
      expect(results).toEqual([undefined, undefined]);
      expect(Buffer.compare(bytes[0].subarray(0, 700_000), bytes[1].subarray(0, 700_000))).toBe(0);
    }
  });

  function bothWith(bounds: Float64Array, use: (kernels: TreeKernels, at: number) => void): ReturnType<typeof both> {
    const results: unknown[] = [];
    const bytes: Uint8Array[] = [];
    const values = Float64Array.from({ length: ROWS + 3 }, (_, i) =>
      i % 11 ? 20_000 * random.next() - 9000 : Number.NaN,
    );
    for (const wasm of [true, false]) {
      const arena = createArena(wasm);
      const at = arena.reserve(MEMORY_BYTES);
      const { f64, u8 } = viewsOf(arena);
      f64.set(values, at / 8);
      f64.set(bounds, (at + place.records) / 8);
      results.push(use(wasm ? wasmKernels(arena) : plainKernels(arena), at));
      // Four values are mapped at a time, so that up to three bytes behind the last are written.
      u8.fill(0, at + place.scratch + 40, at + place.scratch + 44);
      u8.fill(0, at + place.scratch + ROWS, at + place.scratch + ROWS + 4);
      bytes.push(new Uint8Array(arena.buffer()).slice(0, at + MEMORY_BYTES));
    }
    return { bytes, results };
  }

  /** Row numbers and small bins in place of the random content. */
  function prepared(run: (kernels: TreeKernels, at: number) => unknown): void {
    const results: unknown[] = [];
    const bytes: Uint8Array[] = [];
    const pairs = Float64Array.from({ length: 60_000 }, () => Math.floor(4096 * random.next()) / 64);
    const bins = Uint8Array.from({ length: 60_000 }, () => random.int(256));
    for (const wasm of [true, false]) {
      const arena = createArena(wasm);
      const at = arena.reserve(MEMORY_BYTES);
      const { f64, u8, i32 } = viewsOf(arena);
      i32.set(rowNumbers, at / 4);
      u8.set(bins, at + place.columns);
      u8.set(
        bins.subarray(0, 256).map((bin) => bin % 2),
        at + place.columns + 20_000,
      );
      f64.set(pairs.subarray(0, 20_000), (at + place.records) / 8);
      f64.set(pairs.subarray(20_000, 24_000), (at + place.pairs) / 8);
      results.push(run(wasm ? wasmKernels(arena) : plainKernels(arena), at));
      u8.fill(0, at + place.scratch, at + place.scratch + SCRATCH_BYTES);
      bytes.push(new Uint8Array(arena.buffer()).slice(0, at + MEMORY_BYTES));
    }
    expect(results[0]).toEqual(results[1]);
    expect(Buffer.compare(bytes[0], bytes[1])).toBe(0);
  }

  it("when rows are given by number, with and without pairs in their records", () => {
    for (const width of [4, 20, 48, 112]) {
      prepared((kernels, at) =>
        kernels.addFirst(width, at, ROWS, at + place.records, at + place.scratch, at + place.histogram),
      );
    }
    for (const width of [4, 36, MAX_LATER_WIDTH]) {
      prepared((kernels, at) => {
        kernels.gatherPairs(at, ROWS, at + place.records, 80, at + place.pairs);
        kernels.addLater(
          width,
          at,
          ROWS,
          at + place.records,
          at + place.scratch,
          at + place.pairs,
          at + place.histogram,
        );
      });
    }
  });

  it("when rows are divided, marked and counted", () => {
    for (const n of [0, 1, 200, ROWS]) {
      prepared((kernels, at) => {
        const { scratch, columns, pairs, histogram } = place;
        kernels.countBins(at, n, at + columns, 3, at + histogram);
        kernels.mark(at, n, at + pairs, 77);
        return kernels.partition(at, n, at + columns, 7, at + columns + 20_000, at + scratch + SCRATCH_BYTES);
      });
    }
  });

  it("when histograms are cleared, subtracted and searched", () => {
    searched(40, 0.5);
    searched(255, 3);
  });

  function searched(bins: number, least: number): void {
    const results: Uint8Array[] = [];
    const unit = (): number => Math.floor(1024 * random.next()) / 256;
    const features = 9;
    const sums = (scale: number): number[] => [30 * scale, 600 * scale];
    const pairs = Float64Array.from({ length: (features * HISTOGRAM_BYTES) / 8 }, (_, i) =>
      i % 2 ? unit() : unit() - 2,
    );
    for (const wasm of [true, false]) {
      const arena = createArena(wasm);
      const at = arena.reserve(MEMORY_BYTES);
      const { f64, u8, i32 } = viewsOf(arena);
      const [child, parent, table, flags, rules, found] = [0, 1, 2, 3, 4, 5].map((k) => at + k * 16 * HISTOGRAM_BYTES);
      f64.set(pairs, child / 8);
      f64.set(
        pairs.map((x, i) => (i % 2 ? 3 * x : x * (1 + (i % 7)))),
        parent / 8,
      );
      // Sums of a leaf are those of each of its features: the last bin takes what the others leave.
      const settle = (histogram: number, used: number, [sumG, sumH]: readonly number[]): void => {
        let [g, h] = [sumG, sumH];
        const last = histogram / 8 + 2 * (used - 1);
        for (let i = histogram / 8; i < last; i += 2) {
          g -= f64[i];
          h -= f64[i + 1];
        }
        f64.set([g, h], last);
      };
      for (let f = 0; f < features; f++) {
        const used = f === 4 ? 1 : bins - f;
        i32.set([used, f % 3], table / 4 + 2 * f);
        u8[flags + f] = f === 7 ? 0 : 1;
        for (const [histogram, scale] of [
          [child, 1],
          [parent, 3],
        ]) {
          settle(histogram + f * HISTOGRAM_BYTES, used + (f % 3 === 2 ? 1 : 0), sums(scale));
        }
      }
      const kernels = wasm ? wasmKernels(arena) : plainKernels(arena);
      f64.set([...sums(1), 0.25, least, 1], rules / 8);
      f64.set([...sums(2), 0.25, least, 1], rules / 8 + 8);
      kernels.searchPair(child, parent, table, features, flags, rules, found, flags, rules + 64, found + 1024);
      kernels.search(parent, table, features, flags, rules, found + 2048);
      kernels.addAll(parent, child, table, features - 2);
      kernels.subtractAll(parent, child, table, features);
      kernels.clear(child, table, features - 1);
      expect(i32[found / 4 + 2 + FOUND_BYTES / 4]).toBeGreaterThanOrEqual(0);
      results.push(new Uint8Array(arena.buffer()).slice(0, at + MEMORY_BYTES));
    }
    expect(Buffer.compare(results[0], results[1])).toBe(0);
  }

  it("when scores and gradients are computed, with and without weights", () => {
    const results: Uint8Array[] = [];
    const outcomes: number[][] = [];
    const n = 500;
    const numbers = Float64Array.from({ length: 3 * n + 8 }, () => 40 * random.next() - 20);
    const leaves = Uint16Array.from({ length: n }, () => random.int(8));
    for (const wasm of [true, false]) {
      const arena = createArena(wasm);
      const at = arena.reserve(MEMORY_BYTES);
      const { f64, u16 } = viewsOf(arena);
      f64.set(numbers, at / 8);
      u16.set(leaves, (at + place.columns) / 2);
      const [scores, labels, weights, values] = [at, at + 8 * n, at + 16 * n, at + 24 * n];
      const k = wasm ? wasmKernels(arena) : plainKernels(arena);
      const leafOf = at + place.columns;
      const outcome: number[] = [];
      const g = 1.5 * 2 ** 12;
      for (const w of [0, weights]) {
        const [records, stride] = [at + place.records + (w === 0 ? 0 : 65_536), 48];
        outcome.push(
          k.logisticPass(
            n,
            scores,
            leafOf,
            values,
            labels,
            w,
            records,
            stride,
            g,
            1.5 * 2 ** 9,
            0,
            1.5 * 2 ** 12,
            1,
            3,
          ),
        );
        outcome.push(k.squaredPass(n, scores, leafOf, values, labels, w, records + 32_768, stride, 8 * g, 2 * g));
      }
      k.addLeaves(n, scores, leafOf, values);
      k.extremes(labels, n, at + place.scratch);
      k.roundPairs(n, scores, labels, at + place.histogram, 32, 1.5 * 2 ** 14, 1.5 * 2 ** 10);
      outcomes.push(outcome);
      results.push(new Uint8Array(arena.buffer()).slice(0, at + MEMORY_BYTES));
    }
    expect(outcomes[0]).toEqual(outcomes[1]);
    expect(Buffer.compare(results[0], results[1])).toBe(0);
  });

  it("the exponential is within 2 units of the last place", () => {
    for (let i = 0; i < 20_000; i++) {
      const x = -708 * random.next() ** 3;
      expect(Math.abs(expOf(x) / Math.exp(x) - 1)).toBeLessThan(5e-16);
    }
    expect(expOf(0)).toBe(1);
  });
});
