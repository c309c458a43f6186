import { expect, it } from "vitest";
import type { Event, EventLog } from "./index.js";

const event = (n: number, kind = "pipelines.run_finished", subject = "late"): Event => ({
  id: `ev_${n}`,
  at: 1000 * n,
  kind,
  subject,
  facts: { n, undefinedHere: Number.NaN },
});

/** What every {@link EventLog} must do; `open` gives an empty one. */
export function eventLogContract(open: () => Promise<EventLog>): void {
  it("lists events in the order in which they were appended, whatever their ids and times", async () => {
    const log = await open();
    for (const n of [5, 3, 4]) await log.append(event(n));
    expect(await log.list({ limit: 10 })).toEqual([event(5), event(3), event(4)]);
    expect(await log.list({ limit: 2 })).toEqual([event(5), event(3)]);
  });

  it("goes on after an event, and from the start after one that it does not know", async () => {
    const log = await open();
    for (const n of [1, 2, 3, 4]) await log.append(event(n, n === 3 ? "other" : undefined));
    expect(await log.list({ after: "ev_1", kind: "pipelines.run_finished", limit: 10 })).toEqual([event(2), event(4)]);
    expect(await log.list({ after: "ev_4", limit: 10 })).toEqual([]);
    expect(await log.list({ after: "ev_unknown", limit: 1 })).toEqual([event(1)]);
  });

  it("filters by kind and subject", async () => {
    const log = await open();
    const all = [event(1, "a", "x"), event(2, "b", "x"), event(3, "a", "y"), event(4, "a", "x")];
    for (const one of all) await log.append(one);
    expect(await log.list({ kind: "a", limit: 10 })).toEqual([all[0], all[2], all[3]]);
    expect(await log.list({ subject: "x", limit: 10 })).toEqual([all[0], all[1], all[3]]);
    expect(await log.list({ kind: "a", subject: "x", limit: 10 })).toEqual([all[0], all[3]]);
  });

  it("takes an id once: the first event stays", async () => {
    const log = await open();
    await log.append(event(1));
    await Promise.all([log.append({ ...event(1), facts: { changed: true } }), log.append(event(1))]);
    expect(await log.list({ limit: 10 })).toEqual([event(1)]);
  });

  it("gives the last event of a kind, of one subject or any", async () => {
    const log = await open();
    for (const one of [event(9, "a", "x"), event(2, "a", "y"), event(3, "b", "x")]) await log.append(one);
    expect(await log.last("a")).toEqual(event(2, "a", "y"));
    expect(await log.last("a", "x")).toEqual(event(9, "a", "x"));
    expect(await log.last("a", "z")).toBeNull();
    expect(await log.last("c")).toBeNull();
  });
}
