import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareText } from "../../core/index.js";
import { compareBy } from "./compare-by.js";
import { evaluate, type FieldValue } from "./evaluate.js";
import { isLike } from "./like.js";
import type { Comparator, Field } from "./types.js";

const field: Field = { entity: "metric", key: "m" };

function holds(found: FieldValue, comparator: Comparator, value: number | string | readonly string[]): boolean {
  return evaluate({ kind: "comparison", field, comparator, value }, () => found);
}

const letters = fc.string({ unit: fc.constantFrom("a", "b", "A", "%", "_", "é", "😀", "."), maxLength: 8 });

describe("LIKE", () => {
  test("is the pattern's regular expression", () => {
    fc.assert(
      fc.property(letters, letters, (text, pattern) => {
        const source = [...pattern].map((sign) => ({ "%": "[^]*", _: "[^]", ".": "\\." })[sign] ?? sign).join("");
        expect(isLike(text, pattern, false)).toBe(new RegExp(`^${source}$`, "u").test(text));
      }),
    );
  });

  test("folds ASCII letters alone where it ignores case", () => {
    expect(isLike("ABC", "a_c", true)).toBe(true);
    expect(isLike("É", "é", true)).toBe(false);
    expect(isLike("ABC", "a_c", false)).toBe(false);
  });

  test("knows no escape", () => {
    expect(isLike("100%", "100\\%", false)).toBe(false);
  });

  test("stays quick where a regular expression would not", () => {
    expect(isLike("a".repeat(3_000), `${"%a".repeat(200)}%b`, false)).toBe(false);
  });
});

describe("comparisons", () => {
  test("hold only where the field is there", () => {
    for (const comparator of ["=", "!=", "<", ">="] as const) expect(holds(null, comparator, 1)).toBe(false);
    expect(holds(null, "NOT IN", ["a"])).toBe(false);
    expect(holds(null, "LIKE", "%")).toBe(false);
  });

  test("NaN is unequal to everything and else compares with nothing", () => {
    expect(holds(Number.NaN, "!=", 1)).toBe(true);
    for (const comparator of ["=", "<", "<=", ">", ">="] as const) expect(holds(Number.NaN, comparator, 1)).toBe(false);
  });

  test("infinities equal themselves", () => {
    expect(holds(Infinity, "=", Infinity)).toBe(true);
    expect(holds(Infinity, ">=", Infinity)).toBe(true);
  });

  test("of several values one is enough", () => {
    expect(holds(["a", "b"], "=", "b")).toBe(true);
    expect(holds(["a", "b"], "NOT IN", ["a"])).toBe(true);
    expect(holds([], "!=", "a")).toBe(false);
  });

  test("a test for NULL asks for the field alone", () => {
    expect(evaluate({ kind: "isNull", field }, () => null)).toBe(true);
    expect(evaluate({ kind: "isNotNull", field }, () => "")).toBe(true);
  });
});

describe("order", () => {
  test("texts go by code points, as their UTF-8 bytes do", () => {
    const point = fc.integer({ min: 0, max: 0x10ffff }).filter((code) => code < 0xd800 || code > 0xdfff);
    const text = fc.array(point, { maxLength: 6 }).map((codes) => String.fromCodePoint(...codes));
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareText(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
    expect(compareText("\uffee", "😀")).toBeLessThan(0);
  });

  test.each([false, true])("values come before NaN and NaN before missing, descending: %s", (isDescending) => {
    const values = [null, 2, Number.NaN, 1, -Infinity];
    const sorted = values.sort((a, b) =>
      compareBy(
        [{ field, isDescending }],
        () => a,
        () => b,
      ),
    );
    expect(sorted).toEqual([...(isDescending ? [2, 1, -Infinity] : [-Infinity, 1, 2]), Number.NaN, null]);
  });
});
