import Type from "typebox";

/** What can happen to what, as a payload names it. */
export const WEBHOOK_ACTIONS = {
  registered_model: ["created"],
  model_version: ["created"],
  model_version_tag: ["deleted", "set"],
  model_version_alias: ["created", "deleted"],
  prompt: ["created"],
  prompt_version: ["created"],
  prompt_tag: ["deleted", "set"],
  prompt_version_tag: ["deleted", "set"],
  prompt_alias: ["created", "deleted"],
} as const;

export type WebhookEntity = keyof typeof WEBHOOK_ACTIONS;

export type WebhookAction = "created" | "updated" | "deleted" | "set";

/** Something that a webhook wants to hear of. */
export interface WebhookEvent {
  readonly entity: WebhookEntity;
  readonly action: WebhookAction;
}

/** A URL that is told of what happens in the registry. Its secret, which signs what is sent, is never read back with it. */
export const Webhook = Type.Object({
  id: Type.String(),
  name: Type.String(),
  description: Type.Union([Type.String(), Type.Null()]),
  url: Type.String(),
  events: Type.Array(Type.Unsafe<WebhookEvent>({}), { description: "each once, by entity and action" }),
  status: Type.Union([Type.Literal("ACTIVE"), Type.Literal("DISABLED")]),
  createdAt: Type.Integer(),
  updatedAt: Type.Integer(),
});
export type Webhook = Type.Static<typeof Webhook>;

/** One message to one webhook, kept until it arrived or was given up. */
export interface Delivery {
  /** Counts up. */
  readonly number: number;
  /** What the receiver can tell repetitions by. */
  readonly id: string;
  readonly webhookId: string;
  readonly url: string;
  readonly secret: string | null;
  readonly event: WebhookEvent;
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
  /** How often it was tried before. */
  readonly attempts: number;
}
