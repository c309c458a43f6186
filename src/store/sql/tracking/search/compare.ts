import { type RawBuilder, sql } from "kysely";
import { GyreError } from "../../../../core/index.js";
import type { Comparator } from "../../../../tracking/index.js";
import type { Dialect } from "../dialect.js";

/** A column that can be compared. `isOptional`: null where it is missing. `nan`: a column that is 1 where the number is NaN. */
export interface Column {
  readonly sql: RawBuilder<unknown>;
  readonly kind: "number" | "text";
  readonly isOptional?: boolean;
  readonly nan?: RawBuilder<unknown>;
}

type Value = number | string | readonly string[];

/** What no row meets. */
export const NEVER: RawBuilder<boolean> = sql`(1 = 0)`;
/** What every row meets. */
export const ALWAYS: RawBuilder<boolean> = sql`(1 = 1)`;

/** What is true where the column, which is not null, compares so with the value. NaN is unequal to all, and nothing else. */
export function compare(dialect: Dialect, column: Column, comparator: Comparator, value: Value): RawBuilder<boolean> {
  const holds = compareValue(dialect, column, comparator, value);
  if (column.nan === undefined) return holds;
  if (comparator === "!=" || comparator === "NOT IN") return sql`(${column.nan} = 1 or ${holds})`;
  return sql`(${column.nan} = 0 and ${holds})`;
}

function compareValue(dialect: Dialect, column: Column, comparator: Comparator, value: Value): RawBuilder<boolean> {
  switch (comparator) {
    case "=":
    case "!=":
    case ">":
    case ">=":
    case "<":
    case "<=": {
      if (column.kind === "number" && Number.isNaN(Number(value))) return NEVER;
      const wanted = column.kind === "text" ? sql`${String(value)}` : doubleOf(Number(value));
      return sql`${column.sql} ${sql.raw(comparator)} ${wanted}`;
    }
    case "IN":
      return isIn(dialect, column, value);
    case "NOT IN":
      return sql`not (${isIn(dialect, column, value)})`;
    case "LIKE":
    case "ILIKE":
      return dialect.like(column.sql, String(value), comparator === "ILIKE");
    case "RLIKE":
      throw new GyreError("tracking.bad_filter", "Invalid comparator 'RLIKE': expected = != > >= < <= LIKE ILIKE IN");
    default:
      return comparator satisfies never;
  }
}

/** A number as a parameter that is a double whatever it is compared with. */
export function doubleOf(number: number): RawBuilder<number> {
  return sql`cast(${number} as double precision)`;
}

function isIn(dialect: Dialect, column: Column, value: Value): RawBuilder<boolean> {
  const wanted = (Array.isArray(value) ? value : [value]).map(String);
  if (column.kind === "text") return dialect.isTextOf(column.sql, wanted);
  return dialect.isOneOf(column.sql, wanted.map(Number).filter(Number.isSafeInteger));
}
