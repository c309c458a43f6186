import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJson } from "./read-json.js";
import { parseTolerant } from "./tolerant.js";

const read = (text: string) => readJson(Buffer.from(text));

describe("readJson", () => {
  it("reads what JSON.parse reads, also by the slow way, with any white space", () =>
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 3 }).map((text) => JSON.parse(text)),
        fc.constantFrom(undefined, 2, "\t", "\n"),
        (value, space) => {
          const text = JSON.stringify(value, null, space);
          expect(read(text)).toEqual(JSON.parse(text));
          expect(parseTolerant(text)).toEqual(JSON.parse(text));
        },
      ),
    ));

  it("refuses exactly what JSON.parse refuses, but for the three bare tokens", () => {
    const part = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"',
      "1",
      "-",
      "0",
      ".5",
      "e3",
      "true",
      "nul",
      " ",
      "\\",
      "\u0007",
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const text = parts.join("");
        let plain: { readonly value: unknown } | null = null;
        try {
          plain = { value: JSON.parse(text) };
        } catch {}
        if (plain) expect(parseTolerant(text)).toEqual(plain.value);
        else expect(() => parseTolerant(text)).toThrow(expect.objectContaining({ code: "core.not_json" }));
      }),
      { numRuns: 2000 },
    );
  });

  it("reads NaN and infinities anywhere a number may stand", () => {
    expect(read('{"a":[NaN,-Infinity,{"b":Infinity}],"c":"NaN"}')).toEqual({
      a: [Number.NaN, -Infinity, { b: Number.POSITIVE_INFINITY }],
      c: "NaN",
    });
    expect(() => read("-NaN")).toThrow("line 1, column 1");
  });

  it("finds a key that comes twice at any depth, however it is written, and no other", () => {
    for (const [text, path] of [
      ['{"a":1,"a":1}', "/a"],
      ['{"a":1,"\\u0061":2}', "/a"],
      ['[{"x":{"k/~":1,"k/~":2}}]', "/0/x/k~1~0"],
      ['{"a":[1,NaN],"a":2}', "/a"],
    ])
      expect(() => read(text)).toThrow(
        expect.objectContaining({ code: "api.bad_request", details: expect.objectContaining({ path }) }),
      );
    expect(read('{"a":"\\":\\"{[:","b":{"a":":"},"c:":[":",{"a":1}]}')).toEqual({
      a: '":"{[:',
      b: { a: ":" },
      "c:": [":", { a: 1 }],
    });
  });

  it("keeps a key called __proto__ as a key", () => {
    const value = read('{"__proto__":{"x":NaN}}') as object;
    expect(Object.keys(value)).toEqual(["__proto__"]);
    expect("x" in value).toBe(false);
  });

  it("refuses deep nesting before it can exhaust the stack", () => {
    const deep = `${"[".repeat(100)}${"]".repeat(100)}`;
    expect(read(deep)).toEqual(JSON.parse(deep));
    expect(() => read("[".repeat(1_000_000))).toThrow("at most 100 deep");
  });
});
