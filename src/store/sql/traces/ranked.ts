import type { CompiledQuery, Kysely } from "kysely";
import { createInsert } from "../insert.js";
import type { Tables } from "../schema.js";

/** Who says a text: what made the spans, the spans, or somebody of the trace itself. A later one replaces an earlier. */
export const RANK = { source: 0, spans: 1, said: 2 } as const;

/** Sets texts of a trace by key, unless a later rank has set them. */
export type SetRanked = (
  trx: Kysely<Tables>,
  trace: number,
  texts: Readonly<Record<string, string>>,
  rank: keyof typeof RANK,
) => Promise<void>;

const MOST_ROWS = 64;

/** A {@link SetRanked} whose statements are compiled once. */
export function compileSetRanked(db: Kysely<Tables>, table: "trace_tags" | "trace_metadata"): SetRanked {
  const statements = createInsert(MOST_ROWS, (rows) => build(db, table, rows));
  return async (trx, trace, texts, rank) => {
    const rows = Object.entries(texts).map(([key, value]) => [trace, key, value, RANK[rank]]);
    for (const statement of statements(rows)) await trx.executeQuery(statement);
  };
}

function build(db: Kysely<Tables>, table: "trace_tags" | "trace_metadata", size: number): CompiledQuery {
  const example = { trace: 0, key: "", value: "", rank: 0 };
  return db
    .insertInto(table)
    .values(Array.from({ length: size }, () => example))
    .onConflict((conflict) =>
      conflict
        .columns(["trace", "key"])
        .doUpdateSet((e) => ({ value: e.ref("excluded.value"), rank: e.ref("excluded.rank") }))
        .whereRef(`${table}.rank`, "<=", "excluded.rank"),
    )
    .compile();
}
