import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createRandom, silentLog, virtualClock } from "../../core/index.js";
import type { Webhook } from "../../registry/index.js";
import { createMemoryRegisteredModelStore } from "../../store/memory/registered-models/store.js";
import { createMemoryWebhookStore } from "../../store/memory/registered-models/webhooks.js";
import { deliverDue, startWebhookDelivery } from "./deliver.js";
import { createWebhookSender } from "./sender.js";

interface Received {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const received: Received[] = [];
let statuses: number[] = [];
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      received.push({ url: request.url ?? "", headers: request.headers, body: Buffer.concat(parts).toString() });
      const status = statuses.shift() ?? 200;
      if (status === 0) request.socket.destroy();
      else response.writeHead(status, { location: "/elsewhere" }).end("x".repeat(100_000));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  received.length = 0;
  statuses = [];
});

const never = new AbortController().signal;

async function world() {
  const { store: webhooks, announce } = createMemoryWebhookStore();
  const registered = createMemoryRegisteredModelStore(announce);
  const clock = virtualClock(1_700_000_000_123);
  const sender = createWebhookSender({ allowHttp: true, allowPrivate: true });
  const webhook: Webhook = {
    id: "w",
    name: "w",
    description: null,
    url,
    events: [{ entity: "registered_model", action: "created" }],
    status: "ACTIVE",
    createdAt: 1,
    updatedAt: 1,
  };
  await webhooks.create(webhook, "é secret");
  const happen = (name = "m") => registered.create({ name, description: "", tags: [], at: clock.now() });
  return { webhooks, sender, clock, random: createRandom("webhooks"), log: silentLog, happen };
}

describe("a message to a webhook", () => {
  it("is signed so that the receiver can check id, time and body", async () => {
    const context = await world();
    await context.happen("é");
    expect(await deliverDue(context, never)).toBe(1);
    const [{ headers, body, url: path }] = received;
    expect(path).toBe("/hook");
    expect(JSON.parse(body)).toEqual({
      entity: "registered_model",
      action: "created",
      timestamp: "2023-11-14T22:13:20.123+00:00",
      data: { name: "é", tags: {}, description: "" },
    });
    expect(headers["content-type"]).toBe("application/json");
    expect(headers["x-mlflow-timestamp"]).toBe("1700000000");
    const signed = `${headers["x-mlflow-delivery-id"]}.1700000000.${body}`;
    const signature = createHmac("sha256", "é secret").update(signed).digest("base64");
    expect(headers["x-mlflow-signature"]).toBe(`v1,${signature}`);
    expect(await deliverDue(context, never)).toBe(0);
  });

  it("is not signed without a secret", async () => {
    const context = await world();
    await context.webhooks.update("w", { secret: "" }, 1);
    await context.happen();
    await deliverDue(context, never);
    expect(received[0].headers).not.toHaveProperty("x-mlflow-signature");
  });

  it("is tried again three times, with growing pauses and the same id, and then given up", async () => {
    const context = await world();
    statuses = [503, 0, 429, 500, 200];
    await context.happen();
    for (const pauseMs of [0, 2000, 3000, 5000]) {
      context.clock.moveTo(context.clock.now() + pauseMs);
      expect(await deliverDue(context, never)).toBe(1);
      expect(await deliverDue(context, never)).toBe(0);
    }
    context.clock.moveTo(context.clock.now() + 1_000_000);
    expect(await deliverDue(context, never)).toBe(0);
    expect(received).toHaveLength(4);
    expect(new Set(received.map((one) => one.headers["x-mlflow-delivery-id"])).size).toBe(1);
  });

  it.each([301, 307, 400, 404])("is not tried again after %i, and no redirect is followed", async (status) => {
    const context = await world();
    statuses = [status];
    await context.happen();
    await deliverDue(context, never);
    context.clock.moveTo(context.clock.now() + 1_000_000);
    expect(await deliverDue(context, never)).toBe(0);
    expect(received.map((one) => one.url)).toEqual(["/hook"]);
  });

  it("is sent by itself, and waits for the next start when it did not arrive", async () => {
    const context = await world();
    const delivery = startWebhookDelivery(context, { pollMs: 5 });
    await context.happen();
    await expect.poll(() => received.length).toBe(1);
    await delivery.stop();
    await context.happen("n");
    expect(received).toHaveLength(1);
    expect(await deliverDue(context, never)).toBe(1);
  });

  it("says once that the store cannot be read, and goes on when it can", async () => {
    const context = await world();
    const told: string[] = [];
    let looks = 0;
    const claim: typeof context.webhooks.claim = async (...asked) => {
      looks++;
      if (looks < 6 && looks !== 3) throw new Error("away");
      return context.webhooks.claim(...asked);
    };
    const log = { ...silentLog, error: (event: string) => void told.push(event) };
    await context.happen();
    const delivery = startWebhookDelivery({ ...context, webhooks: { ...context.webhooks, claim }, log }, { pollMs: 1 });
    await expect.poll(() => looks).toBeGreaterThan(6);
    await delivery.stop();
    expect(told).toEqual(["registry.webhooks_failed", "registry.webhooks_failed"]);
    expect(received).toHaveLength(1);
  });
});

describe("a URL for a webhook", () => {
  const strict = createWebhookSender();
  const post = (to: string) => strict.post({ url: to, headers: {}, body: "{}" }, never);

  it.each([
    ["http://8.8.8.8", "Invalid webhook URL scheme: 'http'. Allowed schemes are: https."],
    ["x", "Invalid webhook URL scheme: ''. Allowed schemes are: https."],
    [" ", "Webhook URL cannot be empty or just whitespace: ' '"],
    ["\t\n", String.raw`just whitespace: '\t\n'`],
    ["https://", "Webhook URL must include a hostname: 'https://'"],
    ["https://user@:443/", "Webhook URL must include a hostname: 'https://user@:443/'"],
    [
      "https://127.0.0.1/x",
      "Webhook URL must not resolve to a non-public IP address. '127.0.0.1' resolves to 127.0.0.1.",
    ],
    ["https://[::1]/x", "Webhook URL must not resolve to a non-public IP address. '::1' resolves to ::1."],
    ["https://169.254.169.254/", "non-public IP address. '169.254.169.254' resolves to 169.254.169.254."],
    ["https://2130706433/", "resolves to 127.0.0.1."],
    ["https://0x7f.1/", "resolves to 127.0.0.1."],
    ["https://localhost/x", "'localhost' resolves to "],
    ["https://[::ffff:127.0.0.1]/", "must not resolve to a non-public IP address."],
  ])("is refused when it is %s", async (to, message) => {
    const refused = { code: "registry.bad_value", message: expect.stringContaining(message) };
    await expect(strict.check(to)).rejects.toMatchObject(refused);
  });

  it("is judged again when the connection is made, whatever it resolved to before", async () => {
    for (const to of ["https://localhost:1/", "https://127.0.0.1:1/", "https://[::1]:1/"])
      await expect(post(to)).rejects.toThrow("must not resolve to a non-public IP address");
    await expect(post(url)).rejects.toThrow("Invalid webhook URL scheme");
    expect(received).toEqual([]);
  });

  it("may be a public address", () => expect(strict.check("https://8.8.8.8/x")).resolves.toBeUndefined());

  it("gives at most 64 KiB of its answer", async () => {
    const open = createWebhookSender({ allowHttp: true, allowPrivate: true });
    const { status, body } = await open.post({ url, headers: {}, body: "{}" }, never);
    expect([status, body.length]).toEqual([200, 65_536]);
  });
});
