import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { registeredModelStoreContract } from "../../../registry/registered-model-store.contract.js";
import { sampleWebhook, webhookStoreContract } from "../../../registry/webhooks/webhook-store.contract.js";
import { openSecretBox } from "../../files/secret-key.js";
import type { SqlDatabase } from "../database.js";
import { openSqlite } from "../sqlite/open.js";
import { createSqlRegisteredModelStore } from "./store.js";
import { createSqlWebhookStore } from "./webhooks.js";

describe("registered models in SQLite", () => {
  let directory: string;
  const opened: SqlDatabase[] = [];
  const open = async (): Promise<SqlDatabase> => {
    const path = join(directory, `${opened.length}.db`);
    await cp(join(directory, "empty.db"), path);
    const database = await openSqlite(path);
    opened.push(database);
    return database;
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "gyre-registered-"));
    await (await openSqlite(join(directory, "empty.db"))).close();
  });
  afterAll(async () => {
    for (const database of opened) await database.close();
    await rm(directory, { recursive: true, force: true });
  });

  registeredModelStoreContract(async () => createSqlRegisteredModelStore(await open()));

  describe("webhooks", () => {
    webhookStoreContract(async () => {
      const database = await open();
      const secrets = await openSecretBox(join(directory, "key"));
      return {
        webhooks: createSqlWebhookStore(database, secrets),
        registered: createSqlRegisteredModelStore(database),
      };
    });

    it("keep their secrets unreadable, and readable again after the next start", async () => {
      const database = await open();
      const webhooks = createSqlWebhookStore(database, await openSecretBox(join(directory, "key")));
      await webhooks.create(sampleWebhook(), "open sesame");
      const row = await database.db.selectFrom("webhooks").selectAll().executeTakeFirstOrThrow();
      expect(row.secret).not.toContain("sesame");
      expect(Buffer.from(row.secret ?? "", "base64").toString("latin1")).not.toContain("sesame");
      const again = createSqlWebhookStore(database, await openSecretBox(join(directory, "key")));
      expect(await again.secret("w1")).toBe("open sesame");
      const other = createSqlWebhookStore(database, await openSecretBox(join(directory, "other key")));
      await expect(other.secret("w1")).rejects.toMatchObject({ code: "store.corrupt" });
    });
  });
});
