import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventBatch, EventColumn, TrainingSet } from "../features/index.js";
import type { Column } from "../learn/index.js";
import { type Codec, eventsCodec, jsonCodec, trainingSetCodec } from "./index.js";

const names = (maxLength: number) => fc.uniqueArray(fc.string({ unit: "grapheme" }), { maxLength });
const numbers = (rows: number) => fc.float64Array({ minLength: rows, maxLength: rows });
const codes = (rows: number, size: number) =>
  fc.int32Array({ minLength: rows, maxLength: rows, min: -1, max: size - 1 });
const coded = (rows: number) =>
  names(5).chain((values) => codes(rows, values.length).map((drawn) => ({ values, drawn })));

const eventColumn = (rows: number): fc.Arbitrary<EventColumn> =>
  fc.oneof(
    fc.record({
      kind: fc.constantFrom("number" as const, "timestamp" as const, "boolean" as const),
      values: numbers(rows),
    }),
    coded(rows).map(({ values, drawn }): EventColumn => ({ kind: "text", codes: drawn, dictionary: values })),
  );
const batch: fc.Arbitrary<EventBatch> = fc.nat(8).chain((rows) =>
  fc.record({
    source: fc.string(),
    rows: fc.constant(rows),
    columns: fc.dictionary(fc.string(), eventColumn(rows), { maxKeys: 4 }),
  }),
);
const column = (rows: number): fc.Arbitrary<Column> =>
  fc.oneof(
    numbers(rows).map((values): Column => ({ kind: "number", values })),
    coded(rows).map(({ values, drawn }): Column => ({ kind: "category", codes: drawn, categories: values })),
  );
const trainingSet: fc.Arbitrary<TrainingSet> = fc.tuple(fc.nat(8), names(4)).chain(([rows, columnNames]) =>
  fc.record({
    ids: fc.array(fc.string(), { minLength: rows, maxLength: rows }),
    at: numbers(rows),
    labelKnownAt: numbers(rows),
    labels: numbers(rows),
    features: fc
      .tuple(...columnNames.map(() => column(rows)))
      .map((columns) => ({ rows, names: columnNames, columns })),
  }),
);

/** What holds of every codec: the way there and back, equal bytes for equal values, bytes anywhere in memory, no cut goes unseen. */
function isCodec<T>(codec: Codec<T>, value: fc.Arbitrary<T>): void {
  fc.assert(
    fc.property(value, fc.nat(15), fc.double({ min: 0, max: 0.999, noNaN: true }), (given, shift, share) => {
      const bytes = codec.encode(given);
      expect(codec.decode(bytes)).toEqual(given);
      expect(codec.encode(codec.decode(bytes))).toEqual(bytes);
      const moved = new Uint8Array(bytes.length + shift);
      moved.set(bytes, shift);
      expect(codec.decode(moved.subarray(shift))).toEqual(given);
      const cut = bytes.slice(0, Math.floor(bytes.length * share));
      expect(() => codec.decode(cut)).toThrow(expect.objectContaining({ code: "store.corrupt" }));
    }),
    { numRuns: 60 },
  );
}

describe("codecs", () => {
  it("of training sets", () => isCodec(trainingSetCodec, trainingSet));
  it("of events", () => isCodec(eventsCodec, fc.array(batch, { maxLength: 3 })));
  it("of plain data", () =>
    isCodec(jsonCodec<unknown>(), fc.array(fc.oneof(fc.double(), fc.string(), fc.boolean()), { minLength: 1 })));

  it("keep texts with every character, and missing numbers", () => {
    const odd = ["", "\u0000", "\ud83d\udc0e", '"\\\n', "ž"];
    const columns = {
      t: { kind: "text" as const, codes: Int32Array.of(4, -1, 0), dictionary: odd },
      n: { kind: "number" as const, values: Float64Array.of(Number.NaN, -0, 5e-324) },
    };
    const events = [{ source: "s", rows: 3, columns }];
    expect(eventsCodec.decode(eventsCodec.encode(events))).toStrictEqual(events);
  });
});
