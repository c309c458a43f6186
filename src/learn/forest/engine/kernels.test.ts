import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom, type Random } from "../../../core/index.js";
import { type ForestKernels, SORT_BYTES, SUMS_AT } from "./kernels.js";
import { forestMachine } from "./machine.js";

const ROWS = 300;
/** Places in the memory of a test: with their bytes they do not overlap. */
const at = {
  bins: 0,
  rows: 4096,
  records: 8192,
  spareRows: 16_384,
  spareRecords: 20_480,
  set: 32_768,
  found: 98_304,
  bin: 131_072,
  sums: 524_288,
  room: 2_162_688,
};
const bytesFor = (slots: number): number => at.room + SUMS_AT + 24 * slots;

/** A memory with rows, their bins and records, and one of the two kinds of kernels over it. */
function machineWith(seed: number, slots: number, hasClasses: boolean, plain: boolean) {
  const { buffer, kernels } = forestMachine(bytesFor(slots), plain);
  const random = createRandom(seed);
  const size = slots > 256 ? 2 : 1;
  const bins = size === 2 ? new Uint16Array(buffer, at.bins, ROWS) : new Uint8Array(buffer, at.bins, ROWS);
  const rows = new Int32Array(buffer, at.rows, ROWS);
  const records = new Float64Array(buffer, at.records, 2 * ROWS);
  const words = new Int32Array(buffer, at.records, 4 * ROWS);
  const spread = 1 + random.int(slots);
  for (let i = 0; i < ROWS; i++) {
    bins[i] = slots - 1 - random.int(spread);
    rows[i] = random.int(ROWS);
    records[2 * i] = 1 + random.int(4);
    if (hasClasses) words[4 * i + 2] = random.int(3);
    else records[2 * i + 1] = random.int(9) - 4;
  }
  return { buffer, kernels, size, bins, rows, records, words, random };
}

type Machine = ReturnType<typeof machineWith>;

const shapes = fc.record({
  seed: fc.nat(),
  n: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 10, max: ROWS })),
  slots: fc.constantFrom(1, 2, 63, 64, 65, 200, 256, 257, 4096, 4097, 65_536),
});

function groupsOf({ buffer, kernels, size }: Machine, n: number, slots: number, hasClasses: boolean) {
  const [narrow, wide] = hasClasses ? [kernels.classes1, kernels.classes2] : [kernels.pairs1, kernels.pairs2];
  const width = hasClasses ? 24 : 16;
  const group = size === 1 ? narrow : wide;
  const found = group(at.bins, size, at.rows, at.records, n, slots, at.room, at.bin, at.sums, width);
  const room = new Uint8Array(buffer, at.room);
  expect(Buffer.compare(room, new Uint8Array(room.length))).toBe(0);
  return {
    bin: [...new Int32Array(buffer, at.bin, found)],
    sums: [...new Float64Array(buffer, at.sums, (found * width) / 8)],
  };
}

function groupsByDefinition({ bins, rows, records, words }: Machine, n: number, hasClasses: boolean) {
  const sums = new Map<number, number[]>();
  for (let i = 0; i < n; i++) {
    const of = sums.get(bins[rows[i]]) ?? (hasClasses ? [0, 0, 0] : [0, 0]);
    if (hasClasses) of[words[4 * i + 2]] += records[2 * i];
    else {
      of[0] += records[2 * i];
      of[1] += records[2 * i + 1];
    }
    sums.set(bins[rows[i]], of);
  }
  const bin = [...sums.keys()].sort((a, b) => a - b);
  return { bin, sums: bin.flatMap((b) => sums.get(b)!) };
}

