import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeText, encodeText } from "../texts.js";
import { parameterOf, readNumber } from "./values.js";

/** Text rich in the characters that are written otherwise, and their neighbours. */
const text = fc.string({ unit: fc.constantFrom("\0", "\u0001", "\u0002", "\u0003", "a", "é", "𝄞"), maxLength: 8 });
const bytes = (value: string): Buffer => Buffer.from(value, "utf8");

describe("encodeText", () => {
  it("gives text without U+0000 that decodeText reads back", () => {
    fc.assert(
      fc.property(text, (value) => {
        expect(encodeText(value)).not.toContain("\0");
        expect(decodeText(encodeText(value))).toBe(value);
      }),
    );
  });

  it("keeps the order by bytes", () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const order = Buffer.compare(bytes(a), bytes(b));
        expect(Buffer.compare(bytes(encodeText(a)), bytes(encodeText(b)))).toBe(order);
      }),
      { numRuns: 1000 },
    );
  });

  it("leaves all other text as it is", () => {
    for (const plain of ["", "a'b\"c\\n", "\u0002", " ", "$1", "𝄞"]) expect(encodeText(plain)).toBe(plain);
  });
});

describe("readNumber", () => {
  it("reads whole numbers up to 2^53 - 1, and refuses those that a double cannot hold", () => {
    expect(["9007199254740991", "-9007199254740991", "0"].map(readNumber)).toEqual([2 ** 53 - 1, 1 - 2 ** 53, 0]);
    for (const text of ["9007199254740992", "-9223372036854775808"])
      expect(() => readNumber(text)).toThrow(`the database holds ${text}`);
  });

  it("reads numerics with a fraction, and what is no number", () => {
    expect(["0.5", "-12.25", "NaN"].map(readNumber)).toEqual([0.5, -12.25, Number.NaN]);
  });
});

describe("parameterOf", () => {
  it("keeps -0, and leaves other values to the driver", () => {
    const bytes = Uint8Array.of(1);
    expect([-0, 0, Number.NaN, null, bytes, "a\0"].map(parameterOf)).toEqual([
      "-0",
      0,
      Number.NaN,
      null,
      bytes,
      "a\u0001\u0001",
    ]);
  });
});
