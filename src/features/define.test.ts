import { describe, expect, it } from "vitest";
import { boolean, double, integer, query, tableSchema, text, timestamp } from "../data/index.js";
import {
  ageMinutes,
  allOf,
  count,
  definitionHashes,
  entity,
  examples,
  featureSet,
  field,
  hourOf,
  latest,
  mean,
  pick,
  rate,
  windows,
} from "./index.js";

const source = query("departures", "SELECT 1", {
  from: [],
  schema: tableSchema({
    key: ["flight_id"],
    columns: {
      flight_id: text(),
      origin: text(),
      happened_at: timestamp(),
      dep_delay: integer({ nullable: true }),
      wind: double(),
      cancelled: boolean(),
    },
  }),
});
const origin = entity("origin", ["origin"]);
const base = { entity: origin, source, event: "happened_at", available: "happened_at" } as const;
const traffic = windows("traffic", {
  ...base,
  id: "flight_id",
  over: ["1h", "3h"],
  aggregate: { delay: mean("dep_delay"), late: rate("dep_delay", ">=", 15), flights: count() },
});
const weather = latest("weather", { ...base, maxAge: "6h", fields: { wind: "wind", age: ageMinutes() } });

describe("definitions", () => {
  it("are plain data", () => {
    expect(JSON.parse(JSON.stringify(traffic))).toEqual({
      kind: "windows",
      name: "traffic",
      entity: "origin",
      source: "departures",
      eventTime: "happened_at",
      availableAt: "happened_at",
      eventId: "flight_id",
      windows: ["1h", "3h"],
      aggregates: {
        delay: { op: "mean", column: "dep_delay" },
        late: { op: "rate", when: { column: "dep_delay", is: ">=", value: 15 } },
        flights: { op: "count" },
      },
    });
    expect(JSON.parse(JSON.stringify(weather))).toMatchObject({
      kind: "latest",
      maxAge: "6h",
      fields: { wind: { column: "wind" }, age: { ageMinutes: true } },
    });
    const facts = latest("facts", { entity: origin, source, fields: { wind: "wind" } });
    expect(facts).toMatchObject({ eventTime: null, availableAt: null, maxAge: null });
  });

  it("name their features", () => {
    expect(allOf(traffic).map(({ feature }) => feature)).toEqual(
      ["delay", "late", "flights"].flatMap((name) => [`traffic_${name}_1h`, `traffic_${name}_3h`]),
    );
    expect(pick(weather, "age")).toEqual([{ view: "weather", feature: "weather_age" }]);
    expect(pick(traffic, "late_3h")).toEqual([{ view: "traffic", feature: "traffic_late_3h" }]);
  });

  it("make a set whose fields have the kinds of the source's columns", () => {
    const set = featureSet("all", {
      source,
      fields: ["origin", "happened_at", "dep_delay"],
      request: { origin: field("origin"), hour: hourOf("happened_at", "UTC") },
      features: pick(traffic, "delay_1h"),
    });
    expect(set.fields).toEqual({
      origin: { kind: "text", nullable: false },
      happened_at: { kind: "timestamp", nullable: false },
      dep_delay: { kind: "integer", nullable: true },
    });
    expect(set.request).toEqual([
      { name: "origin", from: "field", column: "origin" },
      { name: "hour", from: "hour", column: "happened_at", zone: "UTC" },
    ]);
  });

  it("have a hash for each view of a set, which changes with the view and its entity and with nothing else", () => {
    const set = featureSet("all", {
      source,
      fields: ["origin"],
      request: {},
      features: [...allOf(traffic), ...allOf(weather)],
    });
    const hashes = definitionHashes({ entities: [origin], views: [traffic, weather] }, set);
    expect(Object.keys(hashes)).toEqual(["traffic", "weather"]);
    expect(definitionHashes({ entities: [origin], views: [weather, { ...traffic }] }, set)).toEqual(hashes);
    const longer = definitionHashes({ entities: [origin], views: [{ ...traffic, windows: ["1h"] }, weather] }, set);
    expect(longer.traffic).not.toBe(hashes.traffic);
    expect(longer.weather).toBe(hashes.weather);
    const moved = definitionHashes({ entities: [{ ...origin, keys: ["dest"] }], views: [traffic, weather] }, set);
    expect(moved.weather).not.toBe(hashes.weather);
  });
});

describe("a slip of the pen", () => {
  it("does not compile", () => {
    // @ts-expect-error no column `dep_dely`
    windows("w", { ...base, over: ["1h"], aggregate: { delay: mean("dep_dely") } });
    // @ts-expect-error a mean of text
    windows("w", { ...base, over: ["1h"], aggregate: { delay: mean("origin") } });
    // @ts-expect-error an integer column is not compared with a text
    windows("w", { ...base, over: ["1h"], aggregate: { late: rate("dep_delay", ">=", "15") } });
    // @ts-expect-error booleans have no order
    windows("w", { ...base, over: ["1h"], aggregate: { late: rate("cancelled", ">=", true) } });
    // @ts-expect-error `dep_delay` is no timestamp
    windows("w", { ...base, event: "dep_delay", over: ["1h"], aggregate: { n: count() } });
    // @ts-expect-error "1 hour" is no duration
    windows("w", { ...base, over: ["1 hour"], aggregate: { n: count() } });
    // @ts-expect-error the source has no column `dest`
    windows("w", { ...base, entity: entity("dest", ["dest"]), over: ["1h"], aggregate: { n: count() } });
    // @ts-expect-error no column `winds`
    latest("l", { ...base, fields: { wind: "winds" } });
    // @ts-expect-error no window of 2 hours
    pick(traffic, "delay_2h");
    // @ts-expect-error no field `origins` among the columns
    featureSet("s", { source, fields: ["origins"], request: {}, features: [] });
    // @ts-expect-error `wind` is not among the fields
    featureSet("s", { source, fields: ["origin"], request: { wind: field("wind") }, features: [] });
    // @ts-expect-error an hour of a text
    featureSet("s", { source, fields: ["origin"], request: { hour: hourOf("origin", "UTC") }, features: [] });
    // @ts-expect-error the label is no text
    examples(source, { id: "flight_id", at: "happened_at", label: "origin", labelKnownAt: "happened_at" });
    expect(
      examples(source, { id: "flight_id", at: "happened_at", label: "cancelled", labelKnownAt: "happened_at" }),
    ).toEqual({
      source: "departures",
      id: "flight_id",
      at: "happened_at",
      label: "cancelled",
      labelKnownAt: "happened_at",
    });
  });
});
