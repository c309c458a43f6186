import { setTimeout as sleep } from "node:timers/promises";
import { Kysely, type TransactionBuilder } from "kysely";
import type { Random } from "../../../core/index.js";
import type { Tables } from "../schema.js";
import { PostgresDialect } from "./dialect.js";
import type { Drain } from "./drain.js";
import type { PostgresConfig } from "./driver.js";
import { isConflict, mayBeConflict } from "./failures.js";

const TRIES_TOGETHER = 3;
const TRIES_ALONE = 3;
const PAUSE_MS = 4;

/** A pool of connections, and chance for the pauses before a transaction is tried again. */
export interface PostgresDatabaseConfig extends Omit<PostgresConfig, "mode"> {
  readonly random: Random;
}

/**
 * A database whose transactions are serializable and tried again when others got in their way, at last with all others kept
 * waiting. So a transaction may read and then write what it decided from that, as under SQLite's `begin immediate`; it may run
 * more than once, so it must change nothing outside the database. One that decides nothing from what it read can say
 * `setIsolationLevel("read committed")`, under which it waits for others where it would otherwise have to be tried again.
 */
export class PostgresDatabase extends Kysely<Tables> {
  readonly #alone: Kysely<Tables>;
  readonly #drain: Drain;
  readonly #random: Random;

  constructor({ random, ...config }: PostgresDatabaseConfig) {
    super({ dialect: new PostgresDialect({ ...config, mode: "together" }) });
    this.#alone = new Kysely({ dialect: new PostgresDialect({ ...config, mode: "alone" }) });
    this.#drain = config.drain;
    this.#random = random;
  }

  override transaction(): TransactionBuilder<Tables> {
    return this.#retrying(super.transaction());
  }

  #retrying(builder: TransactionBuilder<Tables>): TransactionBuilder<Tables> {
    const execute = builder.execute.bind(builder);
    const setIsolationLevel = builder.setIsolationLevel.bind(builder);
    builder.setIsolationLevel = (level) => this.#retrying(setIsolationLevel(level));
    builder.execute = async (work) => {
      const end = this.#drain.begin();
      try {
        return await tried(
          () => execute(work),
          () => this.#alone.transaction().execute(work),
          this.#random,
        );
      } finally {
        end();
      }
    };
    return builder;
  }
}

async function tried<T>(together: () => Promise<T>, alone: () => Promise<T>, random: Random): Promise<T> {
  for (let tries = 1; tries <= TRIES_TOGETHER; tries++) {
    try {
      return await together();
    } catch (error) {
      // A key that is really there twice is so again when no other transaction is in the way.
      if (!mayBeConflict(error)) throw error;
    }
    await sleep(random.next() * PAUSE_MS * tries);
  }
  for (let tries = 1; ; tries++) {
    try {
      return await alone();
    } catch (error) {
      if (!isConflict(error) || tries >= TRIES_ALONE) throw error;
    }
  }
}
