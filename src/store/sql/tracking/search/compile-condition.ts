import { type RawBuilder, sql } from "kysely";
import type { Condition, Field } from "../../../../tracking/index.js";
import type { Dialect } from "../dialect.js";
import { ALWAYS, type Column, compare, NEVER } from "./compare.js";

/** What a comparison of a field's value is, given the column that holds it. */
export type Test = (column: Column) => RawBuilder<boolean>;

/** How a searchable thing's fields are found in the tables. */
export interface Fields {
  /** What is true where the field is there and, if a test is given, it holds: never null. */
  holds(field: Field, test: Test | null): RawBuilder<boolean>;
}

/** A condition in SQL. It is true or false and never null, so that NOT is what it seems to be. */
export function compileCondition(dialect: Dialect, fields: Fields, condition: Condition): RawBuilder<boolean> {
  const compile = (one: Condition): RawBuilder<boolean> => {
    switch (one.kind) {
      case "comparison":
        return fields.holds(one.field, (column) => compare(dialect, column, one.comparator, one.value));
      case "isNotNull":
        return fields.holds(one.field, null);
      case "isNull":
        return sql`not ${fields.holds(one.field, null)}`;
      case "not":
        return sql`not ${compile(one.part)}`;
      case "and":
        return joined(one.parts.map(compile), "and");
      case "or":
        return joined(one.parts.map(compile), "or");
      default:
        return one satisfies never;
    }
  };
  return compile(condition);
}

/** Joined as a balanced tree: SQLite bounds the depth of an expression, and a chain is as deep as it is long. */
export function joined(parts: readonly RawBuilder<boolean>[], word: "and" | "or"): RawBuilder<boolean> {
  if (parts.length === 0) return word === "and" ? ALWAYS : NEVER;
  if (parts.length === 1) return parts[0];
  const middle = parts.length >> 1;
  return sql`(${joined(parts.slice(0, middle), word)} ${sql.raw(word)} ${joined(parts.slice(middle), word)})`;
}

/** A field in a column of the thing's own row. */
export function columnHolds(column: Column, test: Test | null): RawBuilder<boolean> {
  if (column.isOptional !== true) return test === null ? ALWAYS : sql`(${test(column)})`;
  return test === null ? sql`(${column.sql} is not null)` : sql`(${column.sql} is not null and ${test(column)})`;
}

/** Every field that a condition names. */
export function fieldsOf(condition: Condition | null): Field[] {
  if (condition === null) return [];
  switch (condition.kind) {
    case "and":
    case "or":
      return condition.parts.flatMap(fieldsOf);
    case "not":
      return fieldsOf(condition.part);
    default:
      return [condition.field];
  }
}
