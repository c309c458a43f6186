import { pythonRepr } from "../../tracking/index.js";
import { badValue } from "../bad-values.js";
import { parseSource } from "../source-uri.js";
import { WEBHOOK_ACTIONS, type WebhookEvent } from "./types.js";

/** At most 63 letters, digits, dots, underscores and hyphens, with a letter or digit at both ends. Throws `registry.bad_value`. */
export function checkWebhookName(name: string): void {
  if (/^(?=.{1,63}$)[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/i.test(name)) return;
  throw badValue(
    `Webhook name ${pythonRepr(name)} is invalid. It must start and end with a letter or digit, be less than 63 characters long, and contain only letters, digits, dots (.), underscores (_), and hyphens (-).`,
  );
}

/** The events each once, by entity and action. Throws `registry.bad_value` for none, and for what does not happen. */
export function checkedEvents(events: readonly WebhookEvent[]): WebhookEvent[] {
  if (events.length === 0) throw badValue("Webhook events must be a non-empty list of WebhookEvent objects: [].");
  const distinct = new Map(events.map((event) => [`${event.entity} ${event.action}`, event]));
  for (const { entity, action } of distinct.values()) {
    const actions: readonly string[] = WEBHOOK_ACTIONS[entity];
    if (actions.includes(action)) continue;
    const valid = actions.map((one) => `'${one}'`).join(", ");
    throw badValue(`Invalid action '${action}' for entity '${entity}'. Valid actions are: [${valid}]`);
  }
  return [...distinct].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, event]) => event);
}

/** A URL with a host, of one of these schemes, such as `https`. Throws `registry.bad_value`. */
export function checkedWebhookUrl(url: string, schemes: readonly string[]): string {
  if (url.trim() === "") throw badValue(`Webhook URL cannot be empty or just whitespace: ${pythonRepr(url)}`);
  const { scheme, authority } = parseSource(url);
  if (!schemes.includes(scheme))
    throw badValue(`Invalid webhook URL scheme: '${scheme}'. Allowed schemes are: ${schemes.join(", ")}.`);
  if (authority.replace(/^.*@/, "").replace(/:\d*$/, "") === "")
    throw badValue(`Webhook URL must include a hostname: ${pythonRepr(url)}`);
  return url;
}