describe("the kernels of forests, in WebAssembly and in TypeScript", () => {
  it("group rows by their bins as the definition does, and leave the room empty", () => {
    fc.assert(
      fc.property(shapes, fc.boolean(), ({ seed, n, slots }, hasClasses) => {
        for (const plain of [false, true]) {
          const machine = machineWith(seed, slots, hasClasses, plain);
          const expected = groupsByDefinition(machine, n, hasClasses);
          expect(groupsOf(machine, n, slots, hasClasses)).toEqual(expected);
          expect(groupsOf(machine, n, slots, hasClasses)).toEqual(expected);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("find the best cut, with missing values on either side and no side too light, to the same bits", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 2, max: 40 }),
        fc.boolean(),
        fc.constantFrom(0, 3, 9),
        (seed, count, hasMissing, least) => {
          const known = hasMissing ? count - 1 : count;
          for (const name of ["scanGini", "scanSquared"] as const) {
            const cases = [false, true].map((plain) => scanned(seed, { name, count, known, least }, plain));
            expect(cases[0]).toEqual(cases[1]);
            expect(cases[0].score).toBe(cases[0].best);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("find the best cut for several classes as for two, to the same bits", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 2, max: 30 }), fc.boolean(), (seed, count, hasMissing) => {
        const known = hasMissing ? count - 1 : count;
        const random = createRandom(seed);
        const pairs = Float64Array.from(
          { length: 2 * count },
          (_, i) => (i % 2) + random.int(5) + (i % 2 === 0 ? 1 : 0),
        );
        const [wasm, plain] = [false, true].map((isPlain) => {
          const { buffer, kernels } = forestMachine(8192, isPlain);
          const sums = new Float64Array(buffer, 0, 2 * count);
          sums.set(pairs);
          const totals = [0, 1].map((k) => pairs.reduce((sum, value, i) => (i % 2 === k ? sum + value : sum), 0));
          const two = kernels.scanGini(0, count, known, totals[0], totals[1], -1, 3, 2048);
          const expected = [two, ...new Float64Array(buffer, 2048, 3)];
          // A third class without rows changes nothing.
          const wider = new Float64Array(buffer, 0, 3 * count);
          wider.set(Array.from({ length: count }, (_, g) => [pairs[2 * g], pairs[2 * g + 1], 0]).flat());
          const found = new Float64Array(buffer, 4096, 10);
          found.set([...totals, 0], 7);
          const three = kernels.scanClasses(0, count, known, 24, -1, 3, 4096);
          expect([three, found[0], found[1], found[3]]).toEqual(expected);
          return [...found];
        });
        expect(wasm).toEqual(plain);
      }),
      { numRuns: 60 },
    );
  });

  it("divide rows and records, both sides in their old order", () => {
    fc.assert(
      fc.property(shapes, fc.boolean(), fc.boolean(), ({ seed, n, slots }, bySet, missingLeft) => {
        const cases = [false, true].map((plain) => {
          const machine = machineWith(seed, slots, false, plain);
          return { ...divided(machine, n, slots, { bySet, missingLeft }) };
        });
        for (const { rows, records, expected } of cases) expect({ rows, records }).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it("sort numbers of every kind", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { maxLength: 60 }), fc.boolean(), (values, plain) => {
        const { buffer, kernels } = forestMachine(2048 + SORT_BYTES, plain);
        const sorted = new Float64Array(buffer, 0, values.length);
        sorted.set(values);
        kernels.sort(0, values.length, 1024, 2048);
        expect([...sorted]).toEqual(values.map((value) => value + 0).sort((a, b) => a - b));
      }),
    );
  });

  it("rank values among bounds, missing ones apart", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.double(), fc.integer({ min: -9, max: 9 })), { minLength: 1, maxLength: 30 }),
        fc.uniqueArray(fc.integer({ min: -9, max: 9 }), { maxLength: 9 }),
        fc.constantFrom<("rank1" | "rank2")[]>("rank1", "rank2"),
        (values, chosen, name) => {
          const bounds = chosen.sort((a, b) => a - b);
          const steps = Math.ceil(Math.log2(bounds.length + 1));
          for (const plain of [false, true]) {
            const { buffer, kernels } = forestMachine(4096, plain);
            new Float64Array(buffer, 0, values.length).set(values);
            new Float64Array(buffer, 1024, 2 ** steps).fill(Number.POSITIVE_INFINITY).set(bounds);
            kernels[name](0, values.length, 1024, steps, 77, 2048);
            const ranks = new (name === "rank1" ? Uint8Array : Uint16Array)(buffer, 2048, values.length);
            const expected = values.map((value) => (Number.isNaN(value) ? 77 : bounds.filter((b) => b < value).length));
            expect([...ranks]).toEqual(expected);
          }
        },
      ),
    );
  });
});

