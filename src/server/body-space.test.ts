import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { silentLog } from "../core/index.js";
import { parseBodies } from "./body-parsing.js";
import { createHttpApp } from "./http-app.js";

const KIB = 1 << 10;
const app = createHttpApp(silentLog, 30_000, {}, { mostBytes: 100 * KIB, withinMs: 300 });
let port = 0;
beforeAll(async () => {
  parseBodies(app, () => undefined);
  app.post("/held", ({ body }) => ({ length: (body as string).length }));
  app.post("/small", { bodyLimit: 50 * KIB }, ({ body }) => ({ length: (body as string).length }));
  app.get("/slow", () => setTimeout(500, {}));
  app.post("/streamed", { config: { streams: true } }, () => ({}));
  await app.listen({ host: "127.0.0.1", port: 0 });
  port = (app.server.address() as { port: number }).port;
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  return app.close();
});

const head = (length: string, path = "/held"): string =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n${length}\r\n\r\n`;
const sized = (sizeBytes: number): string => head(`Content-Length: ${sizeBytes}`);

const sockets: Socket[] = [];

/** A connection on which this was sent. */
function sent(text: string): Socket {
  const socket = connect(port, "127.0.0.1");
  sockets.push(socket.on("error", () => undefined));
  socket.write(text);
  return socket;
}

async function answered(socket: Socket): Promise<{ status: number; text: string }> {
  const text = String(await once(socket, "data"));
  return { status: Number(text.split(" ")[1]), text };
}

/** What a whole body of that size is answered. */
async function posted(sizeBytes: number): Promise<number> {
  const socket = sent(`${sized(sizeBytes)}"${"x".repeat(sizeBytes - 2)}"`);
  const { status } = await answered(socket);
  socket.destroy();
  return status;
}

it("large bodies have so much room together, whoever has more is asked to try again, and small ones are not kept out", async () => {
  expect(await posted(90 * KIB)).toBe(200);
  const slow = sent(`${sized(90 * KIB)}"x`);
  await expect.poll(() => posted(20 * KIB)).toBe(429);
  expect(await posted(2 * KIB)).toBe(200);
  const { status, text } = await answered(sent(sized(20 * KIB)));
  expect([status, text]).toEqual([429, expect.stringContaining("retry-after: 1")]);
  expect(text).toContain("server.too_many_bodies");
  slow.destroy();
  await expect.poll(() => posted(90 * KIB)).toBe(200);
});

it("a body that does not say its size takes what its route allows, until it is there", async () => {
  expect((await answered(sent(head("Transfer-Encoding: chunked")))).status).toBe(429);
  const whole = `${head("Transfer-Encoding: chunked", "/small")}3\r\n"x"\r\n0\r\n\r\n`;
  const posts = Array.from({ length: 20 }, () => answered(sent(whole)));
  expect(new Set((await Promise.all(posts)).map(({ status }) => status))).toEqual(new Set([200]));
});

it("a large body that does not come to its end is given up, and its connection with it", async () => {
  const slow = sent(`${sized(50 * KIB)}"x`);
  const { status, text } = await answered(slow);
  expect([status, text]).toEqual([408, expect.stringContaining("server.request_timed_out")]);
  await once(slow, "close");
});

it("what is larger than its route takes is told so, and what is a stream is not counted", async () => {
  expect((await answered(sent(sized(2 * KIB * KIB)))).status).toBe(413);
  const streams = Array.from({ length: 5 }, () => sent(head(`Content-Length: ${90 * KIB}`, "/streamed")));
  await expect.poll(() => posted(90 * KIB)).toBe(200);
  for (const socket of streams) socket.destroy();
  const unread = sent(sized(90 * KIB).replace("POST /held", "GET /slow"));
  await expect.poll(() => posted(90 * KIB)).toBe(200);
  expect((await answered(unread)).status).toBe(200);
});
