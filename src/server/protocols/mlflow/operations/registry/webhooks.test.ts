import { describe, expect, it } from "vitest";
import { OPEN_PRINCIPAL } from "../../../../../access/index.js";
import { createRandom, GyreError, silentLog } from "../../../../../core/index.js";
import { createMemoryWebhookStore } from "../../../../../store/memory/registered-models/webhooks.js";
import { createWebhookSender } from "../../../../webhooks/sender.js";
import { mlflowError } from "../../errors.js";
import { webhookMessages } from "../../messages/webhooks.js";
import type { MlflowContext } from "../../operation.js";
import { readMessage } from "../../read-message.js";
import { writeReply } from "../../write-reply.js";
import { webhookOperations } from "./webhooks.js";

type Json = Readonly<Record<string, unknown>>;

/** What any of the replies may have. */
interface Reply {
  readonly webhook: { readonly webhook_id: string };
  readonly webhooks: readonly { readonly name: string }[];
  readonly next_page_token: string;
  readonly result: { readonly success: boolean; readonly error_message: string };
  readonly error_code: string;
  readonly message: string;
}

const CREATED = { entity: "REGISTERED_MODEL", action: "CREATED" };
const EVENTS = [CREATED, { entity: "MODEL_VERSION", action: "CREATED" }];
const GOOD = { name: "w", url: "https://8.8.8.8/x", events: EVENTS };

/** What the server would answer: [status, reply]. */
function opened(sender = createWebhookSender()) {
  const operations = webhookOperations({ store: createMemoryWebhookStore().store, sender });
  let now = 0;
  const context = {
    clock: { now: () => ++now },
    random: createRandom("webhooks"),
    log: silentLog,
  } as unknown as MlflowContext;
  return async (rpc: keyof typeof webhookMessages, message: Json): Promise<[status: number, reply: Reply]> => {
    try {
      const read = readMessage(webhookMessages[rpc], message);
      return [200, JSON.parse(writeReply(await operations[rpc](context, read as never, OPEN_PRINCIPAL)))];
    } catch (error) {
      if (!(error instanceof GyreError)) throw error;
      const { status, body } = mlflowError(error);
      return [status, body as unknown as Reply];
    }
  };
}

describe("webhooks over the protocol", () => {
  it("are made, read, changed and removed, and never tell their secrets", async () => {
    const ask = opened();
    const [, made] = await ask("createWebhook", { ...GOOD, secret: "s3cret" });
    const id = made.webhook.webhook_id;
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const webhook = {
      webhook_id: id,
      name: "w",
      url: "https://8.8.8.8/x",
      events: [{ entity: "MODEL_VERSION", action: "CREATED" }, CREATED],
      status: "ACTIVE",
      creation_timestamp: 1,
      last_updated_timestamp: 1,
    };
    expect(made).toEqual({ webhook });
    expect(await ask("getWebhook", { webhook_id: id })).toEqual([200, { webhook }]);
    const change = {
      webhook_id: id,
      name: "n",
      url: "",
      status: "DISABLED",
      description: "d",
      events: [CREATED, CREATED],
    };
    expect(await ask("updateWebhook", change)).toEqual([
      200,
      {
        webhook: {
          ...webhook,
          name: "n",
          description: "d",
          status: "DISABLED",
          events: [CREATED],
          last_updated_timestamp: 2,
        },
      },
    ]);
    expect(await ask("deleteWebhook", { webhook_id: id })).toEqual([200, {}]);
    expect(await ask("getWebhook", { webhook_id: id })).toEqual([
      404,
      { error_code: "RESOURCE_DOES_NOT_EXIST", message: `Webhook with ID ${id} not found.` },
    ]);
  });

  it("are listed in pages, the newest first", async () => {
    const ask = opened();
    for (const name of ["a", "b", "c"]) await ask("createWebhook", { ...GOOD, name });
    const [, first] = await ask("listWebhooks", { max_results: 2 });
    expect(first.webhooks.map((one) => one.name)).toEqual(["c", "b"]);
    const [, second] = await ask("listWebhooks", { max_results: 2, page_token: first.next_page_token });
    expect([second.webhooks.map((one) => one.name), second.next_page_token]).toEqual([["a"], undefined]);
    expect((await ask("listWebhooks", { max_results: 0 }))[1].webhooks).toHaveLength(3);
    for (const max_results of [-1, 1001])
      expect(await ask("listWebhooks", { max_results })).toEqual([
        400,
        { error_code: "INVALID_PARAMETER_VALUE", message: "max_results must be between 1 and 1000." },
      ]);
  });

  it.each<[Json, string]>([
    [
      { name: "-w" },
      "Webhook name '-w' is invalid. It must start and end with a letter or digit, be less than 63 characters long, and contain only letters, digits, dots (.), underscores (_), and hyphens (-).",
    ],
    [{ name: "w".repeat(64) }, "is invalid. It must start and end with"],
    [{ url: "http://8.8.8.8" }, "Invalid webhook URL scheme: 'http'. Allowed schemes are: https."],
    [
      { url: "https://127.0.0.1/" },
      "Webhook URL must not resolve to a non-public IP address. '127.0.0.1' resolves to 127.0.0.1.",
    ],
    [{ events: [] }, "Webhook events must be a non-empty list of WebhookEvent objects: []."],
    [
      { events: [{ entity: "REGISTERED_MODEL", action: "DELETED" }] },
      "Invalid action 'deleted' for entity 'registered_model'. Valid actions are: ['created']",
    ],
    [{ events: [{ entity: "NOPE", action: "CREATED" }] }, ""],
    [{ events: [{ action: "CREATED" }] }, "Webhook events must be"],
  ])("are refused with %j", async (change, message) => {
    const [status, reply] = await opened()("createWebhook", { ...GOOD, ...change });
    expect([status, reply.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    expect(reply.message).toContain(message);
  });

  it("are tried out with an example, and the answer says why it failed", async () => {
    const ask = opened(createWebhookSender({ allowHttp: true, allowPrivate: true }));
    const [, { webhook }] = await ask("createWebhook", { ...GOOD, url: "http://127.0.0.1:1/x" });
    const [status, { result }] = await ask("testWebhook", { webhook_id: webhook.webhook_id, event: CREATED });
    expect([status, result.success]).toEqual([200, false]);
    expect(result.error_message).toMatch(/^Failed to test webhook: /);
  });
});
