import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { chiSquareSurvival } from "../math/index.js";
import { assign, bucketOf, murmur3 } from "./index.js";

// Made by golden/rollouts/reference.py with mmh3.
const golden = JSON.parse(readFileSync(new URL("../../golden/rollouts/reference.json", import.meta.url), "utf8"));
const utf8 = new TextEncoder();

describe("the hash", () => {
  test("agrees with mmh3 on every length, seed and script", () => {
    for (const [text, seed, want] of golden.hashes) expect(murmur3(utf8.encode(text), seed), text).toBe(want);
  });

  test("agrees with the values that Unleash's clients share", () => {
    expect((murmur3(utf8.encode("gr1:123")) % 100) + 1).toBe(73);
    expect((murmur3(utf8.encode("groupX:999")) % 100) + 1).toBe(25);
    expect((murmur3(utf8.encode("gr1:123"), 86028157) % 1000) + 1).toBe(796);
    expect((murmur3(utf8.encode("gr1:123")) % 1000) + 1).toBe(173);
  });
});

describe("buckets", () => {
  test("agree with mmh3 scaled to 10,000", () => {
    for (const [salt, unit, want] of golden.buckets) expect(bucketOf(salt, unit)).toBe(want);
  });

  // Both statistics are χ² under the null; p < 0.0005 would be chance once in 2,000 salts, and the salts are fixed.
  test("are even over sequential ids, and unrelated between salts", () => {
    const n = 100_000;
    const counts = new Float64Array(100);
    const joint = new Float64Array(100);
    for (let i = 0; i < n; i++) {
      const a = bucketOf("one", `user-${i}`);
      const b = bucketOf("two", `user-${i}`);
      counts[Math.floor(a / 100)]++;
      joint[Math.floor(a / 1000) * 10 + Math.floor(b / 1000)]++;
    }
    for (const cells of [counts, joint]) {
      const statistic = cells.reduce((sum, count) => sum + (count - n / 100) ** 2 / (n / 100), 0);
      expect(chiSquareSurvival(statistic, 99)).toBeGreaterThan(0.0005);
    }
  });
});

describe("assignment", () => {
  test("a unit that saw the candidate keeps seeing it while the weight grows", () => {
    const weight = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.string(), fc.string(), weight, weight, (salt, unit, a, b) => {
        const [small, large] = a < b ? [a, b] : [b, a];
        if (assign({ salt, weightPercent: small }, unit) === "candidate") {
          expect(assign({ salt, weightPercent: large }, unit)).toBe("candidate");
        }
      }),
    );
  });

  test("the candidate's share is its weight: nobody at 0 %, everybody at 100 %", () => {
    const shareAt = (weightPercent: number): number => {
      let candidates = 0;
      for (let i = 0; i < 20_000; i++) if (assign({ salt: "s", weightPercent }, `u${i}`) === "candidate") candidates++;
      return candidates / 20_000;
    };
    expect(shareAt(0)).toBe(0);
    expect(shareAt(100)).toBe(1);
    // Four standard errors.
    for (const percent of [1, 10, 50]) {
      const p = percent / 100;
      expect(Math.abs(shareAt(percent) - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 20_000));
    }
  });
});
