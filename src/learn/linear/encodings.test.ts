import { describe, expect, it } from "vitest";
import { numberTable } from "../../../test/support/learn-tables.js";
import { fitLinearEncodings } from "./encodings.js";

describe("the encoding of a number", () => {
  it("fills with the median, then standardises what was filled", () => {
    const [encoding] = fitLinearEncodings(numberTable([1, 2, 9, Number.NaN]), { centre: true, minCategoryCount: 1 });
    // After filling: 1, 2, 9, 2: mean 3.5, variance (6.25 + 2.25 + 30.25 + 2.25) / 4.
    if (encoding.kind !== "number") throw new Error("expected a number");
    expect([encoding.fill, encoding.indicator]).toEqual([2, true]);
    expect(encoding.mean).toBeCloseTo(3.5, 14);
    expect(encoding.scale).toBeCloseTo(Math.sqrt(10.25), 14);
  });

  it("counts a weight of two as the value twice, and fills with the mean where nothing was missing", () => {
    const options = { centre: true, minCategoryCount: 1 };
    const weights = Float64Array.of(1, 2, 1, 2);
    const [weighted] = fitLinearEncodings(numberTable([1, 2, 9, Number.NaN]), { ...options, weights });
    const [repeated] = fitLinearEncodings(numberTable([1, 2, 2, 9, Number.NaN, Number.NaN]), options);
    const [whole] = fitLinearEncodings(numberTable([1, 2, 9]), options);
    if (weighted.kind !== "number" || repeated.kind !== "number" || whole.kind !== "number") throw new Error("numbers");
    expect(weighted.scale).toBeCloseTo(repeated.scale, 14);
    expect(weighted.mean).toBeCloseTo(repeated.mean, 14);
    expect(weighted.fill).toBe(repeated.fill);
    expect([whole.fill, whole.indicator]).toEqual([4, false]);
  });
});
