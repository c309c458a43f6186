import type { Compilable, CompiledQuery, QueryResult, Transaction } from "kysely";
import type { Tables } from "./schema.js";

/** What runs compiled statements: a database, a transaction, or a {@link connectionOf} one. */
export interface Runner {
  executeQuery<R>(query: CompiledQuery<R>): Promise<QueryResult<R>>;
}

/** Runs a query that was compiled before, with these parameters in the order of its text. */
export type KeptQuery<R> = (on: Runner, parameters: readonly unknown[]) => Promise<readonly R[]>;

/** Compiles a query once, from an example with any parameters: what comes with every request is not built anew each time. */
export function compileQuery<R>(example: Compilable<R>): KeptQuery<R> {
  const compiled = example.compile();
  return async (on, parameters) => (await on.executeQuery<R>({ ...compiled, parameters })).rows as readonly R[];
}

/** The connection of a transaction, for its duration: several statements in a row run on it with less between them and the database. */
export function connectionOf(trx: Transaction<Tables>): Promise<Runner> {
  return trx.getExecutor().provideConnection(async (connection) => connection);
}
