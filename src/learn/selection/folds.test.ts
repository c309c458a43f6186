import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenTable, goldenValue } from "../../../test/support/golden-learn.js";
import { createRandom } from "../../core/index.js";
import { goldenMetrics } from "../metrics/golden.fixture.js";
import {
  type Fold,
  groupKFold,
  kFold,
  leaveOneGroupOut,
  purgedTimeSplit,
  repeatedFolds,
  stratifiedGroupKFold,
  stratifiedKFold,
  timeSeriesSplit,
  trainTestSplit,
} from "./index.js";

const tests = (folds: readonly Fold[]): number[][] => folds.map(({ test }) => [...test]);
const fromOne = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

interface Splits {
  readonly codes: number[];
  readonly groups: number[];
  readonly kFold: number[][];
  readonly stratified: number[][];
  readonly group: number[][];
  readonly stratifiedGroup: number[][];
  readonly logo: number[][];
  readonly time: { options: Record<string, number>; folds: [number[], number[]][] }[];
}

describe("against scikit-learn", () => {
  const golden = goldenMetrics<Splits>("splits");
  const { codes, groups } = golden;

  it("agrees on every fold", () => {
    expect(tests(kFold(97, { folds: 7 }))).toEqual(golden.kFold);
    expect(tests(stratifiedKFold(codes, { folds: 6 }))).toEqual(golden.stratified);
    expect(tests(groupKFold(groups, { folds: 4 }))).toEqual(golden.group);
    expect(tests(stratifiedGroupKFold(codes, groups, { folds: 4 }))).toEqual(golden.stratifiedGroup);
    expect(tests(leaveOneGroupOut(groups))).toEqual(golden.logo);
  });

  it.each(golden.time)("agrees on splits by time, $options", ({ options, folds }) => {
    const got = timeSeriesSplit(97, {
      folds: options.n_splits,
      gap: options.gap,
      testSize: options.test_size,
      maxTrainSize: options.max_train_size,
    });
    expect(got.map(({ train, test }) => [[...train], [...test]])).toEqual(folds);
  });

  it("agrees with the shared reference values", () => {
    const { y } = goldenTable("wine");
    const sizes = stratifiedKFold(y, { folds: 4 }).map(({ test }) =>
      [0, 1, 2].map((c) => test.filter((row) => y[row] === c).length),
    );
    expect(sizes).toEqual(goldenValue("strat-sizes"));
    const groups = [1, 1, 1, 1, 2, 2, 2, 3, 3, 4, 5, 5];
    expect(tests(groupKFold(groups, { folds: 3 }))).toEqual(goldenValue("group"));
    const codes = [0, 0, 1, 1, 0, 1, 0, 1, 1, 0];
    expect(tests(stratifiedGroupKFold(codes, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5], { folds: 2 }))).toEqual(
      goldenValue("sgkf"),
    );
    const time = timeSeriesSplit(20, { folds: 3, gap: 2, testSize: 4 });
    expect(
      time.map(({ train, test }) => [
        [train[0], train.at(-1)],
        [test[0], test.at(-1)],
      ]),
    ).toEqual(goldenValue("tscv"));
  });
});

/** Every row is tested once, and trained on in all other folds. */
function expectPartition(folds: readonly Fold[], rows: number): void {
  expect(folds.flatMap(({ test }) => [...test]).sort((a, b) => a - b)).toEqual(fromOne(rows));
  for (const { train, test } of folds) {
    expect([...train, ...test].sort((a, b) => a - b)).toEqual(fromOne(rows));
    expect([...train]).toEqual([...train].sort((a, b) => a - b));
  }
}

