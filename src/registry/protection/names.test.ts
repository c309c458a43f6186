import fc from "fast-check";
import { expect, it } from "vitest";
import { checkPattern, checkProtectable, fits, placeUri } from "./names.js";

it("a pattern fits as the regular expression with .* for each * does", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 8 });
  const name = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 8 });
  fc.assert(
    fc.property(letters, name, (pattern, text) => {
      expect(fits(pattern, text)).toBe(new RegExp(`^${pattern.replaceAll("*", ".*")}$`, "s").test(text));
    }),
    { numRuns: 2000 },
  );
});

it("the characters of regular expressions stand for themselves", () => {
  expect([fits("a.c", "abc"), fits("a.c", "a.c"), fits("(", "(")]).toEqual([false, true, true]);
});

it("aliases and the stages that serve can be protected, and nothing else", () => {
  for (const alias of ["champion", "stage:Production", "stage:Staging"])
    expect(() => checkProtectable(alias)).not.toThrow();
  for (const alias of ["", "latest", "v1", "a b", "stage:None", "stage:production", "stage:Archived", "stage:"])
    expect(() => checkProtectable(alias), alias).toThrow(expect.objectContaining({ code: "registry.bad_value" }));
  expect(() => checkPattern("*")).not.toThrow();
  for (const pattern of ["", "a/b", "a:*"])
    expect(() => checkPattern(pattern), pattern).toThrow(expect.objectContaining({ code: "registry.bad_value" }));
});

it("what is protected is named as people load it", () => {
  expect(placeUri("churn", "champion")).toBe("models:/churn@champion");
  expect(placeUri("churn", "stage:Production")).toBe("models:/churn/Production");
});
