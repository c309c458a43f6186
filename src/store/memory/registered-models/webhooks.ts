import { GyreError } from "../../../core/index.js";
import { announcementOf, type Delivery, type Webhook, type WebhookStore } from "../../../registry/index.js";
import type { Announce } from "./shelf.js";

interface Kept {
  readonly webhook: Webhook;
  readonly secret: string | null;
}

type Waiting = Omit<Delivery, "url" | "secret"> & { readonly dueAt: number };

/** A {@link WebhookStore} in memory, and what a store of registered models in memory is to tell it. */
export function createMemoryWebhookStore(): { readonly store: WebhookStore; readonly announce: Announce } {
  const webhooks = new Map<string, Kept>();
  const waiting = new Map<number, Waiting>();
  let last = 0;
  const known = (id: string): Kept => {
    const kept = webhooks.get(id);
    if (kept) return kept;
    throw new GyreError("registry.webhook_unknown", `Webhook with ID ${id} not found.`);
  };
  const announce: Announce = (change, at, isOfPrompt) => {
    const announcement = announcementOf(change, isOfPrompt);
    if (announcement === null) return;
    const { data, ...event } = announcement;
    for (const { webhook } of webhooks.values()) {
      const wanted = webhook.events.some((one) => one.entity === event.entity && one.action === event.action);
      if (webhook.status !== "ACTIVE" || !wanted) continue;
      const number = ++last;
      const message = {
        number,
        id: `delivery-${number}`,
        webhookId: webhook.id,
        event,
        at,
        data,
        attempts: 0,
        dueAt: at,
      };
      waiting.set(number, message);
    }
  };
  const store: WebhookStore = {
    async create(webhook, secret) {
      webhooks.set(webhook.id, { webhook, secret });
    },
    get: async (id) => known(id).webhook,
    async list(limit, after) {
      const newestFirst = [...webhooks.values()].map((kept) => kept.webhook).sort((a, b) => compareAge(b, a));
      const rest = newestFirst.filter(
        (one) => after === null || compareAge(one, { createdAt: Number(after[0]), id: String(after[1]) }) < 0,
      );
      const items = rest.slice(0, limit);
      const end = items.at(-1);
      return { items, next: rest.length > limit && end ? [end.createdAt, end.id] : null };
    },
    async update(id, { secret, ...change }, at) {
      const kept = known(id);
      const webhook = { ...kept.webhook, ...change, updatedAt: at };
      webhooks.set(id, { webhook, secret: secret === undefined ? kept.secret : secret || null });
      return webhook;
    },
    async remove(id) {
      known(id);
      webhooks.delete(id);
      for (const message of waiting.values()) if (message.webhookId === id) waiting.delete(message.number);
    },
    secret: async (id) => known(id).secret,
    async claim(at, until, limit) {
      const due = [...waiting.values()].filter((one) => one.dueAt <= at).sort((a, b) => a.dueAt - b.dueAt);
      const claimed = due.slice(0, limit).sort((a, b) => a.number - b.number);
      for (const message of claimed) waiting.set(message.number, { ...message, dueAt: until });
      return claimed.map(({ dueAt: _, ...message }) => {
        const { webhook, secret } = known(message.webhookId);
        return { ...message, url: webhook.url, secret };
      });
    },
    async finish(number) {
      waiting.delete(number);
    },
    async postpone(number, until) {
      const message = waiting.get(number);
      if (message) waiting.set(number, { ...message, dueAt: until, attempts: message.attempts + 1 });
    },
  };
  return { store, announce };
}

function compareAge(a: Pick<Webhook, "createdAt" | "id">, b: Pick<Webhook, "createdAt" | "id">): number {
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
