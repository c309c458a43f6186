import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TrainingSet } from "../features/index.js";
import { splitHoldout } from "./index.js";

const moment = fc.integer({ min: 0, max: 40 });
const time = fc.oneof(moment, fc.constant(Number.NaN));
const setOf = (times: readonly (readonly [number, number])[]): TrainingSet => ({
  ids: times.map((_, i) => String(i)),
  at: Float64Array.from(times, ([at]) => at),
  labelKnownAt: Float64Array.from(times, ([, known]) => known),
  labels: new Float64Array(times.length),
  features: { rows: times.length, names: [], columns: [] },
});

describe("the split by time", () => {
  it("is the one of its definition, row by row", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(moment, time)),
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 1, max: 20 }),
        (times, asOf, holdout) => {
          const cut = asOf - holdout;
          const rowsWhere = (test: (at: number, known: number) => boolean) =>
            times.flatMap(([at, known], i) => (test(at, known) ? [i] : []));
          const train = rowsWhere((at, known) => at < cut && known <= cut);
          const held = rowsWhere((at, known) => at >= cut && at < asOf && known <= asOf);
          if (train.length === 0 || held.length === 0) {
            expect(() => splitHoldout(setOf(times), asOf, holdout)).toThrow(
              expect.objectContaining({ code: "training.no_examples" }),
            );
            return;
          }
          const split = splitHoldout(setOf(times), asOf, holdout);
          expect({ train: [...split.train], held: [...split.holdout], cut: split.cut }).toEqual({ train, held, cut });
        },
      ),
    );
  });

  it("gives the fit nothing that was known only after the cut, and judges on nothing known only after asOf", () => {
    const knownFirst = fc
      .tuple(fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 30 }))
      .map(([at, wait]) => [at, at + wait] as const);
    fc.assert(
      fc.property(fc.array(knownFirst, { minLength: 50, maxLength: 80 }), (times) => {
        const set = setOf([[0, 0], [75, 75], ...times]);
        const { train, holdout, cut } = splitHoldout(set, 80, 10);
        for (const i of train) expect(Math.max(set.at[i], set.labelKnownAt[i])).toBeLessThanOrEqual(cut);
        for (const i of holdout) expect(set.labelKnownAt[i]).toBeLessThanOrEqual(80);
        expect([...train].filter((i) => holdout.includes(i))).toEqual([]);
      }),
    );
  });

  it("holds out from the cut on until before asOf, to the millisecond", () => {
    const { train, holdout } = splitHoldout(
      setOf([
        [9, 10],
        [9, 11],
        [10, 10],
        [19, 20],
        [19, 21],
        [20, 20],
      ]),
      20,
      10,
    );
    expect([[...train], [...holdout]]).toEqual([[0], [2, 3]]);
  });

  it("says how many examples there were on either side when one is empty", () => {
    const error = {
      code: "training.no_examples",
      message: expect.stringMatching(/^there are 1 .* before 1970-01-01T00:00:00.010Z .* and 0 after/),
    };
    expect(() => splitHoldout(setOf([[1, 2]]), 20, 10)).toThrow(expect.objectContaining(error));
  });
});
