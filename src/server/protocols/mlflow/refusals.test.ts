import { describe, expect, it } from "vitest";
import { openMlflow, SEE_API } from "./mlflow.fixture.js";
import { MLFLOW_BODY_LIMIT_BYTES } from "./read-body.js";

const { app, get, post, newRun } = await openMlflow();

describe("what a client gets wrong", () => {
  it("is told in the words of the procedure", async () => {
    const run_id = await newRun();
    await post("runs/log-parameter", { run_id, key: "a", value: "1" });
    expect((await post("runs/log-parameter", { run_id, key: "a", value: "2" })).body).toEqual({
      error_code: "INVALID_PARAMETER_VALUE",
      message: `Changing param values is not allowed. Param with key='a' was already logged with value='1' for run ID='${run_id}'. Attempted logging new value '2'.`,
    });
    expect((await post("runs/log-batch", { run_id, params: [{ key: "a", value: "2" }] })).body.message).toBe(
      `Changing param values is not allowed. Params were already logged='[{'key': 'a', 'old_value': '1', 'new_value': '2'}]' for run ID='${run_id}'.`,
    );
    await post("runs/log-parameter", { run_id, key: "k", value: "it's\n" });
    expect((await post("runs/log-batch", { run_id, params: [{ key: "k", value: "\t" }] })).body.message).toContain(
      `[{'key': 'k', 'old_value': "it's\\n", 'new_value': '\\t'}]`,
    );
    const metric = { key: "m", value: 1, timestamp: 1 };
    for (const half of [{ dataset_name: "d" }, { dataset_digest: "1" }]) {
      const together = "Both dataset_name and dataset_digest must be provided if one is provided";
      expect((await post("runs/log-metric", { run_id, ...metric, ...half })).body.message).toBe(together);
      expect((await post("runs/log-batch", { run_id, metrics: [{ ...metric, ...half }] })).body.message).toBe(together);
    }
    expect((await post("runs/log-batch", { run_id: "a b" })).body.message).toBe(
      `Invalid value "a b" for parameter 'run_id' supplied.`,
    );
    expect(await get("runs/get?run_id=nope")).toEqual({
      status: 404,
      body: { error_code: "RESOURCE_DOES_NOT_EXIST", message: "Run with id=nope not found" },
    });
    await post("runs/delete", { run_id });
    expect(await post("runs/set-tag", { run_id, key: "k", value: "v" })).toEqual({
      status: 400,
      body: {
        error_code: "INVALID_PARAMETER_VALUE",
        message: `The run ${run_id} must be in the 'active' state. Current state is deleted.`,
      },
    });
    const { body } = await post("experiments/create", { name: "gone" });
    await post("experiments/delete", body);
    expect(await post("experiments/update", { ...body, new_name: "x" })).toEqual({
      status: 400,
      body: { error_code: "INVALID_STATE", message: "Cannot rename a non-active experiment." },
    });
  });

  it("is told of pages that are too large, too small or not its own", async () => {
    const search = async (message: object) =>
      (await post("runs/search", { experiment_ids: ["0"], ...message })).body.message;
    expect(await search({ max_results: 0 })).toBe(
      "Invalid value 0 for parameter 'max_results' supplied. It must be a positive integer",
    );
    expect(await search({ max_results: 50_001 })).toContain("Invalid value 50001 for parameter 'max_results'");
    expect(await search({ page_token: "x" })).toBe("Invalid page token, could not base64-decode");
    expect((await post("experiments/search", { max_results: 50_001 })).body.message).toBe(
      "Invalid value 50001 for parameter 'max_results' supplied. It must be at most 50000",
    );
    expect((await post("logged-models/search", { experiment_ids: ["0"], datasets: [{}] })).body.message).toBe(
      "`dataset_name` in the `datasets` clause must be specified.",
    );
  });

  it("in a path is an unknown endpoint, in a method is what is allowed", async () => {
    for (const path of ["/api/2.0/mlflow/nope", "/ajax-api/x", "/api/3.0/mlflow/gateway/secrets/list"])
      expect(await get(path)).toMatchObject({ status: 404, body: { error_code: "ENDPOINT_NOT_FOUND" } });
    const wrong = await app.inject({ method: "PUT", url: "/api/2.0/mlflow/runs/create" });
    expect([wrong.statusCode, wrong.headers.allow]).toEqual([405, "POST"]);
    expect(wrong.json()).toMatchObject({ error_code: "METHOD_NOT_ALLOWED" });
    const ofModel = await app.inject({ method: "PUT", url: "/ajax-api/2.0/mlflow/logged-models/m-1?x=1" });
    expect([ofModel.statusCode, ofModel.headers.allow]).toEqual([405, "GET, PATCH, DELETE"]);
  });

  it("in a body is refused with 4xx, whatever comes", async () => {
    const send = async (payload: string | Buffer, type = "application/json") => {
      const headers = { "content-type": type };
      const answer = await app.inject({ method: "POST", url: "/api/2.0/mlflow/experiments/create", payload, headers });
      return [answer.statusCode, answer.json().error_code, answer.json().message];
    };
    const missing = `Missing value for required parameter 'name'.${SEE_API}`;
    for (const empty of ["", "null", "{}", '"{}"']) expect((await send(empty))[2]).toBe(missing);
    expect(await send("{}", "text/plain")).toEqual([
      400,
      "INVALID_PARAMETER_VALUE",
      "Bad Request. Content-Type must be one of ['application/json'].",
    ]);
    expect((await send("", "text/plain"))[2]).toContain("Content-Type must be one of");
    expect((await send("{}", "application/json; charset=utf-8"))[2]).toBe(missing);
    for (const bad of ["{", "[1]", "5", Buffer.from([0xff, 0xfe]), `${'{"a":'.repeat(200)}1${"}".repeat(200)}`])
      expect((await send(bad)).slice(0, 2)).toEqual([400, "BAD_REQUEST"]);
    expect((await send(`{"name":"${"x".repeat(MLFLOW_BODY_LIMIT_BYTES)}"}`)).slice(0, 2)).toEqual([
      413,
      "REQUEST_TOO_LARGE",
    ]);
    expect((await send('"{\\"name\\": \\"twice\\"}"'))[0]).toBe(200);
  });

  it("is told of more values than a body may have before they are read", async () => {
    const fields = (count: number) => `{${Array.from({ length: count }, (_, i) => `"k${i}":1`).join()}}`;
    const payload = fields(500_001);
    const headers = { "content-type": "application/json" };
    const items = `{"a":[${"NaN,".repeat(500_001)}1]}`;
    for (const body of [payload, JSON.stringify(payload), items]) {
      const answer = await app.inject({ method: "POST", url: "/api/2.0/mlflow/runs/search", payload: body, headers });
      expect(answer.json()).toEqual({
        error_code: "BAD_REQUEST",
        message: "the body must be a JSON object in UTF-8, got one of 500001 values; at most 500000 are read",
      });
    }
  });

  it("is told where artifacts cannot lie", async () => {
    const create = async (artifact_location: string) =>
      (await post("experiments/create", { name: `at ${artifact_location}`, artifact_location })).body.message;
    for (const scheme of ["https", "ftp", "hdfs", "abfss", "mlflow-artifacts"])
      expect(await create(`${scheme}://host/x`)).toContain(`'artifact_location' cannot use the '${scheme}' scheme`);
    expect(await create("runs:/x/y")).toBe("Artifact location cannot be a runs:/ URI. Given: 'runs:/x/y'");
    for (const fine of ["s3://bucket/x", "gs://bucket", "mlflow-artifacts:/x", "/tmp/x"])
      expect(await create(fine)).toBeUndefined();
  });

  it("calls a body a form, as curl does, where no page of another site could send one", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    for (const method of ["PATCH", "DELETE"] as const) {
      await post("registered-models/create", { name: "curl" });
      const url = `/api/2.0/mlflow/registered-models/${method === "PATCH" ? "update" : "delete"}`;
      const answer = await app.inject({ method, url, payload: '{"name":"curl"}', headers });
      expect(answer.statusCode).toBe(200);
    }
    expect((await get("registered-models/get?name=curl")).status).toBe(404);
  });
});
