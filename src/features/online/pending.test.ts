import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPending } from "./pending.js";

describe("pending things", () => {
  it("come out in the order of time, and of arrival at equal times, none before it is due", () => {
    const arrivals = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { maxLength: 40 });
    fc.assert(
      fc.property(arrivals, (steps) => {
        const pending = createPending<string>();
        let waiting: { timeMs: number; n: number }[] = [];
        const out: number[] = [];
        const expected: number[] = [];
        steps.forEach(([timeMs, isRelease], n) => {
          if (!isRelease) {
            pending.add(timeMs, "thing", n);
            waiting.push({ timeMs, n });
            return;
          }
          pending.release(timeMs, (_, row) => out.push(row));
          const due = waiting.filter((one) => one.timeMs <= timeMs).sort((a, b) => a.timeMs - b.timeMs || a.n - b.n);
          expected.push(...due.map((one) => one.n));
          waiting = waiting.filter((one) => one.timeMs > timeMs);
          expect(pending.size).toBe(waiting.length);
        });
        expect(out).toEqual(expected);
      }),
    );
  });

  it("stay in order when thousands have been given out", () => {
    const pending = createPending<null>();
    const out: number[] = [];
    for (let n = 0; n < 10_000; n++) {
      pending.add(n, null, n);
      if (n % 3 === 0) pending.release(n - 50, (_, row) => out.push(row));
    }
    pending.release(10_000, (_, row) => out.push(row));
    expect(out).toEqual(Array.from({ length: 10_000 }, (_, n) => n));
  });
});
