import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSqlite } from "../sqlite/open.js";
import { SQLITE_VERSION_TABLE } from "../sqlite/version-table.js";
import { SQLITE_WORDS } from "../words.js";
import { migrations } from "./index.js";
import { upgradeContract } from "./upgrade.contract.js";

/** The steps that stores out there have taken, by the SHA-256 of their statements without their white space. */
const RELEASED: Readonly<Record<number, string>> = {
  1: "9d4a2558f080deaa96e0d8a69d08cbc03ea313fdb8cfbaec038ab856d534fe0c",
};

describe("a SQLite file of an earlier schema", () => {
  let directory: string;
  let made = 0;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "gyre-upgrade-"));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  upgradeContract({
    words: SQLITE_WORDS,
    async make(statements) {
      const path = join(directory, `${made++}.db`);
      const database = new DatabaseSync(path);
      for (const statement of [SQLITE_VERSION_TABLE, ...statements]) database.exec(statement);
      database.close();
      return path;
    },
    open: openSqlite,
    async schema(db) {
      const query = sql<{ sql: string }>`select sql from sqlite_master where sql is not null order by name`;
      return (await query.execute(db)).rows.map((row) => row.sql);
    },
  });

  it("was made by steps that never change once they are released", () => {
    for (const { version, statements } of migrations(SQLITE_WORDS)) {
      const digest = createHash("sha256").update(statements.join(";").replace(/\s+/g, "")).digest("hex");
      if (RELEASED[version] !== undefined) expect({ version, digest }).toEqual({ version, digest: RELEASED[version] });
    }
  });
});
