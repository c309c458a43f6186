import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boolean, double, integer, query, type Source, tableSchema, text, timestamp } from "../data/index.js";
import {
  ageMinutes,
  allOf,
  count,
  entity,
  examples,
  featureSet,
  field,
  hourOf,
  last,
  latest,
  max,
  mean,
  min,
  minuteOfDay,
  minutesBetween,
  rate,
  sum,
  weekdayOf,
  windows,
} from "./index.js";
import { oracleFeatures, type Row, type Rows } from "./oracle.contract.js";
import type { Examples, FeatureDefinitions, FeatureSet, Value } from "./types.js";

/** Definitions with the rows of their sources. */
export interface EvaluatorCase {
  readonly definitions: FeatureDefinitions;
  readonly set: FeatureSet;
  readonly examples: Examples;
  readonly sources: readonly Source[];
  readonly rows: Rows;
}

/** Gives the features of all examples in the order of (at, id), categories as text. */
export type Evaluate = (input: EvaluatorCase) => Promise<Value[][]> | Value[][];

const nullable = { nullable: true };

/** A threshold, and a price, whose last digit is lost on the way through a decimal. */
const CHEAP = 0.00036218376272594005;

const asked = query("asked", "", {
  from: [],
  schema: tableSchema({
    key: ["id"],
    columns: {
      id: text(),
      at: timestamp(),
      label: integer(nullable),
      known: timestamp(nullable),
      a: integer(nullable),
      b: integer(nullable),
      shop: text(nullable),
      starts: timestamp(nullable),
    },
  }),
});

const sales = query("sales 'of' \"shops\"", "", {
  from: [],
  schema: tableSchema({
    key: [],
    columns: {
      sale: text(nullable),
      event: timestamp(nullable),
      available: timestamp(nullable),
      a: integer(nullable),
      b: integer(nullable),
      shop: text(nullable),
      pieces: integer(nullable),
      price: double(nullable),
      returned: boolean(nullable),
      colour: text(nullable),
    },
  }),
});

const factColumns = {
  shop: text(nullable),
  available: timestamp(nullable),
  size: integer(nullable),
  town: text(nullable),
};
const facts = query("facts", "", { from: [], schema: tableSchema({ key: [], columns: factColumns }) });
const learned = query("learned", "", { from: [], schema: tableSchema({ key: [], columns: factColumns }) });

const pair = entity("pair", ["a", "b"]);
const triple = entity("triple", ["b", "a", "shop"]);
const shop = entity("shop", ["shop"]);
const ofSales = { source: sales, event: "event", available: "available" } as const;

const aggregate = {
  n: count(),
  priced: count("price"),
  coloured: count("colour"),
  pieces: sum("pieces"),
  mean_pieces: mean("pieces"),
  least: min("pieces"),
  most: max("price"),
  turnover: sum("price"),
  price: mean("price"),
  returned: rate("returned", "=", true),
  kept: mean("returned"),
  big: rate("pieces", ">", 3),
  cheap: rate("price", "<=", CHEAP),
  red: rate("colour", "!=", "r'ed"),
  last_pieces: last("pieces"),
  colour: last("colour"),
};

const views = [
  windows("pair_sales", { ...ofSales, entity: pair, id: "sale", over: ["5m", "1h", "12h", "12d"], aggregate }),
  windows("shop_sales", { ...ofSales, entity: shop, over: ["7m", "13h"], aggregate }),
  windows("triple_sales", {
    ...ofSales,
    entity: triple,
    id: "sale",
    over: ["90s"],
    aggregate: { n: count(), pieces: sum("pieces") },
  }),
  windows("on_time", {
    source: sales,
    entity: shop,
    event: "available",
    available: "available",
    over: ["1h"],
    aggregate: { n: count() },
  }),
  latest("sale", {
    ...ofSales,
    entity: shop,
    maxAge: "1h",
    fields: { pieces: "pieces", price: "price", colour: "colour", returned: "returned", age: ageMinutes() },
  }),
  latest("any_sale", { ...ofSales, entity: pair, fields: { price: "price", event: "event" } }),
  latest("fact", { entity: shop, source: facts, fields: { size: "size", town: "town" } }),
  latest("learned", { entity: shop, source: learned, available: "available", fields: { size: "size" } }),
];

const set = featureSet("all", {
  source: asked,
  fields: ["a", "b", "shop", "starts", "at"],
  request: {
    shop: field("shop"),
    a: field("a"),
    hour: hourOf("starts", "America/New_York"),
    weekday: weekdayOf("starts", "Pacific/Chatham"),
    minute: minuteOfDay("starts", "Asia/Kathmandu"),
    wait: minutesBetween("at", "starts"),
  },
  features: views.flatMap((view) => allOf(view)),
});

const definitions = { entities: [pair, triple, shop], views };
const exampleColumns = examples(asked, { id: "id", at: "at", label: "label", labelKnownAt: "known" });

const sources = [asked, sales, facts, learned];

const START = Date.UTC(2013, 10, 3, 5, 0);
const MINUTE = 60_000;