describe("properties", () => {
  const maybeRandom = fc.option(fc.integer({ min: 0, max: 9 }).map(createRandom), { nil: undefined });
  const foldCount = fc.integer({ min: 2, max: 5 });

  it("k-fold parts the rows into sizes that differ by at most one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 40 }), foldCount, maybeRandom, (rows, folds, random) => {
        const made = kFold(rows, { folds, random });
        expectPartition(made, rows);
        const sizes = made.map(({ test }) => test.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("stratified k-fold spreads every class within one row", () => {
    const codesOf = fc.array(fc.constantFrom(0, 1, 2), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(codesOf, foldCount, maybeRandom, (list, folds, random) => {
        const codes = [0, 1, 2].flatMap((code) => Array<number>(folds).fill(code)).concat(list);
        const made = stratifiedKFold(codes, { folds, random });
        expectPartition(made, codes.length);
        for (const code of [0, 1, 2]) {
          const counts = made.map(({ test }) => test.filter((row) => codes[row] === code).length);
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it("no group is on both sides", () => {
    const rowsOf = fc.array(fc.tuple(fc.constantFrom(0, 1), fc.integer({ min: 1, max: 9 })), {
      minLength: 20,
      maxLength: 50,
    });
    fc.assert(
      fc.property(rowsOf, maybeRandom, (rows, random) => {
        const codes = rows.map(([code]) => code).concat(0, 0, 0, 1, 1, 1);
        const groups = rows.map(([, group]) => group).concat(100, 101, 102, 103, 104, 105);
        for (const folds of [
          groupKFold(groups, { folds: 3, random }),
          stratifiedGroupKFold(codes, groups, { folds: 3, random }),
        ]) {
          expectPartition(folds, groups.length);
          for (const { train, test } of folds) {
            const trained = new Set(Array.from(train, (row) => groups[row]));
            expect(test.some((row) => trained.has(groups[row]))).toBe(false);
            expect(test.length).toBeGreaterThan(0);
          }
        }
      }),
    );
  });

  it("training by time ends a gap before the test, labels and all", () => {
    const timesOf = fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 6 })), {
      minLength: 20,
      maxLength: 60,
    });
    fc.assert(
      fc.property(timesOf, fc.integer({ min: 0, max: 5 }), fc.boolean(), (list, gapMs, trainAfter) => {
        const times = Float64Array.from([...list.map(([time]) => time), 0, 10, 20, 30, 40]);
        const labelEnds = times.map((time, row) => time + (list[row]?.[1] ?? 0));
        if (new Set(times).size < 20) return;
        const embargoMs = trainAfter ? gapMs : 0;
        for (const { train, test } of purgedTimeSplit(times, { folds: 3, labelEnds, gapMs, trainAfter, embargoMs })) {
          const start = Math.min(...Array.from(test, (row) => times[row]));
          const end = Math.max(...Array.from(test, (row) => labelEnds[row]));
          for (const row of train) {
            if (times[row] < start) expect(labelEnds[row] + gapMs).toBeLessThanOrEqual(start);
            else expect(trainAfter && times[row] > end + embargoMs).toBe(true);
          }
        }
      }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 20, max: 60 }),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 0, max: 2 }),
        (rows, folds, gap) => {
          for (const { train, test } of timeSeriesSplit(rows, { folds, gap })) {
            expect(Math.max(...train) + gap).toBeLessThan(Math.min(...test));
          }
        },
      ),
    );
  });

  it("a purged split keeps what can be known, and nothing else", () => {
    const times = Float64Array.of(0, 1, 2, 3, 4, 5);
    const labelEnds = Float64Array.of(1, 4, 3, 4, 5, 6);
    const folds = purgedTimeSplit(times, { folds: 2, labelEnds });
    expect(folds.map(({ train, test }) => [[...train], [...test]])).toEqual([
      [[0], [2, 3]],
      [
        [0, 2],
        [4, 5],
      ],
    ]);
    const after = purgedTimeSplit(times, { folds: 3, labelEnds, trainAfter: true, embargoMs: 0.5 });
    expect(after.map(({ train }) => [...train])).toEqual([[5], [0, 5], [0, 2]]);
  });

  it("a stratified train-test split has the wanted size and shares within a row", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(0, 1, 2), { maxLength: 40 }),
        fc.double({ min: 0.1, max: 0.6, noNaN: true }),
        (list, testShare) => {
          const codes = [0, 0, 1, 1, 2, 2].concat(list);
          const { train, test } = trainTestSplit(codes.length, { testShare, stratify: codes, random: createRandom(1) });
          expect(test.length).toBe(Math.ceil(testShare * codes.length));
          expect([...train, ...test].sort((a, b) => a - b)).toEqual(fromOne(codes.length));
          for (const code of [0, 1, 2]) {
            const count = codes.filter((c) => c === code).length;
            const tested = test.filter((row) => codes[row] === code).length;
            expect(Math.abs(tested - (count * test.length) / codes.length)).toBeLessThan(1);
          }
        },
      ),
    );
  });

  it("repeats differ, and the same seed gives the same folds", () => {
    const make = () =>
      repeatedFolds((random) => kFold(20, { folds: 4, random }), { repeats: 3, random: createRandom(5) });
    expect(make()).toEqual(make());
    expect(make()).toHaveLength(12);
    expect(tests(make().slice(0, 4))).not.toEqual(tests(make().slice(4, 8)));
  });
});

describe("what cannot be folded", () => {
  it("is refused with what is missing named", () => {
    expect(() => kFold(3, { folds: 5 })).toThrow("there are 3 rows for 5 folds");
    expect(() => kFold(3, { folds: 1 })).toThrow("folds is 1");
    expect(() => stratifiedKFold([0, 0, 0, 1], { folds: 2, classes: ["no", "yes"] })).toThrow(
      'class "yes" has 1 rows for 2 folds',
    );
    expect(() => groupKFold([1, 1, 1, 2], { folds: 3 })).toThrow("there are 2 groups for 3 folds");
    expect(() => groupKFold([1, Number.NaN], { folds: 2 })).toThrow("the group of row 1 is missing");
    expect(() => leaveOneGroupOut([1, 1])).toThrow("there are 1 groups for 2 folds");
    expect(() => timeSeriesSplit(4, { folds: 5 })).toThrow("4 rows for 5 splits");
    expect(() => timeSeriesSplit(20, { folds: 2, gap: 15 })).toThrow("leave none of 20 rows to train on");
    expect(() => purgedTimeSplit(Float64Array.of(1, Number.NaN))).toThrow("row 1 has time NaN");
    expect(() => purgedTimeSplit(Float64Array.of(1, 1, 1, 2), { folds: 3 })).toThrow("distinct times to test");
    expect(() => purgedTimeSplit(Float64Array.of(1, 2, 3), { embargoMs: 3 })).toThrow("would have no effect");
    expect(() => trainTestSplit(3, { stratify: [0, 0, 1], random: createRandom(1) })).toThrow(
      'class "1" has a single row',
    );
    expect(() => trainTestSplit(1, { random: createRandom(1) })).toThrow("1 rows cannot be parted");
  });
});
