import { describe } from "vitest";
import { accessStoreContract } from "../../src/access/access-store.contract.js";
import { createSqlAccessStore } from "../../src/store/sql/access/access.js";
import { emptiedDatabases } from "./emptied.js";

describe("users and tokens in PostgreSQL", () => {
  const open = emptiedDatabases();
  accessStoreContract(async () => createSqlAccessStore(await open()));
});
