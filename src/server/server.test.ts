import { connect, createServer } from "node:net";
import fc from "fast-check";
import { Compile } from "typebox/compile";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { walkedProbability } from "../../test/support/sample-model.js";
import {
  featureRow,
  get,
  NOW,
  post,
  type SampleServer,
  sampleVersion,
  startSample,
} from "../../test/support/sample-server.js";
import { OPERATIONS } from "../api/index.js";
import { silentLog } from "../core/index.js";
import type { PredictionLog } from "../serving/index.js";
import { startServer } from "./index.js";

const GOOD = { x0: 0.25, x1: null, x2: 1, carrier: "DL", scheduledAt: "2013-03-01T12:20:00Z", diverted: false };

let sample: SampleServer;
let predictUrl: string;

beforeAll(async () => {
  sample = await startSample();
  predictUrl = `${sample.url}/v1/deployments/late/predict`;
});
afterAll(() => sample.stop());

function expected(version: number, request: Omit<typeof GOOD, "x1"> & { readonly x1: number | null }): number {
  const row = featureRow({ ...request, scheduledAt: Date.parse(request.scheduledAt) });
  return walkedProbability(sample.trees(version), row as (number | string | null)[]);
}

describe("POST /v1/deployments/{name}/predict", () => {
  it("gives the model's probability, and the log has it under the id given", async () => {
    const { status, body } = await post(`${predictUrl}?features=true`, GOOD);
    expect(status).toBe(200);
    expect(body.probability).toBeCloseTo(expected(1, GOOD), 14);
    expect(body).toMatchObject({ model: "late-flights", version: 1, arm: "champion", logged: true, at: NOW });
    expect(body.features).toEqual({ x0: 0.25, x1: null, x2: 1, x3: 20 / 60, carrier: "DL" });
    const kept = await get(`${sample.url}/v1/predictions/${body.predictionId}`);
    expect(kept.body.prediction).toMatchObject({ probability: body.probability, versionId: "mv_1", unit: "DL" });
    expect(kept.body.prediction.features).toEqual(body.features);
    expect(kept.body.outcome).toBeNull();
  });

  it("joins an outcome by id, and the first one counts", async () => {
    const { predictionId } = (await post(predictUrl, GOOD)).body;
    const url = `${sample.url}/v1/predictions/${predictionId}/outcome`;
    const first = await post(url, { label: 1, knownAt: "2013-03-01T11:00:00" });
    expect(first.body).toEqual({ predictionId, label: 1, knownAt: NOW - 3_600_000, joined: true });
    expect((await post(url, { label: 0 })).body).toEqual(first.body);
    expect((await post(`${sample.url}/v1/predictions/pred_none/outcome`, { label: 0 })).body.joined).toBe(false);
    expect((await post(url, { label: 2 })).body).toMatchObject({ code: "api.bad_request", details: { part: "body" } });
    expect((await post(url, { label: 1, knownAt: "soon" })).body.details.path).toBe("/knownAt");
  });

  it.each([
    ["an unknown field", { ...GOOD, x9: 1 }, "serving.bad_request", "/x9"],
    ["a field of the wrong kind", { ...GOOD, x2: "1" }, "serving.bad_request", "/x2"],
    ["a bare NaN", JSON.stringify(GOOD).replace("0.25", "NaN"), "serving.bad_request", "/x0"],
    ["nested junk", { ...GOOD, carrier: { a: [1] } }, "serving.bad_request", "/carrier"],
    ["a field that comes twice", `{"x0":1,${JSON.stringify(GOOD).slice(1)}`, "api.bad_request", "/x0"],
    ["a list", [GOOD], "serving.bad_request", ""],
  ])("answers 400 to %s and points at it", async (_name, sent, code, path) => {
    const { status, body } = await post(predictUrl, sent);
    expect(status).toBe(400);
    expect(body).toMatchObject({ code, details: { path } });
    expect(body.error).toEqual(expect.any(String));
  });

  it("says where text stops being JSON", async () => {
    const { status, body } = await post(predictUrl, '{\n  "x0": 1,\n  "x1" 2}');
    expect(status).toBe(400);
    expect(body).toMatchObject({ code: "core.not_json", details: { line: 3, column: 8 } });
    for (const text of ["", "{", '"', "[1,]", '{"a":1}x', "nul", "01", "[".repeat(500_000), '"\u0001"', "\ufeff{}"])
      expect((await post(predictUrl, text)).status).toBe(400);
  });

  it("refuses bodies that are too large, of another type, compressed, or not UTF-8", async () => {
    const large = await post(predictUrl, { ...GOOD, carrier: "x".repeat(1 << 20) });
    expect([large.status, large.body.code]).toEqual([413, "serving.body_too_large"]);
    const typed = await post(predictUrl, JSON.stringify(GOOD), { "content-type": "text/plain" });
    expect([typed.status, typed.body.code]).toEqual([415, "serving.bad_media_type"]);
    expect((await post(predictUrl, GOOD, { "content-encoding": "gzip" })).status).toBe(415);
    const init = {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: Uint8Array.of(0x22, 0xff, 0x22),
    };
    expect((await get(predictUrl, init)).body.code).toBe("core.not_json");
  });

  it("never answers 5xx, whatever JSON or text comes", () =>
    fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.json(),
          fc.string({ maxLength: 60 }),
          fc
            .record({ ...Object.fromEntries(Object.keys(GOOD).map((name) => [name, fc.jsonValue({ maxDepth: 2 })])) })
            .map((record) => JSON.stringify({ ...GOOD, ...record })),
        ),
        fc.constantFrom(
          predictUrl,
          `${sample.url}/v1/predictions/p/outcome`,
          `${sample.url}/v2/models/late-flights/infer`,
        ),
        async (text, url) => {
          const { status, body } = await post(url, text);
          expect(status).toBeLessThan(500);
          if (status !== 200) expect(body).toMatchObject({ error: expect.any(String), code: expect.any(String) });
        },
      ),
      { numRuns: 120 },
    ));

  it("gives 64 requests at once what each gets alone", async () => {
    const requests = Array.from({ length: 64 }, (_, i) => ({ ...GOOD, x0: i / 64, carrier: i % 3 ? "UA" : "B6" }));
    const together = await Promise.all(requests.map((request) => post(predictUrl, request)));
    for (let i = 0; i < 64; i++) {
      expect(together[i].status).toBe(200);
      const alone = await post(predictUrl, requests[i]);
      expect(together[i].body.probability).toBe(alone.body.probability);
      expect(together[i].body.probability).toBeCloseTo(expected(1, requests[i]), 14);
    }
    expect(new Set(together.map(({ body }) => body.predictionId)).size).toBe(64);
  });
});

