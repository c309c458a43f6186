import fc from "fast-check";
import { expect, it } from "vitest";
import { createPathIndex } from "./path-index.js";

const not = (owner: string) => (other: string) => other !== owner;

it("finds who owns a path, what is in it, or what it is in", () => {
  const { overlapping } = createPathIndex([
    ["1/models/m", "churn"],
    ["2", "two"],
  ]);
  expect(["1", "1/models", "1/models/m", "1/models/m/x", ""].map((path) => overlapping(path))).toEqual(
    Array(5).fill("churn"),
  );
  expect(["1/models/m2", "1/model", "11", "3"].map((path) => overlapping(path))).toEqual(Array(4).fill(null));
  expect([overlapping("2/run"), overlapping("2/run", not("two")), overlapping("", not("churn"))]).toEqual([
    "two",
    null,
    "two",
  ]);
});

it("agrees with comparing every two paths", () => {
  const path = fc.array(fc.constantFrom("a", "b", "ab"), { maxLength: 3 }).map((parts) => parts.join("/"));
  const owned = fc.array(fc.tuple(path, fc.constantFrom("x", "y")), { maxLength: 5 });
  const isIn = (inner: string, outer: string) => outer === "" || inner === outer || inner.startsWith(`${outer}/`);
  fc.assert(
    fc.property(owned, path, fc.option(fc.constantFrom("x", "y"), { nil: undefined }), (all, asked, except) => {
      const owners = all.filter(([at, who]) => who !== except && (isIn(at, asked) || isIn(asked, at)));
      const found = createPathIndex(all).overlapping(asked, except && not(except));
      if (owners.length === 0) expect(found).toBeNull();
      else expect(owners.map(([, who]) => who)).toContain(found);
    }),
  );
});
