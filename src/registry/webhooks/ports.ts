import type { Cursor, Page } from "../../tracking/index.js";
import type { Delivery, Webhook } from "./types.js";

/** What can be changed of a webhook; what is left out stays. */
export interface WebhookChange {
  readonly name?: string;
  readonly description?: string;
  readonly url?: string;
  readonly events?: Webhook["events"];
  readonly status?: Webhook["status"];
  readonly secret?: string;
}

/**
 * Keeps webhooks, and the messages to them.
 *
 * Requirements: a change of the registry and its messages to the webhooks that are active and want them are written together or not
 * at all; secrets are not readable in what is kept. An unknown webhook throws `registry.webhook_unknown`.
 */
export interface WebhookStore {
  create(webhook: Webhook, secret: string | null): Promise<void>;
  get(id: string): Promise<Webhook>;
  /** The newest first. */
  list(limit: number, after: Cursor | null): Promise<Page<Webhook>>;
  update(id: string, change: WebhookChange, at: number): Promise<Webhook>;
  /** With the messages that wait for it. */
  remove(id: string): Promise<void>;
  secret(id: string): Promise<string | null>;

  /** Messages that are due, the oldest first; nobody else gets them before `until`. */
  claim(at: number, until: number, limit: number): Promise<readonly Delivery[]>;
  /** A message arrived, or was given up. */
  finish(number: number): Promise<void>;
  /** A message is to be tried again then. */
  postpone(number: number, until: number): Promise<void>;
}
