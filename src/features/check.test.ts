import { describe, expect, it } from "vitest";
import { GyreError } from "../core/index.js";
import { boolean, integer, query, type Source, tableSchema, text, timestamp } from "../data/index.js";
import { checkDefinitions } from "./index.js";
import type { Examples, FeatureDefinitions, FeatureSet, LatestView, View, WindowView } from "./types.js";

const sources: readonly Source[] = [
  query("legs", "", {
    from: [],
    schema: tableSchema({
      key: ["id"],
      columns: {
        id: text(),
        at: timestamp(),
        known: timestamp(),
        late: integer(),
        origin: text(),
        decided: timestamp({ nullable: true }),
      },
    }),
  }),
  query("departures", "", {
    from: [],
    schema: tableSchema({
      key: [],
      columns: {
        origin: text(),
        happened_at: timestamp(),
        sent_at: timestamp(),
        delay: integer(),
        gone: boolean(),
        carrier: text(),
      },
    }),
  }),
];

const traffic: WindowView = {
  kind: "windows",
  name: "traffic",
  entity: "origin",
  source: "departures",
  eventTime: "happened_at",
  availableAt: "happened_at",
  eventId: null,
  windows: ["1h"],
  aggregates: { delay: { op: "mean", column: "delay" } },
};
const state: LatestView = {
  kind: "latest",
  name: "state",
  entity: "origin",
  source: "departures",
  eventTime: "happened_at",
  availableAt: "happened_at",
  maxAge: "6h",
  fields: { delay: { column: "delay" } },
};
const set: FeatureSet = {
  name: "arrival",
  fields: { origin: { kind: "text", nullable: false }, at: { kind: "timestamp", nullable: false } },
  request: [{ name: "hour", from: "hour", column: "at", zone: "America/New_York" }],
  features: [{ view: "traffic", feature: "traffic_delay_1h" }],
};
const examples: Examples = { source: "legs", id: "id", at: "at", label: "late", labelKnownAt: "known" };
const definitions = (views: readonly View[]): FeatureDefinitions => ({
  entities: [{ name: "origin", keys: ["origin"] }],
  views,
});

function failure(
  views: readonly View[],
  changedSet: Partial<FeatureSet> = {},
  changedExamples: Partial<Examples> = {},
): GyreError {
  try {
    checkDefinitions(definitions(views), { ...set, ...changedSet }, sources, { ...examples, ...changedExamples });
  } catch (error) {
    if (error instanceof GyreError) return error;
    throw error;
  }
  throw new Error("expected a failure");
}

const withAggregate = (aggregate: WindowView["aggregates"][string]): View[] => [
  { ...traffic, aggregates: { delay: aggregate } },
];

describe("checking definitions", () => {
  it("passes what fits", () => {
    expect(() => checkDefinitions(definitions([traffic, state]), set, sources, examples)).not.toThrow();
  });

  it.each<[string, GyreError, string, string | undefined]>([
    [
      "a misspelt column",
      failure(withAggregate({ op: "mean", column: "delai" })),
      "view traffic, aggregate delay",
      "delay",
    ],
    [
      "a misspelt event time",
      failure([{ ...traffic, eventTime: "happend_at" }]),
      "view traffic, eventTime",
      "happened_at",
    ],
    ["a misspelt source", failure([{ ...traffic, source: "departure" }]), "view traffic", "departures"],
    ["a misspelt entity", failure([{ ...traffic, entity: "orign" }]), "view traffic", "origin"],
    [
      "a misspelt view",
      failure([traffic], { features: [{ view: "trafic", feature: "x" }] }),
      "feature set arrival",
      "traffic",
    ],
    [
      "a misspelt feature",
      failure([traffic], { features: [{ view: "traffic", feature: "traffic_delay_2h" }] }),
      "feature set arrival",
      "traffic_delay_1h",
    ],
    [
      "a misspelt field",
      failure([traffic], { request: [{ name: "o", from: "field", column: "orgin" }] }),
      "feature set arrival, feature o",
      "origin",
    ],
    ["a misspelt label", failure([traffic], {}, { label: "lates" }), "examples from legs, label", "late"],
  ])("names the place and the nearest right name for %s", (_what, error, place, nearest) => {
    expect(error.code).toBe("project.unknown_name");
    expect(error.message.startsWith(place)).toBe(true);
    expect(error.hint).toContain(nearest);
  });

  it.each<[string, GyreError, RegExp]>([
    ["two views of one name", failure([traffic, traffic]), /view traffic: there are two/],
    ["a window that is none", failure([{ ...traffic, windows: ["1 hour"] }]), /view traffic, window: .*1 hour/],
    ["a window that comes twice", failure([{ ...traffic, windows: ["1h", "1h"] }]), /1h comes twice/],
    [
      "a mean of text",
      failure(withAggregate({ op: "mean", column: "carrier" })),
      /mean of column carrier, which is text/,
    ],
    [
      "a test against another kind",
      failure(withAggregate({ op: "rate", when: { column: "delay", is: ">", value: "15" } })),
      /column delay is integer/,
    ],
    [
      "an order of booleans",
      failure(withAggregate({ op: "rate", when: { column: "gone", is: ">", value: true } })),
      /no order/,
    ],
    ["an age of timeless facts", failure([{ ...state, eventTime: null }]), /no age/],
    [
      "an event time that is no time",
      failure([{ ...traffic, eventTime: "delay" }]),
      /delay .* is integer, not a timestamp/,
    ],
    ["two available times of one source", failure([traffic, { ...state, availableAt: "sent_at" }]), /from sent_at on/],
    [
      "an hour of a text",
      failure([traffic], { request: [{ name: "h", from: "hour", column: "origin", zone: "UTC" }] }),
      /not a timestamp/,
    ],
    ["a moment that may be null", failure([traffic], {}, { at: "decided" }), /may be null/],
    ["a label that is text", failure([traffic], {}, { label: "origin" }), /not 0 or 1/],
    [
      "two features of one name",
      failure([traffic], { features: [...set.features, ...set.features] }),
      /traffic_delay_1h: there are two/,
    ],
  ])("refuses %s", (_what, error, message) => {
    expect(error.code).toBe("features.bad_definition");
    expect(error.message).toMatch(message);
  });

  it("asks for the keys of every entity among the fields", () => {
    const error = failure([traffic], { fields: { at: { kind: "timestamp", nullable: false } } });
    expect(error.code).toBe("project.unknown_name");
    expect(error.message).toContain("key of origin");
  });

  it("names the nearest time zone", () => {
    const error = failure([traffic], { request: [{ name: "h", from: "hour", column: "at", zone: "America/NewYork" }] });
    expect(error.code).toBe("data.bad_time_zone");
    expect(error.hint).toContain("America/New_York");
  });
});
