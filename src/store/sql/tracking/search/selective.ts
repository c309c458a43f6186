import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Condition } from "../../../../tracking/index.js";
import type { Tables } from "../../schema.js";
import { dialectOf } from "../dialect.js";
import { type Column, compare } from "./compare.js";
import type { KeyNumbers } from "./run-fields.js";

type Comparison = Extract<Condition, { kind: "comparison" }>;

/** A comparison that so few runs meet is a place to start from. */
const FEW_RUNS = 1000;

/**
 * What a condition says of `tracked_runs as r` that an index of values answers with few runs: repeats a part of it in a form with which
 * the database can start. Without it the database, which knows nothing of the values, would look at every run.
 */
export async function selectiveParts(
  db: Kysely<Tables>,
  where: Condition | null,
  numbers: KeyNumbers,
): Promise<RawBuilder<boolean>[]> {
  const parts: RawBuilder<boolean>[] = [];
  for (const comparison of required(where)) {
    const runs = runsOf(db, comparison, numbers);
    if (runs === null) continue;
    const { rows } = await sql<{ runs: number }>`
      select count(*) as runs from (${runs} limit ${FEW_RUNS + 1}) as found
    `.execute(db);
    if (rows[0].runs <= FEW_RUNS) parts.push(sql`r.number in (${runs})`);
  }
  return parts;
}

/** The comparisons that all must hold. */
function required(where: Condition | null): Comparison[] {
  if (where?.kind === "comparison") return [where];
  return where?.kind === "and" ? where.parts.flatMap(required) : [];
}

/** The runs of which a comparison holds, by an index; null where there is none for it. */
function runsOf(db: Kysely<Tables>, comparison: Comparison, numbers: KeyNumbers): RawBuilder<unknown> | null {
  const { field, comparator, value } = comparison;
  const key = numbers.get(field.key) ?? 0;
  if (field.entity === "metric" && comparator !== "!=") {
    const column: Column = { sql: sql.ref("value"), kind: "number" };
    const holds = compare(dialectOf(db), column, comparator, value);
    return sql`select run from run_metrics where key = ${key} and nan = 0 and ${holds}`;
  }
  if ((field.entity !== "param" && field.entity !== "tag") || comparator !== "=") return null;
  const table = sql.table(field.entity === "param" ? "run_params" : "run_tags");
  const text = String(value);
  return sql`select run from ${table} where key = ${key} and substr(value, 1, 64) = ${prefixOf(text)} and value = ${text}`;
}

/** What the index holds of a text: its first 64 code points. */
function prefixOf(text: string): string {
  return [...text.slice(0, 128)].slice(0, 64).join("");
}
