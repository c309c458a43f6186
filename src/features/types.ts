import Type from "typebox";

/** What features describe; its keys are column names, the same in every source and request that knows the entity. */
export const Entity = Type.Object({ name: Type.String(), keys: Type.Array(Type.String(), { minItems: 1 }) });
export type Entity = Type.Static<typeof Entity>;

/** A test of one column; null where the column is null. */
export const Condition = Type.Object({
  column: Type.String(),
  is: Type.Union([
    Type.Literal("="),
    Type.Literal("!="),
    Type.Literal("<"),
    Type.Literal("<="),
    Type.Literal(">"),
    Type.Literal(">="),
  ]),
  value: Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
});
export type Condition = Type.Static<typeof Condition>;

/**
 * One aggregate over a window. Nulls are ignored by all; `count` without a column counts events. `rate` is the share of events
 * meeting `when` among those where it is not null. An empty window gives 0 for `count` and null for the others.
 */
export const Aggregate = Type.Union([
  Type.Object({ op: Type.Literal("count"), column: Type.Optional(Type.String()) }),
  Type.Object({
    op: Type.Union([
      Type.Literal("sum"),
      Type.Literal("mean"),
      Type.Literal("min"),
      Type.Literal("max"),
      Type.Literal("last"),
    ]),
    column: Type.String(),
  }),
  Type.Object({ op: Type.Literal("rate"), when: Condition }),
]);
export type Aggregate = Type.Static<typeof Aggregate>;

/**
 * Aggregates of an entity's events over windows that end at the moment of asking, t. An event counts when its window holds it,
 * floor(t − w, hop) ≤ event time < t, and it is known, available time ≤ t. The hop (5 min below 12 h, 1 h below 12 d, else 1 day; UTC)
 * makes the window's tail move in steps (Chronon's sawtooth). Events with the same `eventId` count once: the one known first.
 * Feature names are `{view}_{aggregate}_{window}`, such as `origin_traffic_delay_3h`.
 */
export const WindowView = Type.Object({
  kind: Type.Literal("windows"),
  name: Type.String(),
  entity: Type.String(),
  source: Type.String(),
  eventTime: Type.String(),
  availableAt: Type.String(),
  eventId: Type.Union([Type.String(), Type.Null()]),
  windows: Type.Array(Type.String({ description: 'a duration such as "3h"' }), { minItems: 1 }),
  aggregates: Type.Record(Type.String(), Aggregate),
});
export type WindowView = Type.Static<typeof WindowView>;

/**
 * The entity's latest known row at t: the greatest (event time, available time, order of arrival) among those with event time ≤ t
 * and available time ≤ t, unless older than `maxAge`. `fields` maps a feature to a column, or to the row's age in minutes.
 * Without `eventTime` the rows are facts that always held (one row for each entity). Feature names are `{view}_{field}`.
 */
export const LatestView = Type.Object({
  kind: Type.Literal("latest"),
  name: Type.String(),
  entity: Type.String(),
  source: Type.String(),
  eventTime: Type.Union([Type.String(), Type.Null()]),
  availableAt: Type.Union([Type.String(), Type.Null()]),
  maxAge: Type.Union([Type.String(), Type.Null()]),
  fields: Type.Record(
    Type.String(),
    Type.Union([Type.Object({ column: Type.String() }), Type.Object({ ageMinutes: Type.Literal(true) })]),
  ),
});
export type LatestView = Type.Static<typeof LatestView>;

/** A definition of features: aggregates over windows, or the latest row. */
export const View = Type.Union([WindowView, LatestView]);
export type View = Type.Static<typeof View>;

/** A feature computed from the request alone. Calendar parts are local to `zone` (IANA name); weekday is 1 = Monday … 7 = Sunday. */
export const RequestFeature = Type.Union([
  Type.Object({ name: Type.String(), from: Type.Literal("field"), column: Type.String() }),
  Type.Object({
    name: Type.String(),
    from: Type.Union([Type.Literal("hour"), Type.Literal("weekday"), Type.Literal("minuteOfDay")]),
    column: Type.String(),
    zone: Type.String(),
  }),
  Type.Object({ name: Type.String(), from: Type.Literal("minutesBetween"), start: Type.String(), end: Type.String() }),
]);
export type RequestFeature = Type.Static<typeof RequestFeature>;

/**
 * Everything a model reads, in order: request features, then view features by their full names. `fields` are what a request carries,
 * with the kind of each; entity keys are among them.
 */
export const FeatureSet = Type.Object({
  name: Type.String(),
  fields: Type.Record(Type.String(), Type.Object({ kind: Type.String(), nullable: Type.Boolean() })),
  request: Type.Array(RequestFeature),
  features: Type.Array(Type.Object({ view: Type.String(), feature: Type.String() })),
});
export type FeatureSet = Type.Static<typeof FeatureSet>;

/** The rows to make features for: one for each example, as of its own moment. */
export const Examples = Type.Object({
  source: Type.String(),
  id: Type.String({ description: "column that identifies the example" }),
  at: Type.String({ description: "timestamp column: the moment of prediction" }),
  label: Type.String({ description: "0/1 column" }),
  labelKnownAt: Type.String({ description: "timestamp column: when the label became known" }),
});
export type Examples = Type.Static<typeof Examples>;

/** One cell: a timestamp is a number of ms. */
export type Value = string | number | boolean | null;

/** Definitions that belong together; names are unique and references resolve (checked when the project is loaded). */
export interface FeatureDefinitions {
  readonly entities: readonly Entity[];
  readonly views: readonly View[];
}

/** One output feature with its kind: text is a category, the rest are numbers (boolean as 0/1). */
export interface FeatureColumn {
  readonly name: string;
  readonly kind: "number" | "category";
}
