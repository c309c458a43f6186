import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ExactJson, readExactJson, writeExactJson } from "./exact-json.js";

const again = (text: string) => writeExactJson(readExactJson(text));

describe("JSON told apart as Python tells it apart", () => {
  it.each([
    ["1", "1"],
    ["1.0", "1.0"],
    ["-0", "0"],
    ["-0.0", "-0.0"],
    ["1e2", "100.0"],
    ["1E-7", "1e-07"],
    ["1.50", "1.5"],
    ["1e400", "Infinity"],
    ["NaN", "NaN"],
    ["-Infinity", "-Infinity"],
    ["123456789012345678901234567890", "123456789012345678901234567890"],
    ['"é\\n\\u0000\\ud800/\\/"', '"\\u00e9\\n\\u0000\\ud800//"'],
    ['"\\\\"', '"\\\\"'],
    ['{"2":1,"1":[ ],"__proto__":{}, "2":0}', '{"2": 0, "1": [], "__proto__": {}}'],
    [" [1,\t[{}],null,true]\r\n", "[1, [{}], null, true]"],
  ])("%s becomes %s", (text, written) => expect(again(text)).toBe(written));

  it.each([
    "",
    "{",
    "[1,]",
    "[1 2]",
    "{1:2}",
    '{"a"}',
    '{"a":1,}',
    "01",
    "1.",
    ".5",
    "+1",
    "nan",
    "'a'",
    '"a',
    '"\\x"',
    '"\n"',
    "1 2",
  ])("%j is refused with its place", (text) =>
    expect(() => readExactJson(text)).toThrow(/^this is not JSON, at position \d+$/),
  );

  it("what is nested too deep, and an integer too long for Python, is refused", () => {
    expect(again("[".repeat(100) + "]".repeat(100))).toHaveLength(200);
    expect(() => readExactJson("[".repeat(100_000))).toThrow("nested more than 100 deep");
    expect(() => readExactJson("9".repeat(4301))).toThrow("too many digits");
  });

  it("keys can be sorted by code points, so that their order does not count", () => {
    const sorted = (text: string) => writeExactJson(readExactJson(text), true);
    expect(sorted('{"b":{"z":1,"y":2},"a":1}')).toBe('{"a": 1, "b": {"y": 2, "z": 1}}');
    expect(sorted('{"\u{1F600}":1,"\uFFFD":2}')).toBe('{"\\ufffd": 2, "\\ud83d\\ude00": 1}');
  });

  it("what JavaScript writes reads back as the same", () => {
    const plain = (value: ExactJson): unknown => {
      if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]));
      if (Array.isArray(value)) return value.map(plain);
      return typeof value === "object" && value !== null ? Number((value as { number: string }).number) : value;
    };
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = JSON.stringify(value);
        expect(JSON.stringify(plain(readExactJson(text)))).toBe(JSON.stringify(JSON.parse(text)));
        expect(again(again(text))).toBe(again(text));
      }),
    );
  });
});
