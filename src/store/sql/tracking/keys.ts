import { type Kysely, sql } from "kysely";
import type { Tables } from "../schema.js";
import { dialectOf } from "./dialect.js";
import { compileInsert } from "./inserts.js";

/** The numbers of the keys that runs log under. A key keeps its number for ever. */
export interface Keys {
  /** The numbers of these keys, new ones where they have none yet; durable with what is written next. */
  numbersOf(keys: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** The numbers of those of these keys that have one. */
  known(keys: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** The keys of these numbers, read by the connection that the caller holds. */
  textsOf(connection: Kysely<Tables>, numbers: readonly number[]): Promise<ReadonlyMap<number, string>>;
}

const MOST_REMEMBERED = 50_000;

/** Opens the dictionary; `db` commits without waiting for the disk. */
export function openKeys(db: Kysely<Tables>): Keys {
  const dialect = dialectOf(db);
  const insert = compileInsert(db, { table: "logged_keys", columns: ["key"], same: ["key"], changes: [] });
  const numbers = createMemory<string, number>();
  const texts = createMemory<number, string>();
  const read = async (connection: Kysely<Tables>, isWanted: ReturnType<typeof dialect.isOneOf>) => {
    const rows = await connection.selectFrom("logged_keys").select(["key", "number"]).where(isWanted).execute();
    for (const { key, number } of rows) {
      numbers.keep(key, number);
      texts.keep(number, key);
    }
    return rows;
  };
  const known = async (keys: readonly string[]): Promise<Map<string, number>> => {
    const { found, missing } = numbers.find(keys);
    if (missing.length === 0) return found;
    for (const { key, number } of await read(db, dialect.isTextOf(sql.ref("key"), missing))) found.set(key, number);
    return found;
  };
  return {
    known,
    async numbersOf(keys) {
      const found = await known(keys);
      const absent = [...new Set(keys.filter((key) => !found.has(key)))].sort();
      if (absent.length === 0) return found;
      await insert(
        db,
        absent.map((key) => [key]),
      );
      for (const [key, number] of await known(absent)) found.set(key, number);
      return found;
    },
    async textsOf(connection, wanted) {
      const { found, missing } = texts.find(wanted);
      if (missing.length === 0) return found;
      for (const { key, number } of await read(connection, dialect.isOneOf(sql.ref("number"), missing)))
        found.set(number, key);
      return found;
    },
  };
}

/** Remembers what never changes, and forgets all of it when it becomes much. */
function createMemory<K, V>() {
  const kept = new Map<K, V>();
  return {
    keep(key: K, value: V): void {
      if (kept.size >= MOST_REMEMBERED) kept.clear();
      kept.set(key, value);
    },
    find(keys: readonly K[]): { found: Map<K, V>; missing: K[] } {
      const found = new Map<K, V>();
      const missing = new Set<K>();
      for (const key of keys) {
        const value = kept.get(key);
        if (value === undefined) missing.add(key);
        else found.set(key, value);
      }
      return { found, missing: [...missing] };
    },
  };
}
