import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binaryMetrics } from "../learn/index.js";
import type { JoinedBatch } from "../serving/index.js";
import { byMonth, byWeek, calibrationOf, qualityOf } from "./quality.js";

const DAY = 86_400_000;
const FROM = Date.UTC(2023, 10, 20, 5);

interface Row {
  readonly at: number;
  readonly label: number;
  readonly probability: number;
}

const joinedOf = (rows: readonly Row[]): JoinedBatch => ({
  ids: rows.map((_, i) => `pred_${i}`),
  at: Float64Array.from(rows, (row) => row.at),
  knownAt: Float64Array.from(rows, (row) => row.at + DAY),
  labels: Float64Array.from(rows, (row) => row.label),
  probabilities: Float64Array.from(rows, (row) => row.probability),
  versionIds: rows.map(() => "mv_1"),
  arms: rows.map(() => "champion"),
});

const row = fc.record({
  at: fc.integer({ min: FROM, max: FROM + 130 * DAY - 1 }),
  label: fc.constantFrom(0, 1),
  probability: fc.integer({ min: 1, max: 99 }).map((k) => k / 100),
});

/** The last moment of one period and the first of the next. */
const around = (start: number): readonly Row[] => [start - 1, start].map((at) => ({ at, label: 1, probability: 0.25 }));

function metricsOf(rows: readonly Row[]) {
  const { rocAuc, brier } = binaryMetrics(
    rows.map(({ label }) => label),
    rows.map(({ probability }) => probability),
  );
  return { predictions: rows.length, rocAuc: Number.isNaN(rocAuc) ? null : rocAuc, brier: rows.length ? brier : null };
}

describe("quality in periods is that of the rows chosen by the calendar", () => {
  test("by month", () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
        const months = [...new Set(rows.map(({ at }) => new Date(at).toISOString().slice(0, 7)))].sort();
        const wanted = months.map((month) => ({
          month,
          ...metricsOf(rows.filter(({ at }) => new Date(at).toISOString().startsWith(month))),
        }));
        expect(byMonth(joinedOf(rows))).toMatchObject(wanted);
      }),
      { examples: [[[...around(Date.UTC(2023, 11, 1)), ...around(Date.UTC(2024, 0, 1))]]] },
    );
  });

  test("by week, with weeks that had no predictions and a last one that is shorter", () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
        const weeks = byWeek(joinedOf(rows), FROM, FROM + 130 * DAY);
        expect(weeks).toHaveLength(19);
        expect(weeks[18]).toMatchObject({ to: new Date(FROM + 130 * DAY).toISOString() });
        weeks.forEach((week, i) => {
          const [from, to] = [FROM + 7 * i * DAY, FROM + 7 * (i + 1) * DAY];
          expect(week).toMatchObject(metricsOf(rows.filter(({ at }) => at >= from && at < to)));
        });
      }),
      { examples: [[[...around(FROM + 7 * DAY), ...around(FROM + 126 * DAY)]]] },
    );
  });
});

describe("quality that is undefined", () => {
  test("of nothing is null throughout", () => {
    expect(Object.values(qualityOf(new Float64Array(0), new Float64Array(0)))).toEqual([0, ...Array(6).fill(null)]);
    expect(calibrationOf(joinedOf([]))).toEqual([]);
  });

  test("of one class has losses but no ranking", () => {
    const quality = qualityOf(Float64Array.of(1, 1), Float64Array.of(0.5, 0.5));
    expect(quality).toMatchObject({ predictions: 2, rocAuc: null, rocAucLow: null, rocAucHigh: null, brier: 0.25 });
    expect(quality.logLoss).toBeCloseTo(Math.LN2, 12);
  });
});
