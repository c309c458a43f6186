import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openDeploying } from "../../test/support/deploying.js";
import { mlModelText, scalingOnnx } from "../../test/support/logged-models.js";
import { createRandom, idFactory, silentLog } from "../core/index.js";
import { createModelHost, type ModelHost } from "../serving/index.js";
import { createMemoryInferenceLog } from "../store/memory/deployments/inferences.js";
import { parseBodies } from "./body-parsing.js";
import { mountDeployedModels } from "./deployed-models.js";
import { createHttpApp } from "./http-app.js";

const { context, clock, deploy, register } = openDeploying();
const inferences = createMemoryInferenceLog();
const app = createHttpApp(silentLog, 30_000);
let host: ModelHost;

beforeAll(async () => {
  const files = { MLmodel: mlModelText("onnx", { columns: ["a", "b"] }), "model.onnx": scalingOnnx(10) };
  const { id } = await register(1, "scale", "scale", files);
  await deploy("models:/scale/1");
  await deploy(`models:/${id}`, { as: "not registered" });
  host = createModelHost({ ...context, log: silentLog });
  await host.follow();
  const ids = idFactory(clock, createRandom(1));
  parseBodies(app, () => undefined);
  const drift = () => [{ model: "scale", column: "a", score: 1.5 }];
  mountDeployedModels(app, { host: () => host, inferences, clock, ids, drift }, { version: "1", ready: () => true });
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await host.close();
});

const post = async (url: string, body: unknown) => {
  const answer = await app.inject({ method: "POST", url, payload: body as object });
  return { status: answer.statusCode, body: answer.json() };
};
const get = async (url: string) => (await app.inject({ method: "GET", url })).json();
const X = { name: "X", shape: [2, 2], datatype: "FP64", data: [1, 2, 3, 4] };

describe("clients' models that are deployed", () => {
  it("are found by their names, with the version that serves", async () => {
    expect(await get("/v2/models")).toEqual({ models: ["not registered", "scale"] });
    expect(await get("/v2/models/scale")).toMatchObject({ versions: ["1"], inputs: [{ name: "X", shape: [-1, 2] }] });
    expect(await get("/v2/models/not%20registered")).toMatchObject({ versions: [] });
    expect(await get("/v2/models/scale/versions/1/ready")).toEqual({ name: "scale", ready: true });
    expect(await get("/v2/models/scale/versions/2")).toMatchObject({ code: "serving.model_unknown" });
    expect(await get("/v2/models/other")).toMatchObject({ code: "serving.model_unknown" });
  });

  it("answer tensors, and each answer is written down first", async () => {
    const { status, body } = await post("/v2/models/scale/versions/1/infer", { id: "q", inputs: [X] });
    const { inference_id } = body.parameters;
    const outputs = [{ name: "Y", shape: [2, 2], datatype: "FP64", data: [10, 20, 30, 40] }];
    expect([status, body]).toEqual([
      200,
      { model_name: "scale", model_version: "1", id: "q", parameters: { inference_id }, outputs },
    ]);
    const [kept] = await inferences.list("scale", { limit: 1 });
    expect(kept).toMatchObject({ id: inference_id, deployment: "scale", revision: 1, at: clock.now(), rows: 2 });
    expect([JSON.parse(kept.inputs!), JSON.parse(kept.outputs!)]).toEqual([[X], outputs]);
    expect((await post("/v2/models/not%20registered/infer", { inputs: [X] })).body).not.toHaveProperty("model_version");
  });

  it("keep of a very large request only that it was made", async () => {
    const rows = 9000;
    const large = { ...X, shape: [rows, 2], data: Array<number>(2 * rows).fill(1) };
    expect((await post("/v2/models/scale/infer", { inputs: [large] })).status).toBe(200);
    expect(await inferences.list("scale", { limit: 1 })).toMatchObject([{ rows, inputs: null, outputs: null }]);
  });

  it("answer MLflow's scoring protocol", async () => {
    const split = { columns: ["b", "a"], data: [[2, 1]] };
    expect((await post("/invocations/scale", { dataframe_split: split })).body).toEqual({
      predictions: [{ Y: [10, 20] }],
    });
    expect(
      (
        await post("/invocations/scale", {
          inputs: [
            [1, 2],
            [3, 4],
          ],
        })
      ).body,
    ).toEqual({
      predictions: {
        Y: [
          [10, 20],
          [30, 40],
        ],
      },
    });
    for (const named of [{ inputs: { b: [2], a: [1] } }, { instances: [{ b: 2, a: 1 }] }])
      expect((await post("/invocations/scale", named)).body).toEqual({ predictions: [{ Y: [10, 20] }] });
    expect(await post("/invocations/scale", { inputs: [[1]] })).toMatchObject({ status: 400 });
    expect(await post("/invocations/none", { inputs: [[1]] })).toMatchObject({ status: 404 });
  });

  it("answer MLflow's scoring protocol for a list of records, for one record, and for a table as text", async () => {
    const predictions = [{ Y: [10, 20] }];
    for (const inputs of [[{ b: 2, a: 1 }], { b: 2, a: 1 }])
      expect((await post("/invocations/scale", { inputs })).body).toEqual({ predictions });
    const headers = { "content-type": "text/csv; charset=utf-8" };
    const ask = async (url: string, payload: string | Buffer) => {
      const answer = await app.inject({ method: "POST", url, headers, payload });
      return [answer.statusCode, answer.body.replace("NaN", "null")] as const;
    };
    const [status, body] = await ask("/invocations/scale", 'b,a\r\n"2",1\r\n,3');
    expect([status, JSON.parse(body)]).toEqual([200, { predictions: [...predictions, { Y: [30, null] }] }]);
    for (const text of ["", "b,a", "b\n1", "b,a\n1,x", "b,a\n1", 'b,a\n1,"', Buffer.from([0xff])])
      expect(await ask("/invocations/scale", text), String(text)).toEqual([
        400,
        expect.stringContaining("bad_request"),
      ]);
    for (const cell of [`"${'""'.repeat(300_000)}"`, `${"9".repeat(600_000)}x`])
      expect((await ask("/invocations/scale", `b,a\n1,${cell}`))[0]).toBe(400);
    expect((await ask("/v2/models/scale/infer", "b,a\n1,2"))[0]).toBe(415);
  });

  it("never answer 5xx to bodies that are no request", async () => {
    for (const body of [{}, [], { inputs: 1 }, { inputs: [{}] }, { inputs: [{ ...X, data: [1] }] }, { inputs: [null] }])
      for (const url of ["/v2/models/scale/infer", "/invocations/scale"])
        expect((await post(url, body)).status, JSON.stringify(body)).toBe(400);
  });

  it("are counted with model, version and time", async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { body } = await app.inject({ method: "GET", url: "/metrics" });
    expect(body).toMatch(/gyre_inference_seconds_count\{model="scale",version="1"\} [1-9]/);
    expect(body).toContain('gyre_drift_score{model="scale",column="a"} 1.5');
  });
});
