import { createHmac } from "node:crypto";
import type { WebhookEvent } from "../../registry/index.js";
import type { WebhookPost } from "./sender.js";

/** What a webhook is to be told. */
export interface WebhookMessage {
  readonly url: string;
  readonly secret: string | null;
  readonly deliveryId: string;
  readonly event: WebhookEvent;
  /** When it happened. */
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
  /** When it is sent. */
  readonly sentAt: number;
}

/** The message as it is posted, signed where there is a secret. */
export function postOf({ url, secret, deliveryId, event, at, data, sentAt }: WebhookMessage): WebhookPost {
  const timestamp = new Date(at).toISOString().replace("Z", "+00:00");
  const body = JSON.stringify({ entity: event.entity, action: event.action, timestamp, data });
  const sentAtSeconds = String(Math.floor(sentAt / 1000));
  const headers = {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    "x-mlflow-delivery-id": deliveryId,
    "x-mlflow-timestamp": sentAtSeconds,
  };
  if (secret === null) return { url, headers, body };
  const signature = createHmac("sha256", secret).update(`${deliveryId}.${sentAtSeconds}.${body}`).digest("base64");
  return { url, headers: { ...headers, "x-mlflow-signature": `v1,${signature}` }, body };
}
