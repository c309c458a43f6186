import { int32, list, nested, oneOf, required, text } from "../fields.js";

const event = nested({
  entity: oneOf({
    1: "REGISTERED_MODEL",
    2: "MODEL_VERSION",
    3: "MODEL_VERSION_TAG",
    4: "MODEL_VERSION_ALIAS",
    5: "PROMPT",
    6: "PROMPT_VERSION",
    7: "PROMPT_TAG",
    8: "PROMPT_VERSION_TAG",
    9: "PROMPT_ALIAS",
  }),
  action: oneOf({ 1: "CREATED", 2: "UPDATED", 3: "DELETED", 4: "SET" }),
});
const status = oneOf({ 1: "ACTIVE", 2: "DISABLED" });
const webhook_id = required(text);

/** Messages about webhooks. */
export const webhookMessages = {
  createWebhook: {
    name: required(text),
    url: required(text),
    events: required(list(event)),
    description: text,
    secret: text,
    status,
  },
  listWebhooks: { max_results: int32, page_token: text },
  getWebhook: { webhook_id },
  updateWebhook: { webhook_id, name: text, description: text, url: text, events: list(event), secret: text, status },
  deleteWebhook: { webhook_id },
  testWebhook: { webhook_id, event },
} as const;
