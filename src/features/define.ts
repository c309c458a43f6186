import type { Duration } from "../core/index.js";
import type { ColumnKind, Columns, SourceRef } from "../data/index.js";
import type { Condition, Entity, Examples, LatestView, WindowView } from "./types.js";

/** The names of a source's columns, or of those of some kinds. Of a source that is not locked yet every name is taken. */
export type ColumnName<C extends Columns, K extends ColumnKind = ColumnKind> = string extends keyof C
  ? string
  : { [N in keyof C & string]: C[N]["kind"] extends K ? N : never }[keyof C & string];

type NumberKind = "integer" | "double" | "boolean";

/** An entity whose key columns the compiler knows. */
export interface EntityRef<K extends string = string> extends Entity {
  keys: K[];
}

/** What features describe: `entity("route", ["origin", "dest"])`. Its keys are column names, the same wherever it is used. */
export function entity<const K extends string>(name: string, keys: readonly [K, ...K[]]): EntityRef<K> {
  return { name, keys: [...keys] };
}

/** The number of events, or of those where the column is not null. */
export function count(): { op: "count" };
export function count<const N extends string>(column: N): { op: "count"; column: N };
export function count(column?: string): { op: "count"; column?: string } {
  return column === undefined ? { op: "count" } : { op: "count", column };
}

/** The sum of a column over the window; null when it has no value there. Whole numbers are summed exactly, doubles to 1e-12 relative. */
export const sum = <const N extends string>(column: N) => ({ op: "sum" as const, column });
/** The mean of a column over the window, of the rows where it is not null; null when there are none. */
export const mean = <const N extends string>(column: N) => ({ op: "mean" as const, column });
/** The least value of a column in the window; null when it has none. */
export const min = <const N extends string>(column: N) => ({ op: "min" as const, column });
/** The greatest value of a column in the window; null when it has none. */
export const max = <const N extends string>(column: N) => ({ op: "max" as const, column });
/** The value of the latest event that has one. */
export const last = <const N extends string>(column: N) => ({ op: "last" as const, column });

/** The share of events that pass a test, among those where the column is not null: `rate("dep_delay", ">=", 15)`. */
export function rate<const N extends string, const I extends Condition["is"], V extends Condition["value"]>(
  column: N,
  is: I,
  value: V,
) {
  return { op: "rate" as const, when: { column, is, value } };
}

type RateOf<C extends Columns> =
  | { op: "rate"; when: { column: ColumnName<C, "text">; is: "=" | "!="; value: string } }
  | { op: "rate"; when: { column: ColumnName<C, "boolean">; is: "=" | "!="; value: boolean } }
  | {
      op: "rate";
      when: { column: ColumnName<C, "integer" | "double" | "timestamp">; is: Condition["is"]; value: number };
    };

/** The aggregates that fit a source's columns. */
export type AggregateOf<C extends Columns> =
  | { op: "count"; column?: ColumnName<C> }
  | { op: "sum" | "mean"; column: ColumnName<C, NumberKind> }
  | { op: "min" | "max"; column: ColumnName<C, NumberKind | "timestamp"> }
  | { op: "last"; column: ColumnName<C> }
  | RateOf<C>;

/** A view whose feature names the compiler knows; `F` are the names without the view's, such as `"delay_3h"`. */
export type ViewRef<V, F extends string> = V & { readonly [FEATURES]?: F };
declare const FEATURES: unique symbol;

/** Aggregates of an entity's events over windows; see {@link WindowView}. `id` names what identifies an event that may be sent twice. */
export function windows<
  const N extends string,
  C extends Columns,
  const A extends Readonly<Record<string, AggregateOf<NoInfer<C>>>>,
  const W extends Duration,
>(
  name: N,
  options: {
    readonly entity: EntityRef<ColumnName<NoInfer<C>>>;
    readonly source: SourceRef<C>;
    readonly event: ColumnName<NoInfer<C>, "timestamp">;
    readonly available: ColumnName<NoInfer<C>, "timestamp">;
    readonly id?: ColumnName<NoInfer<C>>;
    readonly over: readonly [W, ...W[]];
    readonly aggregate: A;
  },
): ViewRef<WindowView & { name: N }, `${keyof A & string}_${W}`> {
  return {
    kind: "windows",
    name,
    entity: options.entity.name,
    source: options.source.name,
    eventTime: options.event,
    availableAt: options.available,
    eventId: options.id ?? null,
    windows: [...options.over],
    aggregates: { ...options.aggregate },
  };
}

/** The age of the latest row, in minutes. */
export const ageMinutes = () => ({ ageMinutes: true as const });

/** The entity's latest known row; see {@link LatestView}. Without `event` the rows are facts that always held. */
export function latest<
  const N extends string,
  C extends Columns,
  const F extends Readonly<Record<string, ColumnName<NoInfer<C>> | { ageMinutes: true }>>,
>(
  name: N,
  options: {
    readonly entity: EntityRef<ColumnName<NoInfer<C>>>;
    readonly source: SourceRef<C>;
    readonly event?: ColumnName<NoInfer<C>, "timestamp">;
    readonly available?: ColumnName<NoInfer<C>, "timestamp">;
    readonly maxAge?: Duration;
    readonly fields: F;
  },
): ViewRef<LatestView & { name: N }, keyof F & string> {
  const fields: LatestView["fields"] = {};
  for (const [field, from] of Object.entries(options.fields)) {
    fields[field] = typeof from === "string" ? { column: from } : from;
  }
  return {
    kind: "latest",
    name,
    entity: options.entity.name,
    source: options.source.name,
    eventTime: options.event ?? null,
    availableAt: options.available ?? null,
    maxAge: options.maxAge ?? null,
    fields,
  };
}

/** The examples to learn from: one for each row of a source. */
export function examples<C extends Columns>(
  source: SourceRef<C>,
  columns: {
    readonly id: ColumnName<NoInfer<C>>;
    readonly at: ColumnName<NoInfer<C>, "timestamp">;
    readonly label: ColumnName<NoInfer<C>, NumberKind>;
    readonly labelKnownAt: ColumnName<NoInfer<C>, "timestamp">;
  },
): Examples {
  return { source: source.name, ...columns };
}
