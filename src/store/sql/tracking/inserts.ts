import type { CompiledQuery, Kysely } from "kysely";
import type { Runner } from "../compile-query.js";
import { createInsert } from "../insert.js";
import type { Tables } from "../schema.js";

type Cell = string | number | Uint8Array | null;

/** Writes rows, each a list of cells in the order of the columns, and gives how many it added or changed. */
export type Insert = (on: Runner, rows: readonly (readonly Cell[])[]) => Promise<number>;

/** Into which table, what makes two rows the same, and which columns of a row that is there then change: none leaves it alone. */
export interface InsertShape<T extends keyof Tables> {
  readonly table: T;
  readonly columns: readonly (keyof Tables[T] & string)[];
  readonly same: readonly (keyof Tables[T] & string)[];
  readonly changes: readonly (keyof Tables[T] & string)[];
}

const MOST_ROWS = 64;

/** Inserts of many rows, in few statements that are compiled once. */
export function compileInsert<T extends keyof Tables>(db: Kysely<Tables>, shape: InsertShape<T>): Insert {
  const statements = createInsert(MOST_ROWS, (rows) => build(db, shape, rows));
  return async (on, rows) => {
    let changed = 0n;
    for (const statement of statements(rows)) {
      changed += (await on.executeQuery(statement)).numAffectedRows ?? 0n;
    }
    return Number(changed);
  };
}

function build<T extends keyof Tables>(db: Kysely<Tables>, shape: InsertShape<T>, size: number): CompiledQuery {
  const { table, columns, same, changes } = shape;
  const example = Object.fromEntries(columns.map((column) => [column, ""]));
  const anyTable = db as unknown as Kysely<Record<string, Record<string, unknown>>>;
  const insert = anyTable.insertInto(table as string).values(Array.from({ length: size }, () => example));
  return insert
    .onConflict((conflict) => {
      const on = conflict.columns([...same]);
      if (changes.length === 0) return on.doNothing();
      return on.doUpdateSet((e) => Object.fromEntries(changes.map((column) => [column, e.ref(`excluded.${column}`)])));
    })
    .compile();
}
