import { describe } from "vitest";
import { registeredModelStoreContract } from "../../../registry/registered-model-store.contract.js";
import { webhookStoreContract } from "../../../registry/webhooks/webhook-store.contract.js";
import { createMemoryRegisteredModelStore } from "./store.js";
import { createMemoryWebhookStore } from "./webhooks.js";

describe("registered models in memory", () =>
  registeredModelStoreContract(async () => createMemoryRegisteredModelStore()));

describe("webhooks in memory", () =>
  webhookStoreContract(async () => {
    const { store, announce } = createMemoryWebhookStore();
    return { webhooks: store, registered: createMemoryRegisteredModelStore(announce) };
  }));
