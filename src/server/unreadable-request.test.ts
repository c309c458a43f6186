import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { silentLog } from "../core/index.js";
import { createHttpApp } from "./http-app.js";
import { MAX_HEADER_BYTES } from "./unreadable-request.js";

const app = createHttpApp(silentLog, 30_000);
let port = 0;
beforeAll(async () => {
  app.get("/", () => ({}));
  app.get("/long", (request) => ({ length: request.url.length }));
  await app.listen({ host: "127.0.0.1", port: 0 });
  port = (app.server.address() as { port: number }).port;
});
afterAll(() => app.close());

/** What comes back for these bytes, until the server ends the connection. */
async function answerTo(text: string): Promise<{ status: number; body: Readonly<Record<string, unknown>> }> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  let said = "";
  socket.on("data", (chunk) => (said += chunk));
  socket.write(text);
  await once(socket, "close");
  const [head, body] = said.split("\r\n\r\n");
  expect(head).toContain("x-content-type-options: nosniff");
  return { status: Number(head.split(" ")[1]), body: JSON.parse(body) };
}

it("what is no HTTP is refused in words that every client reads", async () => {
  for (const text of [
    "GARBAGE\r\n\r\n",
    "get / HTTP/1.1\r\n\r\n",
    "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
  ]) {
    const message = "what came is no HTTP request that can be read";
    expect(await answerTo(text)).toEqual({
      status: 400,
      body: { error_code: "INVALID_PARAMETER_VALUE", message, error: message, code: "api.bad_request", details: {} },
    });
  }
});

it("an address may be long, as filters stand in it, but not without end", async () => {
  const get = (length: number) =>
    answerTo(`GET /long?${"x".repeat(length)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  expect(await get(100_000)).toMatchObject({ status: 200, body: { length: 100_006 } });
  expect(await get(MAX_HEADER_BYTES)).toMatchObject({
    status: 431,
    body: { error_code: "INVALID_PARAMETER_VALUE", code: "server.headers_too_large" },
  });
});

it("an address may name the server, as it does to a proxy", async () => {
  const get = (url: string) => answerTo(`GET ${url} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  expect((await get("HTTP://localhost:80/long?x")).body).toEqual({ length: 7 });
  expect((await get("http://localhost")).status).toBe(200);
});
