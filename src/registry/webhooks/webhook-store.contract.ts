import { expect, it } from "vitest";
import type { RegisteredModelStore, Webhook, WebhookEvent, WebhookStore } from "../index.js";

/** A webhook, and the store whose changes it hears of. */
export interface OpenedWebhooks {
  readonly webhooks: WebhookStore;
  readonly registered: RegisteredModelStore;
}

const EVERYTHING: readonly WebhookEvent[] = [
  { entity: "model_version", action: "created" },
  { entity: "model_version_alias", action: "created" },
  { entity: "model_version_alias", action: "deleted" },
  { entity: "model_version_tag", action: "deleted" },
  { entity: "model_version_tag", action: "set" },
  { entity: "registered_model", action: "created" },
];

/** A plausible webhook; `change` replaces what a test cares about. */
export function sampleWebhook(change: Partial<Webhook> = {}): Webhook {
  const events = [...EVERYTHING];
  const times = { createdAt: 1, updatedAt: 1 };
  return {
    id: "w1",
    name: "w",
    description: null,
    url: "https://a.test/x",
    events,
    status: "ACTIVE",
    ...times,
    ...change,
  };
}

/** What every {@link WebhookStore} must do; `open` gives an empty one. */
export function webhookStoreContract(open: () => Promise<OpenedWebhooks>): void {
  const unknown = { code: "registry.webhook_unknown", message: "Webhook with ID no not found." };

  it("keeps webhooks, and their secrets apart", async () => {
    const { webhooks } = await open();
    await webhooks.create(sampleWebhook(), "s3cret");
    expect(await webhooks.get("w1")).toEqual(sampleWebhook());
    expect(await webhooks.secret("w1")).toBe("s3cret");
    const changed = await webhooks.update("w1", { name: "n", status: "DISABLED", description: "" }, 9);
    expect(changed).toEqual(sampleWebhook({ name: "n", status: "DISABLED", description: "", updatedAt: 9 }));
    expect(await webhooks.get("w1")).toEqual(changed);
    expect(await webhooks.secret("w1")).toBe("s3cret");
    await webhooks.update("w1", { secret: "other" }, 10);
    expect(await webhooks.secret("w1")).toBe("other");
    await webhooks.update("w1", { secret: "" }, 11);
    expect(await webhooks.secret("w1")).toBeNull();
    await webhooks.remove("w1");
    for (const ask of [webhooks.get("no"), webhooks.update("no", {}, 1), webhooks.remove("no"), webhooks.secret("no")])
      await expect(ask).rejects.toMatchObject(unknown);
  });

  it("lists the newest first, in pages", async () => {
    const { webhooks } = await open();
    for (const [id, createdAt] of [
      ["a", 1],
      ["c", 2],
      ["b", 2],
    ] as const)
      await webhooks.create(sampleWebhook({ id, createdAt }), null);
    const first = await webhooks.list(2, null);
    expect(first.items.map((one) => one.id)).toEqual(["c", "b"]);
    const second = await webhooks.list(2, first.next);
    expect(second).toMatchObject({ items: [{ id: "a" }], next: null });
  });

  it("keeps a message of each change for who wants it", async () => {
    const { webhooks, registered } = await open();
    await webhooks.create(sampleWebhook(), "s");
    await webhooks.create(sampleWebhook({ id: "off", status: "DISABLED" }), null);
    await webhooks.create(sampleWebhook({ id: "w2", events: [{ entity: "prompt", action: "created" }] }), null);
    await registered.create({ name: "m", description: "", tags: [{ key: "t", value: "1" }], at: 10 });
    await registered.createVersion({ ...VERSION, name: "m" });
    await registered.tagVersion("m", 1, { key: "k", value: "v", at: 12 });
    await registered.tagVersion("m", 1, { key: "k", value: null, at: 13 });
    await registered.setAlias("m", { alias: "a", version: 1, at: 14, by: null });
    await registered.setAlias("m", { alias: "a", version: null, at: 15, by: null });
    await registered.tag("m", "t", "2", 16);
    await registered.create({
      name: "p",
      description: null,
      tags: [{ key: "mlflow.prompt.is_prompt", value: "true" }],
      at: 17,
    });
    const due = await webhooks.claim(100, 200, 100);
    expect(due.map(({ webhookId, event, at, data }) => [webhookId, event.entity, event.action, at, data])).toEqual([
      ["w1", "registered_model", "created", 10, { name: "m", tags: { t: "1" }, description: "" }],
      [
        "w1",
        "model_version",
        "created",
        11,
        { name: "m", version: "1", source: "s3://b/x", run_id: null, tags: {}, description: null },
      ],
      ["w1", "model_version_tag", "set", 12, { name: "m", version: "1", key: "k", value: "v" }],
      ["w1", "model_version_tag", "deleted", 13, { name: "m", version: "1", key: "k" }],
      ["w1", "model_version_alias", "created", 14, { name: "m", alias: "a", version: "1" }],
      ["w1", "model_version_alias", "deleted", 15, { name: "m", alias: "a" }],
      ["w2", "prompt", "created", 17, { name: "p", tags: {}, description: null }],
    ]);
    expect(due[0]).toMatchObject({ url: "https://a.test/x", secret: "s", attempts: 0 });
    expect(new Set(due.map((one) => one.id)).size).toBe(7);
  });

  it("keeps nothing of a change that was refused", async () => {
    const { webhooks, registered } = await open();
    await webhooks.create(sampleWebhook(), null);
    await expect(registered.createVersion({ ...VERSION, name: "no" })).rejects.toThrow();
    await expect(registered.tagVersion("no", 1, { key: "k", value: "v", at: 1 })).rejects.toThrow();
    expect(await webhooks.claim(100, 200, 100)).toEqual([]);
  });

  it("gives a message to one at a time, again when it was postponed or its time is over, and no more when it is done", async () => {
    const { webhooks, registered } = await open();
    await webhooks.create(sampleWebhook(), null);
    for (const [i, name] of ["a", "b", "c"].entries())
      await registered.create({ name, description: null, tags: [], at: 10 + i });
    expect(await webhooks.claim(9, 50, 9)).toEqual([]);
    const [[first, second], [third]] = [await webhooks.claim(20, 50, 2), await webhooks.claim(20, 60, 2)];
    expect([first, second, third].map((one) => one.data.name)).toEqual(["a", "b", "c"]);
    expect(await webhooks.claim(49, 99, 9)).toEqual([]);
    await webhooks.finish(first.number);
    await webhooks.postpone(second.number, 40);
    expect(await webhooks.claim(40, 99, 9)).toEqual([{ ...second, attempts: 1 }]);
    expect(await webhooks.claim(60, 99, 9)).toEqual([third]);
    await webhooks.remove("w1");
    expect(await webhooks.claim(1000, 2000, 9)).toEqual([]);
  });
}

const VERSION = {
  createdAt: 11,
  userId: null,
  description: "",
  source: "s3://b/x",
  storageLocation: "s3://b/x",
  runId: "",
  runLink: "",
  modelId: null,
  tags: [],
};
