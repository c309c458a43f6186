import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeJson, encodeJson, hashOf, sha256 } from "./index.js";

const key = fc.oneof(fc.string(), fc.constantFrom("$gyre", "$$gyre", "__proto__", "toString", "1", "ž"));
const leaf = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.bigInt(),
  fc.string(),
  fc.boolean(),
  fc.constantFrom(null, Number.NaN, -0, Number.NEGATIVE_INFINITY),
);
const { data } = fc.letrec<{ data: unknown }>((tie) => ({
  data: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie("data"), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie("data")), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
}));
/** The same data with every object's keys in the other order. */
const turned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(turned);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, item]) => [name, turned(item)]),
  );
};

describe("JSON", () => {
  it("gives back what was written, also NaN, infinities, −0, bigints, and keys that look like its own mark", () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(decodeJson(encodeJson(value))).toStrictEqual(value);
      }),
    );
  });

  it("is text that JSON.parse reads, and the same for the same data in any order of keys", () => {
    fc.assert(
      fc.property(data, (value) => {
        const text = encodeJson(value);
        JSON.parse(text);
        expect(encodeJson(turned(value))).toBe(text);
        expect(encodeJson(decodeJson(text))).toBe(text);
      }),
    );
  });

  it("writes what JSON has as JSON does", () => {
    expect(
      encodeJson({ b: [1, "x", null, true], a: { z: 1e21, y: undefined }, list: Float64Array.of(1, Number.NaN) }),
    ).toBe('{"a":{"z":1e+21},"b":[1,"x",null,true],"list":[1,{"$gyre":"NaN"}]}');
  });

  it.each(["", "{", '{"a":}', "[1,]", "nope"])("refuses %j with core.not_json", (text) => {
    expect(() => decodeJson(text)).toThrow(expect.objectContaining({ code: "core.not_json" }));
  });

  it("refuses functions and symbols", () => {
    for (const value of [() => 1, Symbol("x"), { deep: [() => 1] }]) {
      expect(() => encodeJson(value)).toThrow(expect.objectContaining({ code: "core.not_json" }));
    }
  });
});

describe("hashes", () => {
  it("are SHA-256 in hex (FIPS 180-2, appendix B.1)", () => {
    expect(sha256("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(sha256(Uint8Array.of(97, 98, 99))).toBe(sha256("abc"));
  });

  it("of data do not depend on the order of keys but on every value", () => {
    expect(hashOf({ a: 1, b: [2, 3] })).toBe(hashOf({ b: [2, 3], a: 1 }));
    const hashes = [{ a: 0 }, { a: -0 }, { a: null }, { a: Number.NaN }, { a: "0" }, { a: [0] }, {}, []].map(hashOf);
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
