import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Cursor } from "../../../../tracking/index.js";
import type { Tables } from "../../schema.js";
import { joined } from "./compile-condition.js";
import { cursorOf, isAfter, orderOf, placeColumns, type Term } from "./keyset.js";

/** What a page is cut from. The terms' order is total. */
export interface Wish {
  /** A table with its alias, and what is joined to it. */
  readonly from: RawBuilder<unknown>;
  /** Its number's column. */
  readonly number: RawBuilder<number>;
  readonly conditions: readonly RawBuilder<boolean>[];
  readonly terms: readonly Term[];
  readonly limit: number;
  readonly after: Cursor | null;
}

interface Row {
  readonly number: number;
  readonly [place: string]: unknown;
}

/** The numbers of a page's rows. One more is looked for, so that no empty page follows the last. */
export async function findPage(
  db: Kysely<Tables>,
  { from, number, conditions, terms, limit, after }: Wish,
): Promise<{ readonly numbers: readonly number[]; readonly next: Cursor | null }> {
  const all = after === null ? conditions : [...conditions, isAfter(terms, after)];
  const { rows } = await sql<Row>`
    select ${number} as number, ${placeColumns(terms)} from ${from}
    where ${joined(all, "and")} order by ${orderOf(terms)} limit ${limit + 1}
  `.execute(db);
  const page = rows.slice(0, limit);
  const next = rows.length > limit && page.length > 0 ? cursorOf(terms, page[page.length - 1]) : null;
  return { numbers: page.map((row) => row.number), next };
}

/** Of things to order by that are the same the first counts. */
export function firstOfEach<T>(wishes: readonly T[], nameOf: (wish: T) => string): T[] {
  const kept = new Map<string, T>();
  for (const wish of wishes) if (!kept.has(nameOf(wish))) kept.set(nameOf(wish), wish);
  return [...kept.values()];
}
