import { describe, expect, it } from "vitest";
import { integer, query, tableSchema, text, timestamp } from "../../data/index.js";
import {
  allOf,
  count,
  createOnlineFeatures,
  type EventBatch,
  entity,
  featureSet,
  last,
  max,
  mean,
  windows,
} from "../index.js";

const MINUTE = 60_000;
const START = Date.UTC(2013, 0, 1);

const events = query("events", "", {
  from: [],
  schema: tableSchema({ key: [], columns: { shop: text(), at: timestamp(), n: integer() } }),
});
const shop = entity("shop", ["shop"]);
const view = windows("v", {
  entity: shop,
  source: events,
  event: "at",
  available: "at",
  over: ["10m", "1h"],
  aggregate: { n: count(), mean: mean("n"), most: max("n"), last: last("n") },
});
const set = featureSet("s", { source: events, fields: ["shop"], request: {}, features: allOf(view) });

function batch(shops: readonly string[], times: readonly number[], values: readonly number[]): EventBatch {
  return {
    source: "events",
    rows: times.length,
    columns: {
      shop: { kind: "text", codes: Int32Array.from(shops, (_, i) => i), dictionary: shops },
      at: { kind: "timestamp", values: Float64Array.from(times) },
      n: { kind: "number", values: Float64Array.from(values) },
    },
  };
}

const start = () => createOnlineFeatures({ definitions: { entities: [shop], views: [view] }, set, sources: [events] });

describe("online features", () => {
  it("refuse a read before the clock's time, and pass over going back", () => {
    const online = start();
    online.advanceTo(START);
    online.advanceTo(START - 1);
    expect(online.now).toBe(START);
    expect(() => online.read({ shop: "a" }, START - 1)).toThrow(
      expect.objectContaining({ code: "features.bad_request" }),
    );
    expect(online.read({ shop: "a" }, START)).toEqual([0, 0, null, null, null, null, null, null]);
  });

  it("hold back an event whose time has not come", () => {
    const online = start();
    online.push(batch(["a"], [START], [7]), 0);
    expect(online.read({ shop: "a" }, START)[0]).toBe(0);
    expect(online.read({ shop: "a" }, START + 1)).toEqual([1, 1, 7, 7, 7, 7, 7, 7]);
  });

  it("let an event go when its hop has left the window, and not a millisecond before", () => {
    const online = start();
    online.push(batch(["a"], [START + 4 * MINUTE], [7]), 0);
    expect(online.read({ shop: "a" }, START + 15 * MINUTE - 1).slice(0, 2)).toEqual([1, 1]);
    expect(online.read({ shop: "a" }, START + 15 * MINUTE)).toEqual([0, 1, null, 7, null, 7, null, 7]);
    expect(online.read({ shop: "a" }, START + 65 * MINUTE)).toEqual([0, 0, null, null, null, null, null, null]);
  });

  it("count a late event that falls on the first hop of a window which has been read already", () => {
    const online = start();
    const at = START + 30 * MINUTE;
    expect(online.read({ shop: "a" }, at)[0]).toBe(0);
    const late = batch(["a", "b"], [at - 10 * MINUTE, at - 10 * MINUTE - 1], [7, 8]);
    online.push(batch(["a"], [at - 5 * MINUTE], [1]), 0);
    expect(online.read({ shop: "a" }, at)[0]).toBe(1);
    online.push(late, 0);
    online.push(late, 0);
    online.push(
      { ...late, columns: { ...late.columns, shop: { kind: "text", codes: Int32Array.of(0, 0), dictionary: ["a"] } } },
      1,
    );
    expect(online.read({ shop: "a" }, at)).toEqual([3, 4, 5, 5.75, 7, 8, 1, 1]);
    expect(online.read({ shop: "a" }, at + 5 * MINUTE)).toEqual([1, 4, 1, 5.75, 1, 8, 1, 1]);
  });

  it("say which field of a request is unfit", () => {
    expect(() => start().read({ shop: 5 }, START)).toThrow(
      expect.objectContaining({ code: "features.bad_request", message: "field shop should be text, got number 5" }),
    );
    expect(() => start().read({}, START)).toThrow(
      expect.objectContaining({ message: "field shop should be text, got nothing" }),
    );
  });

  it("say which column an event lacks", () => {
    const { n: _, ...columns } = batch(["a"], [START], [7]).columns;
    expect(() => start().push({ source: "events", rows: 1, columns }, 0)).toThrow(/came without the column n/);
  });

  it("keep no more tiles than a window has, however many events come", () => {
    const online = start();
    const hours = 24 * 30;
    const times = Array.from({ length: hours * 12 }, (_, i) => START + i * 5 * MINUTE);
    const many = batch(
      times.map(() => "a"),
      times,
      times.map((_, i) => i),
    );
    for (let row = 0; row < times.length; row++) {
      online.push(many, row);
      online.advanceTo(times[row] + 1);
    }
    const end = times[times.length - 1] + 1;
    expect(online.read({ shop: "a" }, end)).toEqual([
      3,
      13,
      times.length - 2,
      times.length - 7,
      times.length - 1,
      times.length - 1,
      times.length - 1,
      times.length - 1,
    ]);
    expect(online.held).toBeLessThan(64);
    online.advanceTo(end + 2 * 1440 * MINUTE);
    expect(online.held).toBe(0);
  });
});
