import { sql } from "kysely";
import { afterAll, beforeEach } from "vitest";
import type { SqlDatabase } from "../../src/store/sql/database.js";
import { openPostgres } from "../../src/store/sql/postgres/open.js";
import { freshDatabase, run } from "./databases.js";

/**
 * Gives the tests of a file open databases as if each were new, a different one for each call within a test. Making a database
 * takes a server longer than emptying one, so they are made once and emptied.
 */
export function emptiedDatabases(): () => Promise<SqlDatabase> {
  const made: SqlDatabase[] = [];
  let used = 0;
  beforeEach(() => {
    used = 0;
  });
  afterAll(async () => {
    for (const database of made) await database.close();
  });
  return async () => {
    const next = made[used++];
    if (next) return emptied(next);
    const url = await freshDatabase();
    const database = await openPostgres(url);
    await run(REMEMBER_AND_EMPTY, url);
    made.push(database);
    return database;
  };
}

/** A database that was given, as if it were new again. */
export async function emptied(database: SqlDatabase): Promise<SqlDatabase> {
  await sql`call empty_all()`.execute(database.db);
  return database;
}

/** Keeps the rows that the schema itself brings, and makes the procedure that leaves those alone. Constraints rest meanwhile. */
const REMEMBER_AND_EMPTY = `
  create schema kept;
  do $$ declare name text; begin
    for name in select tablename from pg_tables where schemaname = 'public' loop
      execute format('create table kept.%I as select * from public.%I', name, name);
    end loop;
  end $$;
  create procedure empty_all() language plpgsql as $$ declare name text; begin
    set local session_replication_role = replica;
    for name in select tablename from pg_tables where schemaname = 'public' and tablename <> 'schema_version' loop
      execute format('delete from public.%I', name);
      execute format('insert into public.%I overriding system value select * from kept.%I', name, name);
    end loop;
  end $$`;
