import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { silentLog } from "../core/index.js";
import { startTrackingServer } from "../server/index.js";
import { firstUserLine } from "./listen-options.js";
import { systemClock } from "./system-clock.js";
import { serverParts } from "./tracking-server.js";
import { openTrackingState, type TrackingPlaces } from "./tracking-store.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gyre-tracking-"));
});
afterEach(() => rm(folder, { recursive: true }));

type Ask = (method: string, path: string, body?: object | string) => Promise<readonly [number, unknown]>;

/** Serves what the places hold while `work` asks. */
async function serving<T>(places: TrackingPlaces, work: (ask: Ask) => Promise<T>): Promise<T> {
  const state = await openTrackingState(places, systemClock);
  const parts = serverParts(state);
  const server = await startTrackingServer(parts, { port: 0, log: silentLog });
  const ask: Ask = async (method, path, body) => {
    const isFile = typeof body === "string";
    const headers = { "content-type": isFile ? "text/plain" : "application/json" };
    const answer = await fetch(server.url + path, {
      method,
      ...(body !== undefined && { body: isFile ? body : JSON.stringify(body), headers }),
    });
    const text = await answer.text();
    return [answer.status, text.startsWith("{") ? JSON.parse(text) : text];
  };
  try {
    return await work(ask);
  } finally {
    await server.close();
    await parts.stop();
    await state.close();
  }
}

const API = "/api/2.0/mlflow";

it("keeps what clients log in a folder, and finds it there again", async () => {
  const uri = await serving({ folder }, async (ask) => {
    expect(await ask("POST", `${API}/experiments/create`, { name: "demo" })).toEqual([200, { experiment_id: "1" }]);
    const [, { run }] = (await ask("POST", `${API}/runs/create`, { experiment_id: "1" })) as [number, never];
    const place: string = (run as { info: { artifact_uri: string } }).info.artifact_uri;
    const path = place.replace("mlflow-artifacts:", "/api/2.0/mlflow-artifacts/artifacts");
    expect(await ask("PUT", `${path}/a.txt`, "hello")).toEqual([200, {}]);
    return path;
  });
  await serving({ folder }, async (ask) => {
    expect((await ask("GET", `${API}/experiments/get-by-name?experiment_name=demo`))[0]).toBe(200);
    expect(await ask("GET", `${uri}/a.txt`)).toEqual([200, "hello"]);
  });
});

it("keeps files by their own names where a directory for them is given", async () => {
  const artifacts = `file://${join(folder, "plain files")}`.replace(" ", "%20");
  await serving({ folder: join(folder, "state"), artifacts }, (ask) =>
    ask("PUT", "/api/2.0/mlflow-artifacts/artifacts/1/x/artifacts/a.txt", "hello"),
  );
  const { readFile } = await import("node:fs/promises");
  expect(await readFile(join(folder, "plain files/1/x/artifacts/a.txt"), "utf8")).toBe("hello");
});

it("says what to do about places that cannot be used", async () => {
  await writeFile(join(folder, "file"), "x");
  await writeFile(join(folder, "gyre.db"), "no database, but long enough to have a header of one");
  const refusal = (places: TrackingPlaces) => openTrackingState(places, systemClock).catch((error) => error);
  expect(await refusal({ folder: join(folder, "file") })).toMatchObject({ code: "store.unavailable" });
  expect(await refusal({ folder: join(folder, "file", "below") })).toMatchObject({ code: "store.unavailable" });
  if (process.platform === "linux")
    expect(await refusal({ folder: "/proc/x" })).toMatchObject({ code: "store.unavailable" });
  expect(await refusal({ folder })).toMatchObject({ code: "store.corrupt" });
  const other = join(folder, "other");
  expect(await refusal({ folder: other, artifacts: "s3://bucket" })).toMatchObject({ code: "cli.bad_usage" });
  const withPassword = await refusal({ folder: other, database: "mysql://root:secret@host/x" });
  expect(withPassword).toMatchObject({ code: "cli.bad_usage", message: expect.not.stringContaining("secret") });
});

it("answers nobody without an account once there is a user", async () => {
  const state = await openTrackingState({ folder }, systemClock);
  const parts = serverParts(state);
  const server = await startTrackingServer(parts, { port: 0, log: silentLog });
  await state.access.addUser({ name: "ann", role: "admin", createdAt: 0, passwordHash: "no hash" });
  const answer = await fetch(`${server.url}${API}/experiments/get?experiment_id=0`);
  expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, 'Basic realm="mlflow"']);
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  await server.close();
  await parts.stop();
  await state.close();
});

it("lets others reach it only once somebody has an account, and says how", async () => {
  const state = await openTrackingState({ folder }, systemClock);
  const parts = serverParts(state);
  const address = { host: "0.0.0.0", port: 0, log: silentLog, firstUser: firstUserLine({ data: "my data" }) };
  await expect(startTrackingServer(parts, address)).rejects.toMatchObject({
    code: "server.host_refused",
    hint: expect.stringContaining("gyre users add admin --role admin --data 'my data'"),
  });
  await state.access.addUser({ name: "ann", role: "admin", createdAt: 0, passwordHash: "no hash" });
  const server = await startTrackingServer(parts, address);
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await fetch(`${server.url}${API}/experiments/get?experiment_id=0`)).status).toBe(401);
  expect((await fetch(`${server.url}/version`)).status).toBe(200);
  await server.close();
  await parts.stop();
  await state.close();
});

it("says that an address is not this machine's", async () => {
  const state = await openTrackingState({ folder }, systemClock);
  const parts = serverParts(state);
  await state.access.addUser({ name: "ann", role: "admin", createdAt: 0, passwordHash: "no hash" });
  await expect(startTrackingServer(parts, { host: "192.0.2.200", port: 0, log: silentLog })).rejects.toMatchObject({
    code: "server.host_refused",
    message: "this machine has no address 192.0.2.200",
  });
  await parts.stop();
  await state.close();
});
