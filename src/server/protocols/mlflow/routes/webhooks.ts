import { webhookMessages } from "../messages/webhooks.js";
import type { Webhooks } from "../operation.js";
import { webhookOperations } from "../operations/registry/webhooks.js";
import { type MlflowRoute, type Row, routesOf } from "./define.js";

const TABLE: readonly Row<keyof typeof webhookMessages>[] = [
  ["createWebhook", "POST", "webhooks", "webhooks:manage"],
  ["listWebhooks", "GET", "webhooks", "webhooks:manage"],
  ["getWebhook", "GET", "webhooks/{webhook_id}", "webhooks:manage"],
  ["updateWebhook", "PATCH", "webhooks/{webhook_id}", "webhooks:manage"],
  ["deleteWebhook", "DELETE", "webhooks/{webhook_id}", "webhooks:manage"],
  ["testWebhook", "POST", "webhooks/{webhook_id}/test", "webhooks:manage"],
];

/** The routes of webhooks, where the server sends any. */
export function webhookRoutes(webhooks: Webhooks): readonly MlflowRoute[] {
  return routesOf(TABLE, webhookMessages, webhookOperations(webhooks));
}
