import { describe } from "vitest";
import { registeredModelStoreContract } from "../../src/registry/registered-model-store.contract.js";
import { createSqlRegisteredModelStore } from "../../src/store/sql/registered-models/store.js";
import { emptiedDatabases } from "./emptied.js";

describe("registered models in PostgreSQL", () => {
  const open = emptiedDatabases();
  registeredModelStoreContract(async () => createSqlRegisteredModelStore(await open()));
});
