import { type RawBuilder, sql } from "kysely";
import type { Field, OrderBy } from "../../../../tracking/index.js";
import {
  type AttributeColumns,
  attribute,
  attributeTerm,
  columnsOf,
  type OrderTerm,
  unknownField,
} from "../../tracking/search/attribute-columns.js";
import type { Column } from "../../tracking/search/compare.js";

const { text, number, optional } = columnsOf("t");

const ATTRIBUTE_COLUMNS: AttributeColumns = new Map([
  ["request_id", text("id")],
  ["client_request_id", optional("text", "client_request_id")],
  ["experiment_id", number("experiment")],
  ["status", text("state")],
  ["timestamp_ms", number("requested_at")],
  ["execution_time_ms", optional("number", "duration_ms")],
  ["end_time_ms", { sql: sql`(t.requested_at + coalesce(t.duration_ms, 0))`, kind: "number" as const }],
]);

/** The columns of `trace_spans as s`, and of its content as `c`. */
export const SPAN_COLUMNS: AttributeColumns = new Map([
  ["name", columnsOf("s").text("name")],
  ["type", columnsOf("s").optional("text", "type")],
  ["status", columnsOf("s").text("status")],
  ["content", columnsOf("c").text("content")],
]);

/** Spans with what these fields of theirs are in: their contents are not touched unless they are asked for. */
export function spansWith(fields: readonly Field[]): RawBuilder<unknown> {
  if (!fields.some(({ key }) => key === "content")) return sql`trace_spans as s`;
  return sql`trace_spans as s join trace_span_contents as c on c.trace = s.trace and c.id = s.id`;
}

/** Where a field of `traces as t` is: in its own row, or in the rows of another table that belong to it. */
export interface Place {
  readonly column: Column;
  /** The number of the row that holds it. */
  readonly row: RawBuilder<number>;
  /** The other table; null for the trace's own row. */
  readonly rows: { readonly from: RawBuilder<unknown>; readonly on: RawBuilder<boolean> } | null;
}

/** Where a field is that is no span's and no assessment's. */
export function placeOf(field: Field): Place {
  if (field.entity === "attribute") {
    return { column: attribute(ATTRIBUTE_COLUMNS, field), row: sql<number>`t.number`, rows: null };
  }
  if (field.entity !== "tag" && field.entity !== "metadata") throw unknownField(field);
  const table = sql.table(field.entity === "tag" ? "trace_tags" : "trace_metadata");
  return {
    column: { sql: sql.ref("p.value"), kind: "text" },
    row: sql<number>`t.number`,
    rows: { from: sql`${table} as p`, on: sql<boolean>`p.trace = t.number and p.key = ${field.key}` },
  };
}

/** The term of one wish; `place` names what it joins. */
export function traceTerm({ field, isDescending }: OrderBy, place: number): OrderTerm {
  if (field.entity === "attribute") return attributeTerm(attribute(ATTRIBUTE_COLUMNS, field), isDescending);
  if (field.entity !== "tag" && field.entity !== "metadata") throw unknownField(field);
  const alias = `o${place}`;
  const column = (name: string): RawBuilder<unknown> => sql.ref(`${alias}.${name}`);
  const table = sql.table(field.entity === "tag" ? "trace_tags" : "trace_metadata");
  const join = sql`left join ${table} as ${sql.ref(alias)} on ${column("trace")} = t.number and ${column("key")} = ${field.key}`;
  return { ...attributeTerm({ sql: column("value"), kind: "text", isOptional: true }, isDescending), join };
}
