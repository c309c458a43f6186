import type { Compilable, Kysely } from "kysely";
import type { Tables } from "./schema.js";

/** Runs a query that was compiled before, with these parameters in the order of its text. */
export type KeptQuery<R> = (db: Kysely<Tables>, parameters: readonly unknown[]) => Promise<readonly R[]>;

/** Compiles a query once, from an example with any parameters: what comes with every request is not built anew each time. */
export function compileQuery<R>(example: Compilable<R>): KeptQuery<R> {
  const compiled = example.compile();
  return async (db, parameters) => (await db.executeQuery<R>({ ...compiled, parameters })).rows as readonly R[];
}
