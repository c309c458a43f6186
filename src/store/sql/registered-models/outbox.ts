import { randomUUID } from "node:crypto";
import type { Kysely } from "kysely";
import { announcementOf, isPrompt, type RegistryChange, type WebhookEvent } from "../../../registry/index.js";
import type { Tables } from "../schema.js";
import { findModel } from "./read-models.js";

/** Keeps a message to each active webhook that wants to hear of a change, in the transaction that makes it. */
export async function keepMessages(trx: Kysely<Tables>, change: RegistryChange, at: number): Promise<void> {
  const active = await trx.selectFrom("webhooks").select(["id", "events"]).where("status", "=", "ACTIVE").execute();
  if (active.length === 0) return;
  const announcement = announcementOf(change, await isOfPrompt(trx, change));
  if (announcement === null) return;
  const { entity, action, data } = announcement;
  const wants = ({ events }: { readonly events: string }): boolean =>
    (JSON.parse(events) as WebhookEvent[]).some((one) => one.entity === entity && one.action === action);
  const rows = active.filter(wants).map(({ id: webhook }) => {
    return { id: randomUUID(), webhook, entity, action, at, data: JSON.stringify(data), attempts: 0, due_at: at };
  });
  if (rows.length > 0) await trx.insertInto("webhook_deliveries").values(rows).execute();
}

/** What is created says itself whether it is a prompt's. */
async function isOfPrompt(trx: Kysely<Tables>, change: RegistryChange): Promise<boolean> {
  if (change.kind === "modelCreated" || change.kind === "versionCreated") return isPrompt(change.tags);
  const model = await findModel(trx, change.name);
  if (model === null) return false;
  const tags = await trx.selectFrom("registered_model_tags").selectAll().where("model", "=", model.id).execute();
  return isPrompt(tags);
}
