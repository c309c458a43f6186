import type { Kysely, Selectable } from "kysely";
import { GyreError } from "../../../core/index.js";
import type { Delivery, Webhook, WebhookEvent, WebhookStore } from "../../../registry/index.js";
import type { Cursor, Page } from "../../../tracking/index.js";
import type { SecretBox } from "../../files/secret-key.js";
import type { SqlDatabase } from "../database.js";
import type { Tables } from "../schema.js";
import type { WebhookTable } from "./tables.js";

/** A {@link WebhookStore} in SQL, to go with a store of registered models that keeps messages. */
export function createSqlWebhookStore({ db }: SqlDatabase, secrets: SecretBox): WebhookStore {
  const within = <T>(work: (trx: Kysely<Tables>) => Promise<T>): Promise<T> => db.transaction().execute(work);
  return {
    async create(webhook, secret) {
      const kept = secret === null ? null : secrets.encrypt(secret);
      await db
        .insertInto("webhooks")
        .values({ ...rowOf(webhook), secret: kept })
        .execute();
    },
    get: async (id) => webhookOf(await knownRow(db, id)),
    list: (limit, after) => listWebhooks(db, limit, after),
    update: (id, change, at) =>
      within(async (trx) => {
        const { secret, ...rest } = change;
        const changed = { ...webhookOf(await knownRow(trx, id)), ...rest, updatedAt: at };
        const kept = secret === undefined ? {} : { secret: secret === "" ? null : secrets.encrypt(secret) };
        await trx
          .updateTable("webhooks")
          .set({ ...rowOf(changed), ...kept })
          .where("id", "=", id)
          .execute();
        return changed;
      }),
    remove: (id) =>
      within(async (trx) => {
        await knownRow(trx, id);
        await trx.deleteFrom("webhook_deliveries").where("webhook", "=", id).execute();
        await trx.deleteFrom("webhooks").where("id", "=", id).execute();
      }),
    async secret(id) {
      const { secret } = await knownRow(db, id);
      return secret === null ? null : secrets.decrypt(secret);
    },
    async claim(at, until, limit) {
      const isAnyDue = await db
        .selectFrom("webhook_deliveries")
        .select("number")
        .where("due_at", "<=", at)
        .limit(1)
        .execute();
      if (isAnyDue.length === 0) return [];
      const rows = await within((trx) => claimRows(trx, { at, until, limit }));
      return rows.map((row) => deliveryOf(row, row.secret === null ? null : secrets.decrypt(row.secret)));
    },
    async finish(number) {
      await db.deleteFrom("webhook_deliveries").where("number", "=", number).execute();
    },
    async postpone(number, until) {
      await db
        .updateTable("webhook_deliveries")
        .set((e) => ({ due_at: until, attempts: e("attempts", "+", 1) }))
        .where("number", "=", number)
        .execute();
    },
  };
}

async function listWebhooks(db: Kysely<Tables>, limit: number, after: Cursor | null): Promise<Page<Webhook>> {
  const [createdAt, id] = (after ?? []) as [number, string];
  const rows = await db
    .selectFrom("webhooks")
    .selectAll()
    .$if(after !== null, (q) =>
      q.where((e) =>
        e.or([e("created_at", "<", createdAt), e.and([e("created_at", "=", createdAt), e("id", "<", id)])]),
      ),
    )
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map(webhookOf);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last ? [last.createdAt, last.id] : null };
}

/** The update asks again whether a message is due: of two who found it, one gets it. */
async function claimRows(
  trx: Kysely<Tables>,
  { at, until, limit }: { readonly at: number; readonly until: number; readonly limit: number },
) {
  const due = trx
    .selectFrom("webhook_deliveries")
    .select("number")
    .where("due_at", "<=", at)
    .orderBy("due_at")
    .orderBy("number")
    .limit(limit);
  const claimed = await trx
    .updateTable("webhook_deliveries")
    .set({ due_at: until })
    .where(
      "number",
      "in",
      (await due.execute()).map((row) => row.number),
    )
    .where("due_at", "<=", at)
    .returning("number")
    .execute();
  const numbers = claimed.map((row) => row.number);
  if (numbers.length === 0) return [];
  return trx
    .selectFrom("webhook_deliveries")
    .innerJoin("webhooks", "webhooks.id", "webhook_deliveries.webhook")
    .selectAll("webhook_deliveries")
    .select(["webhooks.url", "webhooks.secret"])
    .where("webhook_deliveries.number", "in", numbers)
    .orderBy("webhook_deliveries.number")
    .execute();
}

function deliveryOf(row: Awaited<ReturnType<typeof claimRows>>[number], secret: string | null): Delivery {
  return {
    number: row.number,
    id: row.id,
    webhookId: row.webhook,
    url: row.url,
    secret,
    event: { entity: row.entity, action: row.action } as WebhookEvent,
    at: row.at,
    data: JSON.parse(row.data),
    attempts: row.attempts,
  };
}

async function knownRow(db: Kysely<Tables>, id: string): Promise<Selectable<WebhookTable>> {
  const row = await db.selectFrom("webhooks").selectAll().where("id", "=", id).executeTakeFirst();
  if (row) return row;
  throw new GyreError("registry.webhook_unknown", `Webhook with ID ${id} not found.`);
}

function rowOf(webhook: Webhook): Omit<Selectable<WebhookTable>, "secret"> {
  const { id, name, description, url, events, status, createdAt, updatedAt } = webhook;
  const times = { created_at: createdAt, updated_at: updatedAt };
  return { id, name, description, url, events: JSON.stringify(events), status, ...times };
}

function webhookOf(row: Selectable<WebhookTable>): Webhook {
  const { id, name, description, url, events, status, created_at: createdAt, updated_at: updatedAt } = row;
  const parsed = { events: JSON.parse(events) as WebhookEvent[], status: status as Webhook["status"] };
  return { id, name, description, url, ...parsed, createdAt, updatedAt };
}
