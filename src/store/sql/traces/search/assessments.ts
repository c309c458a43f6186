import { type RawBuilder, sql } from "kysely";
import type { Leaf } from "../../../../tracing/index.js";
import type { Dialect } from "../../tracking/dialect.js";
import { ALWAYS, type Column, compare } from "../../tracking/search/compare.js";

const VALUE: Column = { sql: sql.ref("a.value"), kind: "text" };
const AMOUNT: Column = { sql: sql.ref("a.amount"), kind: "number" };

/** What an assessment `a` of the leaf's name and kind must be like; `matches` decides of a row what a pattern says. */
export type Matches = (row: RawBuilder<number>) => RawBuilder<boolean>;

/** Of a row of `trace_assessments as a`: whether it is valid and of the leaf's kind and name. */
export function isNamed({ field }: Leaf): RawBuilder<boolean> {
  return sql`(a.kind = ${field.entity} and a.name = ${field.key} and a.valid = 1)`;
}

/** Of a row of `trace_assessments as a`: whether its value compares so. */
export function comparesSo(dialect: Dialect, leaf: Leaf, matches: Matches): RawBuilder<boolean> {
  if (leaf.kind !== "comparison") return ALWAYS;
  const { comparator, value } = leaf;
  if (comparator === "RLIKE") return matches(sql<number>`a.number`);
  if (/^[<>]/.test(comparator)) {
    return sql`(a.amount is not null and ${compare(dialect, AMOUNT, comparator, value)})`;
  }
  if (comparator !== "=" && comparator !== "!=") return compare(dialect, VALUE, comparator, value);
  const isSame = sql<boolean>`(a.value = ${String(value)} or a.value = ${JSON.stringify(value)})`;
  return comparator === "=" ? isSame : sql`not ${isSame}`;
}

/** Of `traces as t`: whether an assessment of it, or one of its session made within the scope, is so. */
export function isAssessed(so: RawBuilder<boolean>, isInScope: RawBuilder<boolean>): RawBuilder<boolean> {
  return sql`(exists (select 1 from trace_assessments as a where a.trace = t.number and ${so})
    or (t.session is not null and exists (
      select 1 from traces as u join trace_assessments as a on a.trace = u.number
      where u.session = t.session and ${isInScope} and a.of_session = 1 and ${so})))`;
}