/** Moments that crowd around the edges of hops and windows, a millisecond to each side. */
const moment = fc
  .tuple(
    fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 0, max: 40 }).map((n) => n * MINUTE) },
      { weight: 3, arbitrary: fc.integer({ min: 0, max: 30 }).map((n) => n * 5 * MINUTE) },
      { weight: 2, arbitrary: fc.integer({ min: 0, max: 30 }).map((n) => n * 60 * MINUTE) },
      { weight: 1, arbitrary: fc.integer({ min: -14, max: 14 }).map((n) => n * 1440 * MINUTE) },
    ),
    fc.constantFrom(0, 0, -1, 1),
  )
  .map(([offset, edge]) => START + offset + edge);

const orNull = <T>(arbitrary: fc.Arbitrary<T>, freq = 12): fc.Arbitrary<T | null> =>
  fc.option(arbitrary, { freq, nil: null });
const keys = {
  a: orNull(fc.constantFrom(1, 11, 111)),
  b: orNull(fc.constantFrom(1, 11, 111)),
  shop: orNull(fc.constantFrom("x", "y", "x'y")),
};

/** How long after its event a row becomes available; negative where a clock is ahead. */
const lateness = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 1, 2) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 30 }).map((n) => n * MINUTE) },
  { weight: 1, arbitrary: fc.integer({ min: -30, max: 0 }).map((n) => n * MINUTE) },
  { weight: 1, arbitrary: fc.constantFrom(24 * 60 * MINUTE, 13 * 24 * 60 * MINUTE) },
);

const sale: fc.Arbitrary<Row> = fc
  .record({
    sale: orNull(fc.constantFrom("s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"), 3),
    event: orNull(moment, 20),
    late: orNull(lateness, 20),
    ...keys,
    pieces: orNull(fc.integer({ min: -9, max: 9 }), 6),
    price: orNull(
      fc.oneof(fc.constantFrom(0.1, -0.1, CHEAP, 1e16, -1e16), fc.double({ min: -1e6, max: 1e6, noNaN: true })),
      6,
    ),
    returned: orNull(fc.boolean(), 6),
    colour: orNull(fc.constantFrom("r'ed", "blue", "zelená", "a colour with a long name"), 6),
  })
  .map(({ late, ...row }) => ({ ...row, available: late === null ? null : (row.event ?? START) + late }));

const fact: fc.Arbitrary<Row> = fc.record({
  shop: keys.shop,
  available: orNull(moment),
  size: orNull(fc.integer({ min: 0, max: 5 })),
  town: orNull(fc.constantFrom("Aš", "Zlín")),
});

const example: fc.Arbitrary<Row> = fc
  .record({
    id: fc.string({ maxLength: 3 }),
    at: moment,
    label: orNull(fc.constantFrom(0, 1)),
    ...keys,
    starts: orNull(moment),
  })
  .map((row) => ({ ...row, known: row.at + 5 }));

const rowsOfSources = fc.record({
  asked: fc.array(example, { minLength: 1, maxLength: 12 }),
  sales: fc.array(sale, { maxLength: 30 }),
  facts: fc.array(fact, { maxLength: 5 }),
  learned: fc.array(fact, { maxLength: 5 }),
});

/** One moment, three rows that tie in event time: the one available last wins, then the one that came last. */
function tiedRows() {
  const row = { sale: null, event: START, a: 1, b: 11, shop: "x", price: null, returned: null, colour: null };
  const ahead = (pieces: number, aheadMs: number): Row => ({ ...row, pieces, available: START - aheadMs });
  const question = { id: "q", label: null, a: 1, b: 11, shop: "x", starts: null };
  return {
    asked: [0, 1].map((later): Row => ({ ...question, id: `q${later}`, at: START + later, known: START })),
    sales: [ahead(1, 5), ahead(2, 3), ahead(3, 3), ahead(4, 9)],
    facts: [],
    learned: [],
  };
}

/** Equal, where sums of doubles may differ by 10⁻¹² of themselves. */
export function expectSameFeatures(
  actual: readonly Value[][],
  expected: readonly Value[][],
  names: readonly string[],
): void {
  expect(actual.length).toBe(expected.length);
  for (let row = 0; row < expected.length; row++) {
    for (let i = 0; i < names.length; i++) {
      const [got, wanted] = [actual[row][i], expected[row][i]];
      if (got === wanted) continue;
      const isClose =
        typeof got === "number" && typeof wanted === "number" && Math.abs(got - wanted) <= 1e-12 * Math.abs(wanted);
      const isInexact = /turnover|_price_/.test(names[i]);
      if (!isClose || !isInexact) expect.fail(`row ${row}, ${names[i]}: got ${got}, expected ${wanted}`);
    }
  }
}

/** What every evaluator of the definitions must give. */
export function describeEvaluator(name: string, evaluate: Evaluate, runs: number): void {
  describe(name, () => {
    it("gives what the definition says, whatever the order, lateness, repetition, nulls and ties of the events", async () => {
      const names = [...set.request.map((feature) => feature.name), ...set.features.map(({ feature }) => feature)];
      await fc.assert(
        fc.asyncProperty(rowsOfSources, async ({ sales: sold, ...others }) => {
          const rows = { ...others, [sales.name]: sold };
          const expected = oracleFeatures(definitions, set, exampleColumns, rows);
          const actual = await evaluate({ definitions, set, examples: exampleColumns, sources, rows });
          expectSameFeatures(actual, expected, names);
        }),
        { numRuns: runs, examples: [[tiedRows()]] },
      );
    });
  });
}
