import { type RawBuilder, sql } from "kysely";
import { GyreError } from "../../../../core/index.js";
import type { Field } from "../../../../tracking/index.js";
import type { Column } from "./compare.js";
import type { Term } from "./keyset.js";

/** The columns of a thing's own row, by the canonical keys of its attributes. */
export type AttributeColumns = ReadonlyMap<string, Column>;

/** Columns of the table with this alias. */
export function columnsOf(alias: string) {
  return {
    text: (name: string): Column => ({ sql: sql.ref(`${alias}.${name}`), kind: "text" }),
    number: (name: string): Column => ({ sql: sql.ref(`${alias}.${name}`), kind: "number" }),
    optional: (kind: Column["kind"], name: string): Column => ({
      sql: sql.ref(`${alias}.${name}`),
      kind,
      isOptional: true,
    }),
    /** A number that is compared as a text: its decimal digits. */
    digits: (name: string): Column => ({ sql: sql`cast(${sql.ref(`${alias}.${name}`)} as text)`, kind: "text" }),
  };
}

/** An attribute's column. Throws `tracking.bad_filter` for one that is not there. */
export function attribute(columns: AttributeColumns, field: Field): Column {
  const found = columns.get(field.key);
  if (found === undefined) throw unknownField(field);
  return found;
}

/** `tracking.bad_filter` for a field that a search does not have. */
export function unknownField({ entity, key }: Field): GyreError {
  return new GyreError("tracking.bad_filter", `Invalid ${entity} key '${key}' specified.`, {
    details: { entity, key },
  });
}

/** What things are ordered by, and the table to join for it. */
export interface OrderTerm extends Term {
  readonly join: RawBuilder<unknown> | null;
}

/** The term of a column of the thing's own row. */
export function attributeTerm({ sql: value, kind, isOptional }: Column, isDescending: boolean): OrderTerm {
  if (isOptional !== true)
    return { rank: null, value: value as RawBuilder<string | number>, kind, isDescending, join: null };
  return {
    rank: sql`(case when ${value} is null then 2 else 0 end)`,
    value: kind === "number" ? sql`coalesce(${value}, 0)` : sql`coalesce(${value}, '')`,
    kind,
    isDescending,
    join: null,
  };
}
