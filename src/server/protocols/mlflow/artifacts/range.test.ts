import { expect, it } from "vitest";
import { parseRange } from "./range.js";

it.each([
  ["bytes=0-0", { from: 0, to: 1 }],
  ["bytes=0-99", { from: 0, to: 10 }],
  ["bytes=3-", { from: 3, to: 10 }],
  ["BYTES=3-5", { from: 3, to: 6 }],
  ["bytes=-4", { from: 6, to: 10 }],
  ["bytes=-40", { from: 0, to: 10 }],
  ["bytes=9-9", { from: 9, to: 10 }],
  ["bytes=10-", "unsatisfiable"],
  ["bytes=99999999999999999999999-", "unsatisfiable"],
  ["bytes=-0", "unsatisfiable"],
  ["bytes=5-4", null],
  ["bytes=-", null],
  ["bytes=0-1,3-4", null],
  ["items=0-1", null],
  ["bytes=a-b", null],
  [undefined, null],
])("reads %j of ten bytes as %j", (header, expected) => {
  expect(parseRange(header, 10)).toEqual(expected);
});

it("satisfies nothing of an empty file", () => {
  for (const header of ["bytes=0-", "bytes=0-0", "bytes=-1"]) expect(parseRange(header, 0)).toBe("unsatisfiable");
});
