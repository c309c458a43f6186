import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { partitionPoint, sortedRows } from "./sorted-rows.js";

describe("sortedRows", () => {
  it("are what sorting everything would give, whenever they are read in between", () => {
    const steps = fc.array(fc.record({ key: fc.integer({ min: 0, max: 30 }), read: fc.boolean() }), { maxLength: 80 });
    fc.assert(
      fc.property(steps, (pushed) => {
        const keys = pushed.map((step) => step.key);
        const compare = (a: number, b: number) => keys[a] - keys[b] || a - b;
        const rows = sortedRows(compare);
        pushed.forEach(({ read }, row) => {
          rows.push(row);
          if (read) expect([...rows.settled()]).toEqual([...keys.keys()].slice(0, row + 1).sort(compare));
        });
        expect([...rows.settled()]).toEqual([...keys.keys()].sort(compare));
        expect(rows.count()).toBe(keys.length);
      }),
    );
  });
});

describe("partitionPoint", () => {
  it("counts the rows at the start that satisfy the test", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), fc.integer({ min: 0, max: 20 }), (values, limit) => {
        const sorted = Int32Array.from(values).sort();
        expect(partitionPoint(sorted, (value) => value < limit)).toBe(values.filter((value) => value < limit).length);
      }),
    );
  });
});
