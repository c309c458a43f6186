import fc from "fast-check";
import { expect, it } from "vitest";
import { virtualClock } from "../core/index.js";
import { createAttempts } from "./attempts.js";

it("lets through no more than thirty and one in each two seconds from an address, whatever the names and pauses", () => {
  const step = fc.record({ name: fc.constantFrom("a", "b", "c", "d", "e"), pauseMs: fc.nat(3000) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const clock = virtualClock(0);
      const attempts = createAttempts(clock);
      const made: { readonly name: string; readonly at: number }[] = [];
      for (const { name, pauseMs } of steps) {
        clock.moveTo(clock.now() + pauseMs);
        try {
          attempts.begin(name, "10.0.0.1");
          made.push({ name, at: clock.now() });
        } catch (error) {
          expect(error).toMatchObject({ code: "access.too_many_attempts" });
        }
      }
      // In every span of time, not only from the start.
      made.forEach(({ at: from }, first) => {
        made.slice(first).forEach(({ at: to }, more) => {
          expect(more + 1).toBeLessThanOrEqual(30 + (to - from) / 2000 + 1e-6);
        });
      });
    }),
    { numRuns: 50 },
  );
});

it("counts nothing that was right", () => {
  const attempts = createAttempts(virtualClock(0));
  for (let i = 0; i < 1000; i++) {
    attempts.begin("ann", "10.0.0.1");
    attempts.succeeded("ann", "10.0.0.1");
  }
});

it("says when to try again", () => {
  const attempts = createAttempts(virtualClock(0));
  for (let i = 0; i < 10; i++) attempts.begin("ann", "10.0.0.1");
  expect(() => attempts.begin("ann", "10.0.0.1")).toThrow(
    expect.objectContaining({ details: { retryAfterSeconds: 10 }, hint: expect.stringContaining("10 s") }),
  );
});

it("remembers a bounded number of those who tried, and forgets the oldest", () => {
  const attempts = createAttempts(virtualClock(0));
  for (let i = 0; i < 10; i++) attempts.begin("name", "10.0.0.0");
  expect(() => attempts.begin("name", "10.0.0.0")).toThrow();
  for (let i = 0; i < 6000; i++) attempts.begin("name", `10.1.${i >> 8}.${i & 255}`);
  attempts.begin("name", "10.0.0.0");
});
