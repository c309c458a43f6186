import { setTimeout as wait } from "node:timers/promises";
import { asGyreError, type Clock, type Log, type Random } from "../../core/index.js";
import type { Delivery, WebhookStore } from "../../registry/index.js";
import { postOf } from "./message.js";
import type { WebhookAnswer, WebhookSender } from "./sender.js";

/** What delivering needs of the world. */
export interface DeliveryContext {
  readonly webhooks: WebhookStore;
  readonly sender: WebhookSender;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Messages on their way, until they are stopped. */
export interface WebhookDelivery {
  /** Resolves when nothing is under way any more; what has not arrived is tried again after the next start. */
  stop(): Promise<void>;
}

const AT_ONCE = 8;
const LEASE_MS = 120_000;
const MOST_RETRIES = 3;
const FIRST_PAUSE_MS = 1000;
const RETRYABLE_STATUS: readonly number[] = [429, 500, 502, 503, 504];

/** Sends the messages that wait, again up to three times with growing pauses after a failure that may pass. Looks every `pollMs` ms. */
export function startWebhookDelivery(
  context: DeliveryContext,
  { pollMs = 1000 }: { readonly pollMs?: number } = {},
): WebhookDelivery {
  const stopping = new AbortController();
  const working = work(context, pollMs, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await working;
    },
  };
}

/** Sends what is due once; gives how many messages that were. */
export async function deliverDue(context: DeliveryContext, signal: AbortSignal): Promise<number> {
  const now = context.clock.now();
  const due = await context.webhooks.claim(now, now + LEASE_MS, AT_ONCE);
  await Promise.all(due.map((delivery) => deliver(context, delivery, signal)));
  return due.length;
}

async function work(context: DeliveryContext, pollMs: number, signal: AbortSignal): Promise<void> {
  let isFailing = false;
  while (!signal.aborted) {
    let sent = 0;
    try {
      sent = await deliverDue(context, signal);
      isFailing = false;
    } catch (error) {
      if (!isFailing) context.log.error("registry.webhooks_failed", { message: asGyreError(error).message });
      isFailing = true;
    }
    // Aborting ends the pause, and with it the loop.
    if (sent === 0) await wait(pollMs, undefined, { signal, ref: false }).catch(() => {});
  }
}

async function deliver(context: DeliveryContext, delivery: Delivery, signal: AbortSignal): Promise<void> {
  const { webhooks, clock, log } = context;
  const { number, id: deliveryId, webhookId, attempts } = delivery;
  const outcome = await attempt(context, delivery, signal);
  if (signal.aborted && outcome instanceof Error) return webhooks.postpone(number, clock.now());
  if (!isRetryable(outcome)) {
    log.info("registry.webhook_delivered", { webhookId, deliveryId, status: statusOf(outcome) });
    return webhooks.finish(number);
  }
  if (attempts < MOST_RETRIES) return webhooks.postpone(number, clock.now() + pauseMs(context.random, attempts));
  const message = outcome instanceof Error ? outcome.message : "";
  log.warn("registry.webhook_given_up", { webhookId, deliveryId, status: statusOf(outcome), message });
  return webhooks.finish(number);
}

async function attempt(
  { sender, clock }: DeliveryContext,
  { id: deliveryId, ...delivery }: Delivery,
  signal: AbortSignal,
): Promise<WebhookAnswer | Error> {
  try {
    return await sender.post(postOf({ ...delivery, deliveryId, sentAt: clock.now() }), signal);
  } catch (error) {
    return asGyreError(error);
  }
}

const isRetryable = (outcome: WebhookAnswer | Error): boolean =>
  outcome instanceof Error || RETRYABLE_STATUS.includes(outcome.status);

const statusOf = (outcome: WebhookAnswer | Error): number | null => (outcome instanceof Error ? null : outcome.status);

/** Doubles with every try, and spreads by up to as much again as the first. */
function pauseMs(random: Random, attempts: number): number {
  return FIRST_PAUSE_MS * 2 ** attempts + Math.floor(random.next() * FIRST_PAUSE_MS);
}
