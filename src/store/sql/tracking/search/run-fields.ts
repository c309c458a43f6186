import { type RawBuilder, sql } from "kysely";
import type { Field, OrderBy } from "../../../../tracking/index.js";
import {
  type AttributeColumns,
  attribute,
  attributeTerm,
  columnsOf,
  type OrderTerm,
  unknownField,
} from "./attribute-columns.js";
import { type Column, NEVER } from "./compare.js";
import { columnHolds, type Fields, type Test } from "./compile-condition.js";

const { text, optional } = columnsOf("r");

const ATTRIBUTE_COLUMNS: AttributeColumns = new Map([
  ["run_id", text("id")],
  ["run_name", text("name")],
  ["user_id", text("user_id")],
  ["status", text("status")],
  ["artifact_uri", text("artifact_uri")],
  ["start_time", optional("number", "started_at")],
  ["end_time", optional("number", "ended_at")],
]);

const DATASET_COLUMNS: AttributeColumns = new Map([
  ["name", columnsOf("d").text("name")],
  ["digest", columnsOf("d").text("digest")],
  ["context", columnsOf("i").optional("text", "context")],
]);

/** The numbers of the keys that a search names. */
export type KeyNumbers = ReadonlyMap<string, number>;

/** The fields of `tracked_runs as r`. */
export function runFields(numbers: KeyNumbers): Fields {
  return {
    holds(field, test) {
      switch (field.entity) {
        case "attribute":
          return columnHolds(attribute(ATTRIBUTE_COLUMNS, field), test);
        case "metric":
          return metricHolds(numbers.get(field.key), test);
        case "param":
          return pairHolds("run_params", numbers.get(field.key), test);
        case "tag":
          return pairHolds("run_tags", numbers.get(field.key), test);
        case "dataset":
          return datasetHolds(field, test);
        default:
          throw unknownField(field);
      }
    },
  };
}

/** The signs keep SQLite from walking along the index of values for each run. */
const MEASURED: Column = { sql: sql`+m.value`, kind: "number", nan: sql`+m.nan` };

function metricHolds(key: number | undefined, test: Test | null): RawBuilder<boolean> {
  if (key === undefined) return NEVER;
  const rest = test === null ? sql`` : sql`and ${test(MEASURED)}`;
  return sql`exists (select 1 from run_metrics as m where m.run = r.number and m.key = ${key} ${rest})`;
}

function pairHolds(table: "run_params" | "run_tags", key: number | undefined, test: Test | null): RawBuilder<boolean> {
  if (key === undefined) return NEVER;
  const rest = test === null ? sql`` : sql`and ${test({ sql: sql.ref("p.value"), kind: "text" })}`;
  return sql`exists (select 1 from ${sql.table(table)} as p where p.run = r.number and p.key = ${key} ${rest})`;
}

function datasetHolds(field: Field, test: Test | null): RawBuilder<boolean> {
  const rest = columnHolds(attribute(DATASET_COLUMNS, field), test);
  return sql`exists (select 1 from run_inputs as i join run_datasets as d on d.number = i.dataset where i.run = r.number and ${rest})`;
}

/** The term of one wish; `place` names what it joins. */
export function runTerm({ field, isDescending }: OrderBy, place: number, numbers: KeyNumbers): OrderTerm {
  const alias = `o${place}`;
  const column = (name: string): RawBuilder<unknown> => sql.ref(`${alias}.${name}`);
  const join = (table: string): RawBuilder<unknown> =>
    sql`left join ${sql.table(table)} as ${sql.ref(alias)} on ${column("run")} = r.number and ${column("key")} = ${numbers.get(field.key) ?? 0}`;
  switch (field.entity) {
    case "attribute":
      return attributeTerm(attribute(ATTRIBUTE_COLUMNS, field), isDescending);
    case "metric": {
      const rank = sql<number>`coalesce(${column("nan")}, 2)`;
      const value = sql<number>`coalesce(${column("value")}, 0)`;
      return { rank, value, kind: "number", isDescending, join: join("run_metrics") };
    }
    case "param":
    case "tag": {
      const term = attributeTerm({ sql: column("value"), kind: "text", isOptional: true }, isDescending);
      return { ...term, join: join(field.entity === "param" ? "run_params" : "run_tags") };
    }
    default:
      throw unknownField(field);
  }
}
