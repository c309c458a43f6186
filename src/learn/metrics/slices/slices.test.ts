import { describe, expect, it } from "vitest";
import { createRandom, type Random } from "../../../core/index.js";
import type { Frame } from "../../table.js";
import { selectTarget } from "../../target.js";
import { metricReport } from "../report/index.js";
import { selectPrediction } from "../select-prediction.js";
import { metricBySlice, weakSlices } from "./index.js";
import { compareWithRest } from "./welch.js";

const CITIES = ["Bern", "Graz", "Linz", "Wien"];

function tableOf(rows: number, random: Random): Frame {
  const age = Float64Array.from({ length: rows }, () => (random.next() < 0.05 ? Number.NaN : 20 + random.int(60)));
  const city = Int32Array.from({ length: rows }, () => random.int(5) - 1);
  const noise = Float64Array.from({ length: rows }, () => random.next());
  return {
    rows,
    names: ["age", "city", "noise", "note"],
    columns: [
      { kind: "number", values: age },
      { kind: "category", codes: city, categories: CITIES },
      { kind: "time", values: noise },
      { kind: "text", values: Array<string>(rows).fill("") },
    ],
  };
}

/** Twelve columns that say nothing. */
function noiseTable(rows: number, random: Random): Frame {
  const names = Array.from({ length: 12 }, (_, i) => `x${i}`);
  const column = () => Float64Array.from({ length: rows }, () => random.next());
  return { rows, names, columns: names.map(() => ({ kind: "number", values: column() })) };
}

function isWeak(frame: Frame, row: number): boolean {
  const [age, city] = frame.columns;
  return age.kind === "number" && city.kind === "category" && age.values[row] >= 65 && city.codes[row] === 1;
}

/** Errors are twice as large where `weak` says. */
function numbersOf(frame: Frame, random: Random, weak: (row: number) => boolean) {
  const y = Float64Array.from({ length: frame.rows }, () => random.next());
  const values = y.map((value, row) => value + (weak(row) ? 2 : 1) * (random.next() - 0.5));
  return { target: { kind: "number", values: y } as const, prediction: { kind: "number", values } as const };
}

describe("the weakest slices", () => {
  it("are found where they were planted, among few others", () => {
    const random = createRandom("planted");
    const frame = tableOf(6000, random);
    const { target, prediction } = numbersOf(frame, random, (row) => isWeak(frame, row));
    const [first] = weakSlices(frame, target, prediction, { random: createRandom(1), bins: 4 });
    expect(first.words).toContain("city = Graz");
    expect(first.words).toContain("age ≥");
    expect(first.meanLoss).toBeGreaterThan(1.8 * first.restMeanLoss);
    expect(first.adjustedP).toBeLessThan(1e-6);
    const alike = weakSlices(frame, target, prediction, { random: createRandom(1), bins: 4 });
    expect(alike[0]).toEqual(first);
  });

  // 100 tables of noise at a rate of 0.05: 5 with a finding on average, more than 13 with a chance below 0.1 %. A test on the rows
  // that were searched would find something in most of them.
  it("are none on noise, but for the stated rate", () => {
    const random = createRandom("noise");
    let alarms = 0;
    for (let repeat = 0; repeat < 100; repeat++) {
      const frame = noiseTable(600, random);
      const { target, prediction } = numbersOf(frame, random, () => false);
      if (weakSlices(frame, target, prediction, { random: random.split(`${repeat}`), beamWidth: 4 }).length > 0)
        alarms++;
    }
    expect(alarms).toBeLessThanOrEqual(13);
  });

  it("take a row of weight zero for absent", () => {
    const random = createRandom("weights");
    const frame = tableOf(3000, random);
    const { target, prediction } = numbersOf(frame, random, (row) => isWeak(frame, row));
    const weights = Float64Array.from({ length: 3000 }, (_, row) => (isWeak(frame, row) ? 0 : 1));
    const found = weakSlices(frame, target, prediction, { weights, random: createRandom(2) });
    expect(found.every(({ words }) => !words.includes("Graz, ") && !words.includes(", city = Graz"))).toBe(true);
  });
});

describe("metrics slice by slice", () => {
  const random = createRandom("slices");
  const frame = tableOf(2000, random);
  const { target, prediction } = numbersOf(frame, random, (row) => isWeak(frame, row));

  it("are those of the rows in it, for categories, bins, missing values and pairs", () => {
    const slices = metricBySlice(frame, target, prediction, {
      columns: ["age", "city"],
      metrics: ["meanAbsoluteError"],
    });
    expect(slices.map(({ words }) => words)).toContain("city is missing");
    expect(slices.map(({ words }) => words)).toContain("age is missing");
    const graz = slices.find(({ words }) => words === "city = Graz")!;
    const city = frame.columns[1];
    const rows = Int32Array.from({ length: 2000 }, (_, row) => row).filter(
      (row) => city.kind === "category" && city.codes[row] === 1,
    );
    const [line] = metricReport(selectTarget(target, rows), selectPrediction(prediction, rows), {
      metrics: ["meanAbsoluteError"],
    });
    expect(graz.rows).toBe(rows.length);
    expect(graz.metrics[0]).toEqual(line);
    expect(slices.filter(({ words }) => words.startsWith("age")).reduce((sum, slice) => sum + slice.rows, 0)).toBe(
      2000,
    );
    const pairs = metricBySlice(frame, target, prediction, {
      columns: ["age", "city"],
      metrics: ["meanAbsoluteError"],
      pairs: true,
    });
    expect(pairs[0].conditions.length).toBe(2);
    expect(pairs[0].words).toContain("city = Graz");
    expect(pairs[0].adjustedP).toBeGreaterThan(pairs[0].p);
  });

  it("refuse unknown columns and texts", () => {
    expect(() => metricBySlice(frame, target, prediction, { columns: ["agee"] })).toThrow('no column "agee"');
    expect(() => metricBySlice(frame, target, prediction, { columns: ["note"] })).toThrow('"note" is a text');
  });
});

it("Welch's test is the textbook's", () => {
  // Inside 3, 5, 4; outside 1, 2, 1, 2: t = 2.5 / √(1/3 + 1/12), 3.2 degrees of freedom.
  const got = compareWithRest({ weight: 3, sum: 12, squares: 50 }, { weight: 7, sum: 18, squares: 60 });
  expect(got.difference).toBeCloseTo(2.5, 14);
  expect(got.t).toBeCloseTo(2.5 / Math.sqrt(1 / 3 + 1 / 12), 12);
  expect(got.p).toBeLessThan(0.02);
  expect(got.p).toBeGreaterThan(0.005);
  expect(compareWithRest({ weight: 1, sum: 9, squares: 81 }, { weight: 7, sum: 18, squares: 90 }).p).toBe(1);
});
