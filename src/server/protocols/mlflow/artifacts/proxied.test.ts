import { createHash, randomBytes } from "node:crypto";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type RoutesUnderTest, startRoutes } from "./routes.fixture.js";

const API = "/api/2.0/mlflow-artifacts/artifacts";
const MPU = "/api/2.0/mlflow-artifacts/mpu";
const INVALID = { error_code: "INVALID_PARAMETER_VALUE", message: "Invalid path" };

let server: RoutesUnderTest;
const ask: RoutesUnderTest["ask"] = (...asked) => server.ask(...asked);

beforeAll(async () => {
  server = await startRoutes();
});
afterAll(() => server.app.close());
beforeEach(() => {
  server.files.clear();
  server.access.wishes.length = 0;
  server.access.refused = false;
});

describe("proxied artifacts", () => {
  it.each([
    undefined,
    "text/plain",
    "application/json",
    "application/octet-stream",
    "no type at all",
    "multipart/form-data",
  ])("takes a file of the type %j, larger than other bodies", async (type) => {
    const bytes = randomBytes(200_000);
    const answer = await ask("PUT", `${API}/1/r1/artifacts/a/b.bin`, bytes, type ? { "content-type": type } : {});
    expect(answer).toMatchObject({ status: 200, json: {} });
    expect(Buffer.from(server.files.get("1/r1/artifacts/a/b.bin")!).equals(bytes)).toBe(true);
  });

  it("takes empty files and bodies of unknown length", async () => {
    expect(await ask("PUT", `${API}/empty`)).toMatchObject({ status: 200 });
    expect(await ask("PUT", `${API}/chunked`, "abc", { "transfer-encoding": "chunked" })).toMatchObject({
      status: 200,
    });
    expect([server.kept("empty"), server.kept("chunked")]).toEqual(["", "abc"]);
    expect(await ask("GET", `${API}/empty`)).toMatchObject({
      status: 200,
      text: "",
      headers: { "content-length": "0" },
    });
  });

  it("gives a file back as an attachment with its digest as ETag, under both prefixes", async () => {
    server.files.set('1/päper "x".txt', Buffer.from("hello"));
    const digest = createHash("sha256").update("hello").digest("hex");
    for (const prefix of ["/api/2.0", "/ajax-api/2.0"]) {
      const answer = await ask("GET", `${prefix}/mlflow-artifacts/artifacts/1/p%C3%A4per%20%22x%22.txt`);
      expect(answer).toMatchObject({ status: 200, text: "hello" });
      expect(answer.headers).toMatchObject({
        "content-length": "5",
        "content-type": "text/plain",
        "content-disposition": `attachment; filename="p_per _x_.txt"; filename*=UTF-8''p%C3%A4per%20%22x%22.txt`,
        etag: `"${digest}"`,
        "accept-ranges": "bytes",
        "x-content-type-options": "nosniff",
      });
    }
    server.files.set("1/x.constructor", Buffer.from("hello"));
    const odd = await ask("GET", `${API}/1/x.constructor`);
    expect([odd.status, odd.headers["content-type"]]).toEqual([200, "application/octet-stream"]);
    const etag = `"${digest}"`;
    const target = `${API}/1/p%C3%A4per%20%22x%22.txt`;
    expect(await ask("GET", target, undefined, { "if-none-match": `"x", ${etag}` })).toMatchObject({
      status: 304,
      text: "",
    });
    const head = await ask("HEAD", target);
    expect(head).toMatchObject({ status: 200, text: "", headers: { "content-length": "5", etag } });
  });

  it("gives a part of a file", async () => {
    server.files.set("f", Buffer.from("0123456789"));
    const get = (range: string, more = {}) => ask("GET", `${API}/f`, undefined, { range, ...more });
    expect(await get("bytes=2-4")).toMatchObject({
      status: 206,
      text: "234",
      headers: { "content-range": "bytes 2-4/10", "content-length": "3" },
    });
    expect(await get("bytes=-3")).toMatchObject({ status: 206, text: "789" });
    expect(await get("bytes=0-")).toMatchObject({ status: 206, text: "0123456789" });
    expect(await get("bytes=10-")).toMatchObject({ status: 416, text: "", headers: { "content-range": "bytes */10" } });
    expect(await get("bytes=2-4", { "if-range": '"other"' })).toMatchObject({ status: 200, text: "0123456789" });
  });

  it("answers 404 in MLflow's form for what is not there and for a directory", async () => {
    server.files.set("d/f", Buffer.from("1"));
    for (const path of ["nothing", "d", "d/", "d/f/g", "1/r1/artifacts/"]) {
      const answer = await ask("GET", `${API}/${path}`);
      expect(answer.status, path).toBe(404);
      expect(answer.json).toMatchObject({ error_code: "RESOURCE_DOES_NOT_EXIST" });
      expect(answer.headers["content-disposition"]).toBeUndefined();
    }
    expect(await ask("HEAD", `${API}/nothing`)).toMatchObject({ status: 404, text: "" });
  });

  it("lists names alone, and {} for a file, an empty file's directory without sizes, and what is not there", async () => {
    for (const [path, text] of [
      ["1/r/b/c", "x"],
      ["1/r/ä b", "123"],
      ["1/r/empty", ""],
    ])
      server.files.set(path, Buffer.from(text));
    const expected = {
      files: [
        { path: "b", is_dir: true },
        { path: "empty", is_dir: false },
        { path: "ä b", is_dir: false, file_size: 3 },
      ],
    };
    for (const query of ["?path=1/r", "?path=1%2Fr", "?path=1%2Fr%2F", "?x=1&path=1/r/"])
      expect((await ask("GET", `${API}${query}`)).json, query).toEqual(expected);
    expect((await ask("GET", `${API}?path=1/r/%C3%A4+b`)).json).toEqual({});
    expect((await ask("GET", `${API}?path=nothing`)).json).toEqual({});
    for (const query of ["", "?path=", "?path=/"])
      expect((await ask("GET", `${API}${query}`)).json).toEqual({ files: [{ path: "1", is_dir: true }] });
  });

  it("removes files and directories, and what is not there", async () => {
    for (const path of ["a/b/c", "a/b/d", "a/e"]) server.files.set(path, Buffer.from("1"));
    expect(await ask("DELETE", `${API}/a/b/`)).toMatchObject({ status: 200, json: {} });
    expect(await ask("DELETE", `${API}/a/b`, "{}", { "content-length": "2" })).toMatchObject({
      status: 200,
    });
    expect([...server.files.keys()]).toEqual(["a/e"]);
  });

  it.each([
    "",
    "/",
    "//",
    "/.",
    "/./",
    "/%2e",
    "/..",
    "/%2e%2e",
    "/%2E%2e/",
    "/a/..",
    "/a/%2e%2e",
    "/a/../..",
    "/%252e",
    "/%2f",
    "/%5c",
    "/a%00",
    "/%2e%2e%2f",
    "/?path=a",
  ])("never removes the root: DELETE artifacts%s", async (path) => {
    server.files.set("a/b", Buffer.from("1"));
    expect(await ask("DELETE", API + path)).toMatchObject({ status: 400, json: INVALID });
    expect(server.files.size).toBe(1);
  });

  it.each([
    "/etc/passwd",
    "..%2f..%2fetc",
    "a/..%5c..",
    "%c0%ae%c0%ae/a",
    "a%",
    "%zz",
    "%ff",
    "a%2",
    "a//b",
    "C:/x",
    "a%0d%0ab",
    "a%23b",
    "a%3fb",
    "%252e%252e/a",
    "a/",
    "%ed%a0%80",
  ])("refuses PUT of %s with 400 and never 500", async (path) => {
    expect(await ask("PUT", `${API}/${path}`, "x")).toMatchObject({ status: 400, json: INVALID });
    expect(server.files.size).toBe(0);
    if (path === "a/") return;
    expect(await ask("GET", `${API}/${path}`)).toMatchObject({ status: 400, json: INVALID });
    if (path !== "a//b") expect(await ask("GET", `${API}?path=${path}`)).toMatchObject({ status: 400, json: INVALID });
  });

  it("decodes a path exactly once", async () => {
    await ask("PUT", `${API}/images/dog%25step%250%25timestamp%2517%252e4f.png`, "x");
    expect(server.kept("images/dog%step%0%timestamp%17%2e4f.png")).toBe("x");
    await ask("PUT", `${API}/${"long/".repeat(200)}a+b;c=d&e`, "x");
    expect(server.kept(`${"long/".repeat(200)}a+b;c=d&e`)).toBe("x");
  });

  it("finds a file by what the client makes of its listed name, and by its own name first", async () => {
    server.files.set("d/my%20plot.png", Buffer.from("plot"));
    server.files.set("d/a%9a4f%17", Buffer.from("bytes"));
    expect(await ask("GET", `${API}/d/my%20plot.png`)).toMatchObject({ status: 200, text: "plot" });
    expect(await ask("GET", `${API}/d/my%2520plot.png`)).toMatchObject({ status: 200, text: "plot" });
    expect(await ask("GET", `${API}/d/a%EF%BF%BD4f%2517`)).toMatchObject({ status: 200, text: "bytes" });
    server.files.set("d/my plot.png", Buffer.from("other"));
    expect(await ask("GET", `${API}/d/my%20plot.png`)).toMatchObject({ status: 200, text: "other" });
  });

  it("refuses what is too large with 413, whether or not its length was announced", async () => {
    const large = Buffer.alloc(20_000_001);
    for (const headers of [{}, { "transfer-encoding": "chunked" }]) {
      const answer = await ask("PUT", `${API}/f`, large, headers as Record<string, string>);
      expect(answer).toMatchObject({ status: 413, json: { error_code: "REQUEST_TOO_LARGE" } });
    }
    expect(server.files.size).toBe(0);
  });

  it("keeps nothing of a transfer that breaks off", async () => {
    server.files.set("f", Buffer.from("before"));
    await new Promise<void>((resolve) => {
      const sent = httpRequest(`${server.url}${API}/f`, { method: "PUT", headers: { "content-length": "1000" } });
      sent.on("error", () => resolve());
      sent.write("part");
      setTimeout(() => sent.destroy(), 30);
    });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(server.kept("f")).toBe("before");
    expect(await ask("GET", `${API}/f`)).toMatchObject({ status: 200, text: "before" });
  });

  it("receives 500 files at once and asks others to try again, until one has come or its sender has gone", async () => {
    const { port } = new URL(server.url);
    const begun = Array.from({ length: 500 }, (_, i) => {
      const socket = connect(Number(port), "127.0.0.1");
      socket.write(`PUT ${API}/many/${i} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\na`);
      return socket;
    });
    const more = () => ask("PUT", `${API}/more`, "x");
    await expect
      .poll(more, { timeout: 20_000 })
      .toMatchObject({ status: 429, json: { error_code: "RESOURCE_EXHAUSTED" } });
    expect(await ask("GET", `${API}/none`)).toMatchObject({ status: 404 });
    begun[0].write("b");
    await expect.poll(more, { timeout: 20_000 }).toMatchObject({ status: 200 });
    expect(server.kept("many/0")).toBe("ab");
    for (const socket of begun) socket.destroy();
  }, 60_000);

  it("refuses a file where a directory is, other methods, and presigned addresses", async () => {
    server.files.set("d/f", Buffer.from("1"));
    expect(await ask("PUT", `${API}/d`, "x")).toMatchObject({
      status: 400,
      json: { error_code: "INVALID_PARAMETER_VALUE" },
    });
    expect(await ask("POST", `${API}/d/f`, "x")).toMatchObject({
      status: 405,
      headers: { allow: expect.stringContaining("PUT") },
    });
    const presigned = await ask("GET", "/api/2.0/mlflow-artifacts/presigned/d/f");
    expect(presigned).toMatchObject({ status: 501, json: { error_code: "NOT_IMPLEMENTED" } });
  });

  it("asks whether the caller may before it reads or does anything", async () => {
    server.files.set("d/f", Buffer.from("1"));
    server.access.refused = true;
    const calls = [
      ["GET", "/d/f"],
      ["GET", "?path=d"],
      ["PUT", "/d/g"],
      ["DELETE", "/d"],
    ] as const;
    for (const [method, path] of calls)
      expect(await ask(method, API + path, method === "PUT" ? "x" : undefined)).toMatchObject({
        status: 403,
        json: { error_code: "PERMISSION_DENIED" },
      });
    expect(await ask("POST", `${MPU}/create/d`, '{"path":"f"}')).toMatchObject({ status: 403 });
    expect(server.access.wishes).toEqual([
      { action: "read", path: "d/f" },
      { action: "list", path: "d" },
      { action: "write", path: "d/g" },
      { action: "delete", path: "d" },
      { action: "write", path: "d" },
    ]);
    expect([...server.files.keys()]).toEqual(["d/f"]);
  });
});
