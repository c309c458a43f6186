import { asGyreError, type Random } from "../../../../../core/index.js";
import {
  badValue,
  checkedEvents,
  checkWebhookName,
  exampleOf,
  type Webhook,
  type WebhookAction,
  type WebhookChange,
  type WebhookEntity,
  type WebhookEvent,
} from "../../../../../registry/index.js";
import { postOf } from "../../../../webhooks/message.js";
import type { WebhookSender } from "../../../../webhooks/sender.js";
import type { MessageOf } from "../../fields.js";
import type { webhookMessages } from "../../messages/webhooks.js";
import type { MlflowContext, MlflowOperation, Webhooks } from "../../operation.js";
import { given } from "../tracking/message.js";
import { placeOf, tokenOf } from "../tracking/pages.js";

type Rpc = keyof typeof webhookMessages;
type Message<R extends Rpc> = MessageOf<(typeof webhookMessages)[R]>;
type WireEvent = { readonly entity?: string; readonly action?: string };

const DEFAULT_PAGE = 100;
const MOST_IN_A_PAGE = 1000;

/** The operations on webhooks, by the names of their procedures. */
export function webhookOperations({ store, sender }: Webhooks): { readonly [R in Rpc]: MlflowOperation<Message<R>> } {
  return {
    async createWebhook({ clock, random }, message) {
      checkWebhookName(message.name);
      await sender.check(message.url);
      const at = clock.now();
      const webhook: Webhook = {
        id: newId(random),
        name: message.name,
        description: given(message.description) ?? null,
        url: message.url,
        events: checkedEvents(message.events.map(readEvent)),
        status: message.status ?? "ACTIVE",
        createdAt: at,
        updatedAt: at,
      };
      await store.create(webhook, given(message.secret) ?? null);
      return { webhook: webhookReply(webhook) };
    },
    async listWebhooks(_, { max_results, page_token }) {
      const limit = max_results || DEFAULT_PAGE;
      if (limit < 1 || limit > MOST_IN_A_PAGE) throw badValue("max_results must be between 1 and 1000.");
      const { items, next } = await store.list(limit, placeOf(page_token, "webhooks"));
      return { webhooks: items.map(webhookReply), next_page_token: tokenOf(next, "webhooks") };
    },
    getWebhook: async (_, { webhook_id }) => ({ webhook: webhookReply(await store.get(webhook_id)) }),
    async updateWebhook({ clock }, message) {
      const change = await readChange(sender, message);
      return { webhook: webhookReply(await store.update(message.webhook_id, change, clock.now())) };
    },
    async deleteWebhook(_, { webhook_id }) {
      await store.remove(webhook_id);
      return {};
    },
    async testWebhook(context, message) {
      return { result: await tryOut(context, { store, sender }, message) };
    },
  };
}

async function readChange(sender: WebhookSender, message: Message<"updateWebhook">): Promise<WebhookChange> {
  const [name, url] = [given(message.name), given(message.url)];
  if (name !== undefined) checkWebhookName(name);
  if (url !== undefined) await sender.check(url);
  const { description, secret, status } = message;
  return {
    ...(name !== undefined && { name }),
    ...(url !== undefined && { url }),
    ...(message.events.length > 0 && { events: checkedEvents(message.events.map(readEvent)) }),
    ...(description !== undefined && { description }),
    ...(secret !== undefined && { secret }),
    ...(status !== undefined && { status }),
  };
}

async function tryOut(
  { clock, random }: MlflowContext,
  { store, sender }: Webhooks,
  message: Message<"testWebhook">,
): Promise<Readonly<Record<string, unknown>>> {
  const webhook = await store.get(message.webhook_id);
  const [event] = message.event ? checkedEvents([readEvent(message.event)]) : webhook.events;
  const now = clock.now();
  const post = postOf({
    url: webhook.url,
    secret: await store.secret(webhook.id),
    deliveryId: newId(random),
    event,
    at: now,
    data: exampleOf(event),
    sentAt: now,
  });
  try {
    await sender.check(webhook.url);
    const { status, body } = await sender.post(post, new AbortController().signal);
    return { success: status < 400, response_status: status, response_body: body };
  } catch (error) {
    return { success: false, error_message: `Failed to test webhook: ${asGyreError(error).message}` };
  }
}

function readEvent({ entity, action }: WireEvent): WebhookEvent {
  if (entity === undefined || action === undefined)
    throw badValue(
      "Webhook events must be a non-empty list of WebhookEvent objects: an entity or an action is missing.",
    );
  return { entity: entity.toLowerCase() as WebhookEntity, action: action.toLowerCase() as WebhookAction };
}

function webhookReply(webhook: Webhook): Readonly<Record<string, unknown>> {
  return {
    webhook_id: webhook.id,
    name: webhook.name,
    description: given(webhook.description ?? undefined),
    url: webhook.url,
    events: webhook.events.map(({ entity, action }) => {
      return { entity: entity.toUpperCase(), action: action.toUpperCase() };
    }),
    status: webhook.status,
    creation_timestamp: webhook.createdAt,
    last_updated_timestamp: webhook.updatedAt,
  };
}

/** A UUID of version 4. */
function newId(random: Random): string {
  const digit = (): string => random.int(16).toString(16);
  return "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replace(/[xy]/g, (place) =>
    place === "x" ? digit() : (8 + random.int(4)).toString(16),
  );
}
