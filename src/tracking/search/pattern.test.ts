import fc from "fast-check";
import { expect, test } from "vitest";
import { patternOf } from "./pattern.js";

const refused = { code: "tracking.bad_filter" };

test("a pattern is looked for anywhere in the text, in letters as they are", () => {
  expect(patternOf("b+")("abbc")).toBe(true);
  expect(patternOf("^b")("abbc")).toBe(false);
  expect(patternOf("B")("abbc")).toBe(false);
  expect(patternOf("(?i)B")("abbc")).toBe(true);
  expect(patternOf("")("")).toBe(true);
  expect(patternOf("é.$")("aé\u{1F600}")).toBe(true);
  expect(patternOf("c\\Z")("abc")).toBe(true);
});

test("plain patterns match as JavaScript's do", () => {
  const piece = fc.constantFrom("a", "b", ".", "[ab]", "(?:ab|c)", "[^a]", "c");
  const times = fc.constantFrom("", "*", "+", "?", "{2}", "{1,3}");
  const pattern = fc.array(
    fc.tuple(piece, times).map((parts) => parts.join("")),
    { maxLength: 5 },
  );
  const ends = fc.tuple(fc.constantFrom("", "^"), fc.constantFrom("", "$"));
  const text = fc.string({ unit: fc.constantFrom("a", "b", "c", "d"), maxLength: 12 });
  fc.assert(
    fc.property(pattern, ends, text, (parts, [start, end], within) => {
      const whole = start + parts.join("") + end;
      expect(patternOf(whole)(within)).toBe(new RegExp(whole, "s").test(within));
    }),
    { seed: 3, numRuns: 500 },
  );
});

test("what would need going back, and what is no pattern, is refused with the reason", () => {
  for (const pattern of ["(a)\\1", "(?=a)", "(?<!a)b", "(a", "a{2000}", "*"])
    expect(() => patternOf(pattern)).toThrow(expect.objectContaining(refused));
  expect(() => patternOf("(?=a)")).toThrow(/'\(\?=a\)'.*look-around are not supported/);
});

test("patterns are bounded in length, and in steps for a long text", () => {
  expect(patternOf("a".repeat(1000))("b")).toBe(false);
  expect(() => patternOf("a".repeat(1001))).toThrow("expected at most 1000 characters, got 1001");
  const large = patternOf("(a[ab]{300}|b[ab]{299})c");
  expect(large("ab".repeat(1000))).toBe(false);
  expect(() => large("ab".repeat(100_000))).toThrow(/too many for a text of 200000 characters/);
});

test("a pattern that keeps others busy for ever is answered at once", () => {
  const start = process.hrtime.bigint();
  expect(patternOf("^(a+)+$")(`${"a".repeat(100_000)}!`)).toBe(false);
  expect(patternOf("(x+x+)+y")("x".repeat(100_000))).toBe(false);
  expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(2000);
});
