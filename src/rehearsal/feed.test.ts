import fc from "fast-check";
import { expect, test } from "vitest";
import type { EventBatch } from "../features/index.js";
import { createFeed } from "./feed.js";

const batchOf = (source: string, known: readonly number[]): EventBatch => ({
  source,
  rows: known.length,
  columns: { known: { kind: "timestamp", values: Float64Array.from(known) } },
});

test("gives each event once, in the call after it became known, the order of its source kept", () => {
  const times = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 15 }).map((list) => list.sort((a, b) => a - b));
  const asks = fc.array(fc.integer({ min: 0, max: 22 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(times, times, asks, (first, second, steps) => {
      const batches = [batchOf("first", first), batchOf("second", second)];
      const feed = createFeed(batches.map((batch) => ({ batch, knownAt: "known" })));
      let before = -1;
      for (const time of steps.sort((a, b) => a - b)) {
        const given: string[] = [];
        feed.until(time, ({ source }, row) => given.push(`${source} ${row}`));
        const due = (source: string, list: readonly number[]) =>
          list.flatMap((known, row) => (known <= time && known > before ? [`${source} ${row}`] : []));
        expect(given).toEqual([...due("first", first), ...due("second", second)]);
        before = time;
      }
    }),
  );
});

test("facts that always held come at the first call", () => {
  const given: number[] = [];
  const feed = createFeed([{ batch: batchOf("planes", [5, 9]), knownAt: null }]);
  feed.until(0, (_, row) => given.push(row));
  feed.until(10, (_, row) => given.push(row));
  expect(given).toEqual([0, 1]);
});