describe("lists", () => {
  it("are read page by page, each item once, and end with next = null", async () => {
    for (let version = 1; version <= 5; version++) {
      const { version: _, ...rest } = sampleVersion(version);
      await sample.store.models.add({ ...rest, model: "paged" });
    }
    await sample.store.models.setAlias("paged", "champion", "mv_3", NOW);
    const seen: number[] = [];
    for (let url: string | null = "?limit=2"; url; ) {
      const { body } = await get(`${sample.url}/v1/models/paged/versions${url}`);
      seen.push(...body.items.map((item: { version: number }) => item.version));
      url = body.next && `?limit=2&before=${body.next}`;
    }
    expect(seen).toEqual([5, 4, 3, 2, 1]);
    const models = (await get(`${sample.url}/v1/models`)).body.items;
    expect(models).toContainEqual({ name: "paged", versions: 5, champion: 3, challenger: null });
    const card = await get(`${sample.url}/v1/models/paged/versions/2/card`);
    expect(card.body).toEqual({ model: "paged", version: 2, markdown: "# Version 2" });
    for (const at of [1, 2, 3])
      await sample.store.events.append({ id: `ev_${at}`, at, kind: "k", subject: "s", facts: {} });
    const events = await get(`${sample.url}/v1/events?limit=2&kind=k`);
    expect(events.body.next).toBe("ev_2");
    expect((await get(`${sample.url}/v1/events?after=ev_2`)).body).toMatchObject({
      items: [{ id: "ev_3" }],
      next: null,
    });
  });

  it.each([["limit=0"], ["limit=501"], ["limit=ten"], ["limit=1&limit=2"], ["unknown=1"], ["limit=1.5"], ["limit="]])(
    "refuse the query %s",
    async (query) => {
      const { status, body } = await get(`${sample.url}/v1/runs?${query}`);
      expect([status, body.code]).toEqual([400, "api.bad_request"]);
    },
  );
});

