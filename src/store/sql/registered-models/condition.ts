import { type RawBuilder, sql } from "kysely";
import { GyreError } from "../../../core/index.js";
import type { Condition, Field } from "../../../tracking/index.js";
import type { Dialect } from "../tracking/dialect.js";

/** How a search asks for what its conditions are about. */
export interface Fields {
  readonly dialect: Dialect;
  /** The column of an attribute, and how a row asks for it where it is in another table; null for one that there is not. */
  attribute(key: string): {
    readonly column: RawBuilder<unknown>;
    within?(test: RawBuilder<boolean>): RawBuilder<boolean>;
  } | null;
  /** Whether there is a tag of that key whose value, a column, is as wished. */
  tag(key: string, test: (value: RawBuilder<unknown>) => RawBuilder<boolean>): RawBuilder<boolean>;
}

type Comparison = Extract<Condition, { kind: "comparison" }>;

/** A condition as SQL. */
export function compileCondition(condition: Condition, fields: Fields): RawBuilder<boolean> {
  switch (condition.kind) {
    case "and":
    case "or": {
      const parts = condition.parts.map((part) => compileCondition(part, fields));
      if (parts.length === 0) return condition.kind === "and" ? sql`1 = 1` : sql`1 = 0`;
      return sql`(${sql.join(parts, condition.kind === "and" ? sql` and ` : sql` or `)})`;
    }
    case "not":
      return sql`not (${compileCondition(condition.part, fields)})`;
    case "isNull":
      return sql`not (${isThere(condition.field, fields)})`;
    case "isNotNull":
      return isThere(condition.field, fields);
    case "comparison":
      return compileComparison(condition, fields);
  }
}

function compileComparison(condition: Comparison, fields: Fields): RawBuilder<boolean> {
  const { field } = condition;
  if (field.entity === "tag") return fields.tag(field.key, (value) => compare(value, condition, fields.dialect));
  const { column, within } = attributeOf(field, fields);
  const test = compare(column, condition, fields.dialect);
  return within ? within(test) : test;
}

function compare(
  column: RawBuilder<unknown>,
  { comparator, value }: Pick<Comparison, "comparator" | "value">,
  dialect: Dialect,
): RawBuilder<boolean> {
  if (Array.isArray(value)) {
    const isOne = dialect.isTextOf(column, value);
    return comparator === "NOT IN" ? sql`not (${isOne})` : isOne;
  }
  if (comparator === "LIKE" || comparator === "ILIKE")
    return dialect.like(column, String(value), comparator === "ILIKE");
  if (comparator === "RLIKE" || comparator === "IN" || comparator === "NOT IN")
    throw new GyreError("tracking.bad_filter", `Invalid comparator for attribute: ${comparator}`);
  return sql`${column} ${sql.raw(comparator)} ${value}`;
}

function isThere(field: Field, fields: Fields): RawBuilder<boolean> {
  if (field.entity === "tag") return fields.tag(field.key, () => sql`1 = 1`);
  const { column, within } = attributeOf(field, fields);
  const test = sql<boolean>`${column} is not null`;
  return within ? within(test) : test;
}

function attributeOf(field: Field, fields: Fields) {
  const found = field.entity === "attribute" ? fields.attribute(field.key) : null;
  if (found) return found;
  throw new GyreError("tracking.bad_filter", `Invalid attribute name: ${field.key}`);
}
