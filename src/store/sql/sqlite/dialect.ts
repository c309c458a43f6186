import { type Dialect, type Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import { type SqliteConfig, SqliteDriver } from "./driver.js";

/** Kysely's SQLite dialect with a driver for node:sqlite's API. */
export class SqliteDialect implements Dialect {
  readonly #config: SqliteConfig;

  constructor(config: SqliteConfig) {
    this.#config = Object.freeze({ ...config });
  }

  createDriver() {
    return new SqliteDriver(this.#config);
  }

  createQueryCompiler() {
    return new SqliteQueryCompiler();
  }

  createAdapter() {
    return new SqliteAdapter();
  }

  createIntrospector(db: Kysely<unknown>) {
    return new SqliteIntrospector(db);
  }
}
