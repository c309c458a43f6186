import { type Dialect, type Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from "kysely";
import { type PostgresConfig, PostgresDriver } from "./driver.js";

/** Kysely's PostgreSQL dialect with a driver that fails in Gyre's codes and reads values as SQLite's driver gives them. */
export class PostgresDialect implements Dialect {
  readonly #config: PostgresConfig;

  constructor(config: PostgresConfig) {
    this.#config = Object.freeze({ ...config });
  }

  createDriver() {
    return new PostgresDriver(this.#config);
  }

  createQueryCompiler() {
    return new PostgresQueryCompiler();
  }

  createAdapter() {
    return new PostgresAdapter();
  }

  createIntrospector(db: Kysely<unknown>) {
    return new PostgresIntrospector(db);
  }
}