describe("routes", () => {
  it.each([
    ["/v1/deployments/lat", "serving.deployment_unknown", "did you mean late?"],
    ["/v1/models/none", "server.route_unknown", undefined],
    ["/v1/models/none/versions", "registry.model_unknown", undefined],
    ["/v1/runs/run_none", "tracking.run_unknown", undefined],
    ["/v1/predictions/pred_none", "serving.prediction_unknown", undefined],
    ["/v1/rehearsal", "rehearsal.not_run", undefined],
    ["/nothing", "server.route_unknown", undefined],
    ["/v1/runs/%zz", "server.route_unknown", undefined],
    [`/v1/runs/${"x".repeat(2000)}`, "server.route_unknown", undefined],
  ])("answer 404 to %s", async (path, code, hint) => {
    const { status, body } = await get(sample.url + path);
    expect([status, body.code]).toEqual([404, code]);
    if (hint) expect(body.hint).toBe(hint);
  });

  it("answer 405 to another method, with what is allowed, before they read a body", async () => {
    const { status, headers, body } = await post(`${sample.url}/v1/models`, "not json", {
      "content-type": "text/plain",
    });
    expect([status, body.code, headers.get("allow")]).toEqual([405, "server.method_not_allowed", "GET, HEAD"]);
    expect((await get(predictUrl)).status).toBe(405);
    expect((await get(predictUrl, { method: "DELETE" })).status).toBe(405);
  });

  it("are described by the OpenAPI document, one by one, with the schemas that answers fit", async () => {
    const { body } = await get(`${sample.url}/v1/openapi.json`);
    for (const operation of OPERATIONS) {
      const described = body.paths[operation.path][operation.method.toLowerCase()];
      expect(described.operationId).toBe(operation.id);
      expect(described["x-permission"]).toBe(operation.permission);
    }
    const answers = [
      ["serving.list_deployments", "/v1/deployments"],
      ["serving.get_deployment", "/v1/deployments/late"],
      ["serving.list_predictions", "/v1/deployments/late/predictions?limit=3"],
      ["registry.list_models", "/v1/models"],
      ["tracking.list_runs", "/v1/runs"],
      ["monitoring.list_events", "/v1/events"],
    ];
    for (const [id, path] of answers) {
      const { output } = OPERATIONS.find((operation) => operation.id === id)!;
      expect(Compile(output).Errors((await get(sample.url + path)).body)).toEqual([]);
    }
  });

  it("have security headers, and are refused to callers from elsewhere", async () => {
    const { headers } = await get(`${sample.url}/v1/models`);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    const foreign = await post(predictUrl, GOOD, { origin: "https://evil.example" });
    expect([foreign.status, foreign.body.code]).toEqual([403, "server.origin_refused"]);
    expect((await post(predictUrl, GOOD, { origin: "null" })).status).toBe(403);
    expect((await post(predictUrl, GOOD, { origin: sample.url })).status).toBe(200);
  });
});

describe("metrics", () => {
  it("count predictions by deployment, version and arm, and measure requests and phases", async () => {
    const own = await startSample();
    try {
      for (let i = 0; i < 3; i++) await post(`${own.url}/v1/deployments/late/predict`, GOOD);
      const { body } = await get(`${own.url}/metrics`);
      expect(body).toContain('gyre_predictions_total{deployment="late",version="1",arm="champion"} 3');
      expect(body).toMatch(
        /gyre_request_seconds_count\{route="\/v1\/deployments\/:name\/predict",method="POST",status="200"\} 3/,
      );
      for (const phase of ["features", "infer", "log"])
        expect(body).toContain(`gyre_prediction_seconds_count{phase="${phase}"} 3`);
      expect(body).toContain("process_cpu_seconds_total");
    } finally {
      await own.stop();
    }
  });
});

