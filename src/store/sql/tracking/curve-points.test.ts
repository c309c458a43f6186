import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addToBucket,
  type Bucket,
  compareSpots,
  decodeBucket,
  encodeBucket,
  extremesOf,
  type Spot,
  thin,
} from "./curve-points.js";

const spot = fc.record({
  step: fc.integer({ min: -50, max: 50 }),
  timestamp: fc.integer({ min: 0, max: 9 }),
  value: fc.oneof(fc.integer({ min: -9, max: 9 }), fc.constant(Number.NaN)),
});
const sorted = (spots: readonly Spot[]): Spot[] => [...spots].sort(compareSpots);
const values = (spots: readonly Spot[]): number[] =>
  spots.map(({ value }) => value).filter((value) => !Number.isNaN(value));

describe("the extremes of spots", () => {
  it("are four at most, with the first, the last, the highest and the lowest value", () => {
    fc.assert(
      fc.property(fc.array(spot, { minLength: 1 }), (spots) => {
        const all = sorted(spots);
        const kept = extremesOf(all);
        expect(kept.length).toBeLessThanOrEqual(4);
        expect(kept).toEqual(sorted(kept));
        expect([kept[0], kept[kept.length - 1]]).toEqual([all[0], all[all.length - 1]]);
        expect(Math.max(...values(kept))).toBe(Math.max(...values(all)));
        expect(Math.min(...values(kept))).toBe(Math.min(...values(all)));
        for (const one of kept) expect(all).toContainEqual(one);
      }),
    );
  });
});

describe("a bucket", () => {
  it("is the same however its points came, in parts, in any order, and some again", () => {
    fc.assert(
      fc.property(fc.array(fc.array(spot, { minLength: 1 }), { minLength: 1, maxLength: 5 }), (parts) => {
        const grown = [...parts, parts[0]].reduce<Bucket | undefined>(
          (bucket, part) => addToBucket(bucket, part),
          undefined,
        );
        const atOnce = addToBucket(undefined, parts.flat().reverse());
        const ends = ({ spots }: Bucket) => [spots[0], spots[spots.length - 1]];
        expect(ends(grown as Bucket)).toEqual(ends(atOnce));
        expect(Math.max(...values((grown as Bucket).spots))).toBe(Math.max(...values(atOnce.spots)));
        expect(Math.min(...values((grown as Bucket).spots))).toBe(Math.min(...values(atOnce.spots)));
        expect([grown?.from, grown?.to]).toEqual([atOnce.from, atOnce.to]);
      }),
    );
  });

  it("comes back from its bytes bit by bit", () => {
    const spots = [
      { step: -(2 ** 52), timestamp: 0, value: Number.MIN_VALUE },
      { step: 3, timestamp: Number.MAX_SAFE_INTEGER, value: Number.NaN },
    ];
    const bucket = addToBucket(undefined, spots);
    expect(decodeBucket(encodeBucket(bucket))).toEqual(bucket);
    const shifted = new Uint8Array([7, ...encodeBucket(bucket)]).subarray(1);
    expect(decodeBucket(shifted)).toEqual(bucket);
  });
});

describe("a thinned curve", () => {
  it("is whole while it is short, and else keeps ends, peaks and troughs and few more points than asked for", () => {
    fc.assert(
      fc.property(fc.array(spot, { minLength: 1, maxLength: 200 }), fc.integer({ min: 1, max: 60 }), (spots, most) => {
        const all = sorted(spots);
        const kept = thin(all, most);
        if (all.length <= most) expect(kept).toEqual(all);
        expect(kept.length).toBeLessThanOrEqual(Math.max(4, most));
        expect(kept).toEqual(sorted(kept));
        expect([kept[0], kept[kept.length - 1]]).toEqual([all[0], all[all.length - 1]]);
        expect(Math.max(...values(kept))).toBe(Math.max(...values(all)));
        expect(Math.min(...values(kept))).toBe(Math.min(...values(all)));
      }),
    );
  });
});