interface Scanned {
  readonly name: "scanGini" | "scanSquared";
  readonly count: number;
  readonly known: number;
  readonly least: number;
}

function scanned(seed: number, { name, count, known, least }: Scanned, plain: boolean) {
  const { buffer, kernels } = forestMachine(4096, plain);
  const sums = new Float64Array(buffer, 0, 2 * count);
  fillSums(sums, createRandom(seed), name === "scanSquared");
  const [total0, total1] = [0, 1].map((k) => sums.reduce((sum, value, i) => (i % 2 === k ? sum + value : sum), 0));
  const start = Number.NEGATIVE_INFINITY;
  const cut = kernels[name](0, count, known, total0, total1, start, least, 2048);
  const found = new Float64Array(buffer, 2048, 3);
  let best = start;
  for (const [a, b] of firstSides(sums, count, known)) {
    const [c, d] = [total0 - a, total1 - b];
    const weights = name === "scanGini" ? [a + b, c + d] : [a, c];
    if (Math.min(...weights) < least) continue;
    const score =
      name === "scanGini" ? (a * a + b * b) / (a + b) + (c * c + d * d) / (c + d) : (b * b) / a + (d * d) / c;
    best = Math.max(best, score);
  }
  return { cut, score: found[2], sums: cut < 0 ? [] : [found[0], found[1]], best };
}

function fillSums(sums: Float64Array, random: Random, isSquared: boolean): void {
  for (let g = 0; g < sums.length / 2; g++) {
    sums[2 * g] = 1 + random.int(5);
    sums[2 * g + 1] = isSquared ? (random.int(99) - 49) / 8 : random.int(5);
  }
}

/** The sums of the first side of every cut. */
function firstSides(sums: Float64Array, count: number, known: number): number[][] {
  const sides: number[][] = [];
  let [a, b] = [0, 0];
  for (let g = 0; g < count - 1; g++) {
    a += sums[2 * g];
    b += sums[2 * g + 1];
    sides.push([a, b]);
    if (known < count && g < known - 1) sides.push([a + sums[2 * known], b + sums[2 * known + 1]]);
  }
  return sides;
}

interface Rule {
  readonly bySet: boolean;
  readonly missingLeft: boolean;
}

function divided(
  { buffer, kernels, size, bins, rows, records, random }: Machine,
  n: number,
  slots: number,
  rule: Rule,
) {
  const cut = random.int(slots);
  const missing = rule.missingLeft ? slots - 1 : -1;
  const set = new Uint8Array(buffer, at.set, slots);
  for (let b = 0; b < slots; b++) set[b] = random.int(2);
  const isLeft = (i: number): boolean => {
    const bin = bins[rows[i]];
    return rule.bySet ? set[bin] === 1 : bin <= cut || bin === missing;
  };
  const all = Array.from({ length: ROWS }, (_, i) => i);
  const first = all.slice(0, n);
  const order = [...first.filter(isLeft), ...first.filter((i) => !isLeft(i)), ...all.slice(n)];
  const expected = {
    rows: order.map((i) => rows[i]),
    records: order.flatMap((i) => [records[2 * i], records[2 * i + 1]]),
  };
  const kernel = `${rule.bySet ? "divideBySet" : "divide"}${size}` as keyof ForestKernels & `divide${string}`;
  const left = kernels[kernel](
    at.bins,
    size,
    at.rows,
    at.records,
    n,
    at.spareRows,
    at.spareRecords,
    rule.bySet ? at.set : cut,
    missing,
  );
  expect(left).toBe(first.filter(isLeft).length);
  return { rows: [...rows], records: [...records], expected };
}
