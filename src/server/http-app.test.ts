import { Agent, request } from "node:http";
import { expect, it } from "vitest";
import { GyreError, silentLog } from "../core/index.js";
import { createHttpApp } from "./http-app.js";

it("a body that was refused on the way does not hold up the connection's next request", async () => {
  const app = createHttpApp(silentLog, 30_000);
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  app.put("/refused", async ({ raw }) => {
    for await (const _ of raw.iterator({ destroyOnReturn: false })) throw new GyreError("store.disk_full", "no room");
  });
  app.get("/", () => "here");
  await app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = app.server.address() as { port: number };
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (
    method: string,
    path: string,
    body?: Uint8Array,
  ): Promise<readonly [number | undefined, number | undefined]> =>
    new Promise((resolve, reject) => {
      const asked = request({ port, agent, method, path, timeout: 5000 }, (answer) => {
        answer.resume().once("end", () => resolve([answer.statusCode, asked.socket?.localPort]));
      });
      asked.once("timeout", () => asked.destroy(new Error("no answer came"))).once("error", reject);
      asked.end(body);
    });
  const [refused, socket] = await ask("PUT", "/refused", new Uint8Array(20 << 20));
  expect(refused).toBe(507);
  expect(await ask("GET", "/")).toEqual([200, socket]);
  agent.destroy();
  await app.close();
});