describe("startServer", () => {
  it("refuses addresses that others can reach, and says how to let them in", async () => {
    for (const host of ["0.0.0.0", "::", "192.168.1.4", "example.org"]) {
      const started = startServer({} as never, { host, port: 0, log: silentLog });
      await expect(started).rejects.toMatchObject({ code: "server.host_refused", hint: expect.any(String) });
    }
  });

  it("says that a port is taken and what to do", async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) =>
      taken.listen(0, "127.0.0.1", () => resolve((taken.address() as { port: number }).port)),
    );
    const { deployments: _, ...rest } = await fakeContext();
    const started = startServer({ ...rest, deployments: new Map() }, { port, log: silentLog });
    await expect(started).rejects.toMatchObject({ code: "server.port_taken", hint: expect.stringContaining("--port") });
    taken.close();
  });

  it("hides the cause of its own faults from clients", async () => {
    const own = await startSample({ context: { why: () => Promise.reject(new Error("secret path /root")) } });
    const { status, body } = await get(`${own.url}/v1/predictions/p/why`);
    await own.stop();
    expect([status, body.code]).toEqual([500, "core.unexpected"]);
    expect(JSON.stringify(body)).not.toContain("secret");
  });

  it("lets requests under way end when it closes, and answers none after", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const slow = (log: PredictionLog): PredictionLog => ({
      ...log,
      async append(batch) {
        await held;
        await log.append(batch);
      },
    });
    const own = await startSample({ log: slow });
    const socket = connect(Number(new URL(own.url).port), "127.0.0.1");
    let received = "";
    socket.on("data", (bytes) => {
      received += bytes;
    });
    const ended = new Promise((resolve) => socket.on("close", resolve));
    const body = JSON.stringify(GOOD);
    const head = (line: string, more = "") => `${line} HTTP/1.1\r\nhost: localhost\r\n${more}\r\n`;
    const type = `content-type: application/json\r\ncontent-length: ${body.length}\r\n`;
    socket.write(head("POST /v1/deployments/late/predict", type) + body);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const closed = own.server.close();
    socket.write(head("GET /v2/health/ready"));
    setTimeout(release, 50);
    const began = performance.now();
    await closed;
    expect(performance.now() - began).toBeLessThan(5000);
    await ended;
    const [predicted, ready] = received.split(/(?=HTTP\/1\.1 )/);
    expect(predicted).toMatch(/^HTTP\/1\.1 200 [\s\S]*"logged":true/);
    expect(ready).toMatch(/^HTTP\/1\.1 503 [\s\S]*connection: close[\s\S]*"ready":false/i);
    await expect(get(`${own.url}/v2/health/live`)).rejects.toThrow();
    await own.slot.close();
  });
});

describe("hot swap", () => {
  it("under load gives only 200s, and each answer is that of the version it names", async () => {
    const own = await startSample();
    let running = true;
    const load = async (lane: number) => {
      let answers = 0;
      for (let i = 0; running; i++) {
        const request = { ...GOOD, x0: ((lane * 37 + i) % 100) / 100, carrier: (lane + i) % 2 ? "UA" : "DL" };
        const { status, body } = await post(`${own.url}/v1/deployments/late/predict`, request);
        expect(status).toBe(200);
        expect(body.probability).toBeCloseTo(expected(body.version, request), 14);
        answers++;
      }
      return answers;
    };
    const lanes = Array.from({ length: 8 }, (_, lane) => load(lane));
    for (let swap = 0; swap < 24; swap++) {
      const champion = await own.load(1 + (swap % 3));
      const candidate = swap % 2 ? await own.load(4) : null;
      await own.slot.swap(own.live(champion, candidate));
    }
    running = false;
    const answers = await Promise.all(lanes);
    await own.stop();
    expect(Math.min(...answers)).toBeGreaterThan(5);
  });
});

/** A context that serves nothing. */
async function fakeContext() {
  const { createMemoryStore } = await import("../store/index.js");
  const { models, runs, predictions, events } = createMemoryStore();
  const clock = { now: () => NOW };
  const rest = { rehearsal: async () => null, why: async () => null, page: () => "", version: "0" };
  const ids = <P extends string>(prefix: P) => `${prefix}_1` as const;
  return { models, runs, predictions, events, clock, ids, deployments: new Map(), ...rest };
}
