import { describe, expect, it } from "vitest";
import { createDrain } from "./drain.js";
import { createSharedFlush } from "./flush.js";

/** A flush that ends when it is told to. */
function manual() {
  const ends: { resolve(): void; reject(error: Error): void }[] = [];
  const force = () => new Promise<void>((resolve, reject) => ends.push({ resolve, reject }));
  return { ends, flush: createSharedFlush(force) };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("createSharedFlush", () => {
  it("begins anew for who asks while one is under way, once for all of them", async () => {
    const { ends, flush } = manual();
    const done: string[] = [];
    const first = [flush(), flush()].map((one) => one.then(() => done.push("first")));
    await turn();
    expect(ends).toHaveLength(1);
    const late = [flush(), flush(), flush()].map((one) => one.then(() => done.push("late")));
    await turn();
    expect(ends).toHaveLength(1);
    ends[0].resolve();
    await Promise.all(first);
    await turn();
    expect(done).toEqual(["first", "first"]);
    expect(ends).toHaveLength(2);
    ends[1].resolve();
    await Promise.all(late);
    expect(done).toHaveLength(5);
  });

  it("fails all who shared a failed flush, and only them", async () => {
    const { ends, flush } = manual();
    const failing = Promise.allSettled([flush(), flush()]);
    await turn();
    const next = flush();
    ends[0].reject(new Error("the connection is gone"));
    expect((await failing).map((one) => one.status)).toEqual(["rejected", "rejected"]);
    await turn();
    ends[1].resolve();
    await expect(next).resolves.toBeUndefined();
  });
});

describe("createDrain", () => {
  it("is empty when all that began has ended", async () => {
    const drain = createDrain();
    await drain.empty();
    const ends = [drain.begin(), drain.begin()];
    let empty = false;
    const waiting = drain.empty().then(() => {
      empty = true;
    });
    ends[0]();
    await turn();
    expect(empty).toBe(false);
    ends[1]();
    await waiting;
  });
});
