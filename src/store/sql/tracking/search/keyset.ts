import { type RawBuilder, sql } from "kysely";
import { GyreError } from "../../../../core/index.js";
import type { Cursor } from "../../../../tracking/index.js";
import { doubleOf } from "./compare.js";
import { joined } from "./compile-condition.js";

/**
 * One thing that rows are ordered by. `rank` says 0 for a value, 1 for NaN, 2 for what is missing; without it there always is a
 * value. `value` is not null.
 */
export interface Term {
  readonly rank: RawBuilder<number> | null;
  readonly value: RawBuilder<string | number>;
  readonly kind: "number" | "text";
  readonly isDescending: boolean;
}

type Row = Readonly<Record<string, unknown>>;

/** The columns that tell where a row stands, named so that {@link cursorOf} finds them. */
export function placeColumns(terms: readonly Term[]): RawBuilder<unknown> {
  return sql.join(
    terms.flatMap(({ rank, value }, i) => {
      const column = sql`${value} as ${sql.ref(`v${i}`)}`;
      return rank === null ? [column] : [sql`${rank} as ${sql.ref(`r${i}`)}`, column];
    }),
  );
}

/** What follows ORDER BY. */
export function orderOf(terms: readonly Term[]): RawBuilder<unknown> {
  return sql.join(
    terms.flatMap(({ rank, value, isDescending }) => {
      const column = sql`${value} ${sql.raw(isDescending ? "desc" : "asc")}`;
      return rank === null ? [column] : [rank, column];
    }),
  );
}

/** Where a page ended, from its last row. */
export function cursorOf(terms: readonly Term[], row: Row): Cursor {
  return terms.map((_, i) => {
    const rank = Number(row[`r${i}`] ?? 0);
    if (rank === 2) return null;
    return rank === 1 ? "NaN" : (row[`v${i}`] as string | number);
  });
}

/** What is true of rows after the cursor. Throws `tracking.bad_page_token` for one that is of another search. */
export function isAfter(terms: readonly Term[], cursor: Cursor): RawBuilder<boolean> {
  if (cursor.length !== terms.length) throw badCursor();
  const [first] = terms;
  const after = terms.reduceRight<RawBuilder<boolean> | null>(
    (rest, term, i) => isAfterTerm(term, cursor[i], rest),
    null,
  );
  // Says nothing new, but lets an index start where the page ended.
  const start =
    first.rank === null
      ? [sql<boolean>`${first.value} ${sql.raw(first.isDescending ? "<=" : ">=")} ${parameterOf(cursor[0])}`]
      : [];
  return joined([...start, after ?? sql<boolean>`true`], "and");
}

function isAfterTerm(term: Term, cell: Cursor[number], rest: RawBuilder<boolean> | null): RawBuilder<boolean> {
  const { rank, value, kind, isDescending } = term;
  const place = cell === null ? 2 : kind === "number" && cell === "NaN" ? 1 : 0;
  const isRight = place === 0 ? typeof cell === (kind === "number" ? "number" : "string") : rank !== null;
  if (!isRight) throw badCursor();
  const further = sql<boolean>`${value} ${sql.raw(isDescending ? "<" : ">")} ${parameterOf(cell)}`;
  const later = place > 0 ? [] : [further];
  if (rest !== null) later.push(place > 0 ? rest : sql`(${value} = ${parameterOf(cell)} and ${rest})`);
  const withinRank = joined(later, "or");
  return rank === null
    ? withinRank
    : sql`(${rank} > ${sql.lit(place)} or (${rank} = ${sql.lit(place)} and ${withinRank}))`;
}

function parameterOf(cell: Cursor[number]): RawBuilder<unknown> {
  return typeof cell === "number" ? doubleOf(cell) : sql`${cell}`;
}

function badCursor(): GyreError {
  return new GyreError("tracking.bad_page_token", "Invalid page token: it belongs to another search");
}
