import fc from "fast-check";
import { expect, it } from "vitest";
import { compareText } from "./compare-text.js";

it("compares texts as their bytes in UTF-8 compare", () => {
  const text = fc.string({ unit: "binary" });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareText(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});
