import { describe, expect, it } from "vitest";
import { numberTable } from "../../../test/support/learn-tables.js";
import type { Tree } from "../model.js";
import { classTarget, numberTarget } from "../target.js";
import { gbdt } from "./config.js";
import { createEarlyStopper, createPatience } from "./early-stop.js";
import { trainingRows } from "./training-rows.js";

function watch(values: readonly number[], rounds: number, minDelta = 0, better: "smaller" | "larger" = "smaller") {
  const patience = createPatience({ rounds, minDelta }, better);
  const seen = values.findIndex((value) => patience.see(value));
  return { stoppedAfter: seen + 1, bestRounds: patience.bestRounds() };
}

function constant(value: number): Tree {
  return { column: [], threshold: [], leftCodes: [], missingLeft: [], left: [], right: [], leaves: [value] };
}

describe("patience", () => {
  it("stops after so many rounds without a better one, and remembers the best", () => {
    expect(watch([5, 4, 4, 3, 3, 3, 2], 2)).toEqual({ stoppedAfter: 6, bestRounds: 4 });
    expect(watch([5, 4, 3, 2], 1)).toEqual({ stoppedAfter: 0, bestRounds: 4 });
    expect(watch([5, 6, 4], 1)).toEqual({ stoppedAfter: 2, bestRounds: 1 });
  });

  it("takes larger values for better where the metric says so", () => {
    expect(watch([0.5, 0.7, 0.6, 0.7], 2, 0, "larger")).toEqual({ stoppedAfter: 4, bestRounds: 2 });
  });

  it("asks for more than minDelta, counted from the best round", () => {
    expect(watch([5, 4.9, 4.8, 4.4, 4.3], 3, 0.5)).toEqual({ stoppedAfter: 0, bestRounds: 4 });
    expect(watch([5, 4.9, 4.8, 4.5], 3, 0.5)).toEqual({ stoppedAfter: 4, bestRounds: 1 });
  });

  it("never takes NaN for the best", () => {
    expect(watch([Number.NaN, 3, Number.NaN], 5)).toEqual({ stoppedAfter: 0, bestRounds: 2 });
  });
});

describe("an early stopper", () => {
  const columns = [{ name: "x0", kind: "number" }] as const;
  const frame = numberTable([1, 2, 3, 4]);
  const config = gbdt({ earlyStopping: { rounds: 2 } });

  it("adds up the trees and keeps the round with the best metric", () => {
    const target = numberTarget([2, 2, 2, 2]);
    const stopper = createEarlyStopper(config, { columns, target, outputs: 1 }, { frame, target });
    const steps = [1, 0.5, 0.4, 0.4, 0.4];
    expect(steps.map((step) => stopper.see([constant(step)]))).toEqual([false, false, false, false, true]);
    expect(stopper.bestRounds()).toBe(3);
  });

  it("reads classes by name, and refuses one that training does not have", () => {
    const training = classTarget(["a", "b"]);
    const same = { kind: "class", codes: Int32Array.of(0, 1, 1, 0), classes: ["b", "a"] } as const;
    const stopper = createEarlyStopper(config, { columns, target: training, outputs: 1 }, { frame, target: same });
    expect(stopper.see([constant(0)])).toBe(false);
    const other = classTarget(["a", "b", "c", "a"]);
    expect(() =>
      createEarlyStopper(config, { columns, target: training, outputs: 1 }, { frame, target: other }),
    ).toThrow('row 2 of the validation rows has the class "c", which training does not have');
  });
});

describe("training rows", () => {
  const frame = numberTable([1, 2, 3, 4, 5, 6, 7, 8]);
  const target = numberTarget([1, 2, 3, 4, 5, 6, 7, 8]);

  it("leave out rows of weight 0, and weights that are all 1", () => {
    const weights = Float64Array.of(1, 0, 1, 1, 0, 1, 1, 1);
    const rows = trainingRows(gbdt(), frame, target, { weights });
    expect(rows.table.rows).toBe(6);
    expect(rows.weights).toBeUndefined();
    expect(rows.target).toEqual(numberTarget([1, 3, 4, 6, 7, 8]));
    expect(trainingRows(gbdt(), frame, target, { weights: weights.with(0, 2) }).weights?.[0]).toBe(2);
    expect(trainingRows(gbdt(), frame, target, {}).table).toEqual(frame);
  });

  it("are parted from those drawn for validation, the same for the same seed", () => {
    const config = gbdt({ earlyStopping: { validationFraction: 0.25 } });
    const rows = trainingRows(config, frame, target, {});
    expect(rows.table.rows).toBe(6);
    expect(rows.validation?.frame.rows).toBe(2);
    expect(trainingRows(config, frame, target, {})).toEqual(rows);
  });

  it("need something to watch for early stopping, and one thing only", () => {
    const stopping = gbdt({ earlyStopping: {} });
    expect(() => trainingRows(stopping, frame, target, {})).toThrow("gbdt: earlyStopping has no rows to watch");
    const drawn = gbdt({ earlyStopping: { validationFraction: 0.25 } });
    expect(() => trainingRows(drawn, frame, target, { validation: { frame, target } })).toThrow(
      "gbdt: earlyStopping.validationFraction would have no effect: validation rows were given",
    );
    expect(trainingRows(stopping, frame, target, { validation: { frame, target } }).validation?.frame).toBe(frame);
  });
});
