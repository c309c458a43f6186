import { setImmediate } from "node:timers/promises";
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Comparison, Plan } from "../../../../tracing/index.js";
import { type Field, patternOf } from "../../../../tracking/index.js";
import type { Tables } from "../../schema.js";
import { dialectOf } from "../../tracking/dialect.js";
import { attribute } from "../../tracking/search/attribute-columns.js";
import { columnHolds } from "../../tracking/search/compile-condition.js";
import { isNamed } from "./assessments.js";
import { placeOf, SPAN_COLUMNS, spansWith } from "./fields.js";

/** Bounds how much text is in memory at once. */
const BYTES_AT_ONCE = 8 * 1024 * 1024;
const ROWS_AT_ONCE = 1000;
/** Then others have their turn. */
const MOST_MS_AT_ONCE = 20;
const LONGEST_REMEMBERED = 200;
const MOST_REMEMBERED = 1000;

/** The comparisons of a plan by a pattern, which no database decides in bounded time. */
export function patternsIn(plan: Plan): readonly Comparison[] {
  switch (plan.kind) {
    case "not":
      return patternsIn(plan.part);
    case "and":
    case "or":
      return plan.parts.flatMap(patternsIn);
    case "spans":
      return plan.tests.filter(({ comparator }) => comparator === "RLIKE");
    default:
      return plan.leaf.kind === "comparison" && plan.leaf.comparator === "RLIKE" ? [plan.leaf] : [];
  }
}

/** For each pattern the numbers of the rows of these traces that match. */
export async function matchingRows(
  db: Kysely<Tables>,
  patterns: readonly Comparison[],
  traces: readonly number[],
): Promise<ReadonlyMap<Comparison, readonly number[]>> {
  const found = new Map<Comparison, readonly number[]>();
  for (const pattern of patterns) found.set(pattern, await matches(db, pattern, traces));
  return found;
}

interface Cell {
  readonly row: number;
  readonly value: string;
}

async function matches(db: Kysely<Tables>, pattern: Comparison, traces: readonly number[]): Promise<number[]> {
  const isMatch = remembered(patternOf(String(pattern.value)));
  const rows: number[] = [];
  let since = performance.now();
  for await (const cells of cellsOf(db, pattern, traces))
    for (const { row, value } of cells) {
      if (isMatch(value)) rows.push(row);
      if (performance.now() - since < MOST_MS_AT_ONCE) continue;
      await setImmediate();
      since = performance.now();
    }
  return rows;
}

/** Names and statuses are the same again and again. */
function remembered(isMatch: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    if (text.length > LONGEST_REMEMBERED) return isMatch(text);
    const is = known.get(text) ?? isMatch(text);
    if (known.size < MOST_REMEMBERED) known.set(text, is);
    return is;
  };
}

async function* cellsOf(
  db: Kysely<Tables>,
  { field, ...pattern }: Comparison,
  traces: readonly number[],
): AsyncIterable<readonly Cell[]> {
  const isWanted = dialectOf(db).isOneOf(sql.ref("t.number"), traces);
  if (field.entity === "span") {
    yield* spanCells(db, field, traces);
  } else if (field.entity === "feedback" || field.entity === "expectation") {
    yield await cells(
      db,
      sql`select a.number as row, a.value from trace_assessments as a join traces as u on u.number = a.trace
        where ${isNamed({ field, ...pattern })} and exists (select 1 from traces as t where ${isWanted}
          and (t.number = u.number or (a.of_session = 1 and t.session = u.session)))`,
    );
  } else {
    const { column, row, rows } = placeOf(field);
    const from = rows === null ? sql`traces as t` : sql`traces as t join ${rows.from} on ${rows.on}`;
    const isThere = columnHolds(column, null);
    yield await cells(
      db,
      sql`select ${row} as row, ${column.sql} as value from ${from} where ${isWanted} and ${isThere}`,
    );
  }
}

async function cells(db: Kysely<Tables>, query: RawBuilder<Cell>): Promise<readonly Cell[]>;
async function cells(db: Kysely<Tables>, query: RawBuilder<unknown>): Promise<readonly Cell[]> {
  return (await query.execute(db)).rows as readonly Cell[];
}

/** What is said of spans may be much: they are read in parts. */
async function* spanCells(db: Kysely<Tables>, field: Field, traces: readonly number[]): AsyncIterable<readonly Cell[]> {
  const column = attribute(SPAN_COLUMNS, field);
  const dialect = dialectOf(db);
  const { rows } = await sql<{ number: number; size_bytes: number }>`
    select s.number, s.size_bytes from trace_spans as s where ${dialect.isOneOf(sql.ref("s.trace"), traces)}
  `.execute(db);
  for (let start = 0; start < rows.length; ) {
    let [end, bytes] = [start, 0];
    while (end < rows.length && end < start + ROWS_AT_ONCE && (end === start || bytes < BYTES_AT_ONCE))
      bytes += rows[end++]!.size_bytes;
    const numbers = rows.slice(start, end).map(({ number }) => number);
    yield await cells(
      db,
      sql`select s.number as row, ${column.sql} as value from ${spansWith([field])} where ${dialect.isOneOf(sql.ref("s.number"), numbers)} and ${columnHolds(column, null)}`,
    );
    start = end;
  }
}
