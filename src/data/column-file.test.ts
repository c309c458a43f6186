import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeColumns, encodeColumns, type FileColumn } from "./index.js";

const column: fc.Arbitrary<FileColumn> = fc.oneof(
  fc.float64Array({ maxLength: 20 }),
  fc.int32Array({ maxLength: 20 }),
  fc.array(fc.string({ unit: "grapheme" }), { maxLength: 20 }),
);
const columns = fc.dictionary(fc.string({ minLength: 1 }), column, { maxKeys: 6 });
const sample = encodeColumns(
  { a: 1 },
  { x: Float64Array.of(1, Number.NaN, -0), n: Int32Array.of(1, -1, 7), t: ["ä", "", "b"] },
);

describe("a file of columns", () => {
  it("gives back header and columns to the bit, equal bytes for equal content", () => {
    fc.assert(
      fc.property(columns, fc.jsonValue(), (given, header) => {
        const file = encodeColumns(header, given);
        const opened = decodeColumns(file);
        expect(Object.keys(opened.columns)).toEqual(Object.keys(given));
        expect(encodeColumns(opened.header, opened.columns)).toEqual(file);
        for (const [name, one] of Object.entries(given)) expect(opened.columns[name]).toEqual(one);
      }),
    );
  });

  it("opens bytes wherever they lie in memory, without a copy when they are aligned", () => {
    for (let shift = 0; shift < 9; shift++) {
      const memory = new Uint8Array(sample.length + shift + 3);
      memory.set(sample, shift);
      const opened = decodeColumns(memory.subarray(shift, shift + sample.length));
      expect(opened).toEqual(decodeColumns(sample));
      expect((opened.columns.x as Float64Array).buffer === memory.buffer).toBe(shift % 8 === 0);
    }
  });

  it("refuses every cut with store.corrupt", () => {
    for (let length = 0; length < sample.length; length++) {
      expect(() => decodeColumns(sample.slice(0, length)), `${length} bytes`).toThrow(
        expect.objectContaining({ code: "store.corrupt" }),
      );
    }
  });

  it("refuses damaged bytes with store.corrupt or gives columns of the right kinds, and never anything else", () => {
    fc.assert(
      fc.property(fc.nat(sample.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const file = sample.slice();
        file[at] ^= flip;
        try {
          const { columns: opened } = decodeColumns(file);
          for (const one of Object.values(opened)) {
            expect(one instanceof Float64Array || one instanceof Int32Array || Array.isArray(one)).toBe(true);
          }
        } catch (error) {
          expect(error).toMatchObject({ code: "store.corrupt" });
        }
      }),
      { numRuns: 500 },
    );
  });

  it("keeps columns whose names mean something to JavaScript", () => {
    const named = encodeColumns(
      null,
      Object.fromEntries([
        ["__proto__", Int32Array.of(1)],
        ["1", Int32Array.of(2)],
      ]),
    );
    expect(Object.entries(decodeColumns(named).columns)).toEqual([
      ["1", Int32Array.of(2)],
      ["__proto__", Int32Array.of(1)],
    ]);
  });
});
