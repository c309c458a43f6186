import { describe, expect, it } from "vitest";
import { AT, openMlflow } from "./mlflow.fixture.js";

const { app, ask, get, post, newRun } = await openMlflow();

describe("the traffic of a client", () => {
  it("sets an experiment that is not there yet", async () => {
    expect(await get("experiments/get-by-name?experiment_name=demo")).toEqual({
      status: 404,
      body: { error_code: "RESOURCE_DOES_NOT_EXIST", message: "Could not find experiment with name 'demo'" },
    });
    expect(await post("experiments/create", { name: "demo" })).toEqual({ status: 200, body: { experiment_id: "1" } });
    expect((await get("experiments/get?experiment_id=1")).body).toEqual({
      experiment: {
        experiment_id: "1",
        name: "demo",
        artifact_location: "mlflow-artifacts:/1",
        lifecycle_stage: "active",
        last_update_time: AT,
        creation_time: AT,
        workspace: "default",
      },
    });
    const again = await post("experiments/create", { name: "demo" });
    expect(again).toEqual({
      status: 400,
      body: { error_code: "RESOURCE_ALREADY_EXISTS", message: "Experiment(name=demo) already exists." },
    });
  });

  it("starts a run, logs to it and ends it", async () => {
    const tags = [
      { key: "mlflow.user", value: "root" },
      { key: "mlflow.runName", value: "r1" },
    ];
    const { body } = await post("runs/create", {
      experiment_id: "0",
      user_id: "root",
      run_name: "r1",
      start_time: AT,
      tags,
    });
    const id = body.run.info.run_id;
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    const info = {
      run_uuid: id,
      experiment_id: "0",
      run_name: "r1",
      user_id: "root",
      status: "RUNNING",
      start_time: AT,
      artifact_uri: `mlflow-artifacts:/0/${id}/artifacts`,
      lifecycle_stage: "active",
      run_id: id,
    };
    expect(body).toEqual({ run: { info, data: { tags }, inputs: {} } });

    const both = { run_uuid: id, run_id: id };
    const calls: readonly (readonly [string, object])[] = [
      ["runs/log-parameter", { ...both, key: "a", value: "1" }],
      ["runs/log-batch", { run_id: id, params: [{ key: "b", value: "" }] }],
      ["runs/log-metric", { ...both, key: "m", value: 0.5, timestamp: AT, step: 1 }],
      ["runs/log-metric", { ...both, key: "n", value: "NaN", timestamp: AT, step: 0 }],
      ["runs/log-metric", { ...both, key: "i", value: "-Infinity", timestamp: AT, step: -1 }],
      ["runs/set-tag", { ...both, key: "t", value: "v" }],
    ];
    for (const [path, message] of calls) expect(await post(path, message), path).toEqual({ status: 200, body: {} });

    const run = (await get(`runs/get?run_uuid=${id}&run_id=${id}`)).body.run;
    expect(run).toEqual({
      info,
      data: {
        metrics: [
          { key: "i", value: -Number.MAX_VALUE, timestamp: AT, step: -1 },
          { key: "m", value: 0.5, timestamp: AT, step: 1 },
          { key: "n", value: "NaN", timestamp: AT, step: 0 },
        ],
        params: [
          { key: "a", value: "1" },
          { key: "b", value: "" },
        ],
        tags: [{ key: "mlflow.runName", value: "r1" }, tags[0], { key: "t", value: "v" }],
      },
      inputs: {},
      outputs: {},
    });
    const ended = await post("runs/update", { ...both, status: "FINISHED", end_time: AT + 5 });
    expect(ended.body).toEqual({ run_info: { ...info, status: "FINISHED", end_time: AT + 5 } });
  });

  it("reads a metric's history by pages and whole, and curves of several runs", async () => {
    const id = await newRun();
    const points = [2, 0, 1].map((step) => ({ key: "m", value: step === 1 ? "NaN" : step / 2, timestamp: 9, step }));
    await post("runs/log-batch", { run_id: id, metrics: points });
    const sorted = [points[1], points[2], points[0]];
    expect((await get(`metrics/get-history?run_id=${id}&metric_key=m`)).body).toEqual({ metrics: sorted });
    const seen: unknown[] = [];
    let token = "";
    do {
      const page = (await get(`metrics/get-history?run_id=${id}&metric_key=m&max_results=1&page_token=${token}`)).body;
      seen.push(...page.metrics);
      token = page.next_page_token;
    } while (token);
    expect(seen).toEqual(sorted);
    const other = await newRun("r2");
    const curves = await get(`metrics/get-history-bulk-interval?run_ids=${other}&run_ids=${id}&metric_key=m`);
    expect(curves.body).toEqual({ metrics: sorted.map((point) => ({ ...point, run_id: id })) });
    const bulk = await get(`/ajax-api/2.0/mlflow/metrics/get-history-bulk?run_id=${id}&metric_key=m&max_results=2`);
    expect(bulk.body.metrics).toHaveLength(2);
  });

  it("logs datasets and a model, and finds the model's metrics with their dataset", async () => {
    const run_id = await newRun();
    const dataset = { name: "dsn", digest: "92a7ac9c", source_type: "code", source: "{}", schema: "{}" };
    const tags = [{ key: "mlflow.data.context", value: "training" }];
    await post("runs/log-inputs", { run_id, datasets: [{ tags, dataset }] });
    const made = await post("logged-models", {
      experiment_id: "0",
      name: "model",
      source_run_id: run_id,
      params: [{ key: "C", value: "1.0" }],
    });
    const { model_id } = made.body.model.info;
    expect(made.body.model).toEqual({
      info: {
        model_id,
        experiment_id: "0",
        name: "model",
        creation_timestamp_ms: AT,
        last_updated_timestamp_ms: AT,
        artifact_uri: `mlflow-artifacts:/0/models/${model_id}/artifacts`,
        status: "LOGGED_MODEL_PENDING",
        model_type: "",
        source_run_id: run_id,
      },
      data: { params: [{ key: "C", value: "1.0" }] },
    });
    await post("runs/outputs", { run_id, models: [{ model_id, step: 0 }] });
    const metric = {
      key: "acc",
      value: 1,
      timestamp: 5,
      step: 2,
      model_id,
      dataset_name: "dsn",
      dataset_digest: "92a7ac9c",
    };
    await post("runs/log-batch", { run_id, metrics: [metric] });
    const ready = await ask("PATCH", `logged-models/${model_id}`, { model_id, status: "LOGGED_MODEL_READY" });
    expect(ready.body.model.info.status).toBe("LOGGED_MODEL_READY");
    expect((await get(`logged-models/${model_id}`)).body.model.data.metrics).toEqual([{ ...metric, run_id }]);
    const { run } = (await get(`runs/get?run_id=${run_id}`)).body;
    expect(run.inputs).toEqual({ dataset_inputs: [{ tags, dataset }] });
    expect(run.outputs).toEqual({ model_outputs: [{ model_id, step: 0 }] });
    const summary = { experiment_id: "0", name: "dsn", digest: "92a7ac9c", context: "training" };
    expect((await post("/ajax-api/2.0/mlflow/experiments/search-datasets", { experiment_ids: ["0"] })).body).toEqual({
      dataset_summaries: [summary],
    });

    expect((await ask("PATCH", `logged-models/${model_id}/tags`, { tags: [{ key: "k", value: "v" }] })).body).toEqual(
      {},
    );
    expect((await ask("DELETE", `logged-models/${model_id}/tags/k`)).body).toEqual({});
    expect((await ask("DELETE", `logged-models/${model_id}/tags/k`)).body.message).toBe(
      `No tag with key 'k' found for model with ID '${model_id}'.`,
    );
    expect((await ask("DELETE", `logged-models/${model_id}`)).body).toEqual({});
    expect((await get(`logged-models/${model_id}`)).body.message).toBe(`Logged model with ID '${model_id}' not found.`);
  });

  it("lists the files of a run by their paths in it", async () => {
    const id = await newRun();
    const url = `/api/2.0/mlflow-artifacts/artifacts/0/${id}/artifacts`;
    for (const path of ["a/b.txt", "d.json"]) {
      const put = await app.inject({ method: "PUT", url: `${url}/${path}`, payload: "hello" });
      expect(put.statusCode).toBe(200);
    }
    const root_uri = `mlflow-artifacts:/0/${id}/artifacts`;
    const files = [
      { path: "a", is_dir: true },
      { path: "d.json", is_dir: false, file_size: 5 },
    ];
    expect((await get(`artifacts/list?run_id=${id}`)).body).toEqual({ root_uri, files });
    const inside = [{ path: "a/b.txt", is_dir: false, file_size: 5 }];
    for (const path of ["a", "a/"])
      expect((await get(`artifacts/list?run_id=${id}&path=${path}`)).body).toEqual({ root_uri, files: inside });
    expect((await get(`artifacts/list?run_id=${id}&path=nope`)).body).toEqual({ root_uri });
    expect((await get(`artifacts/list?run_id=${id}&path=../x`)).body).toEqual({
      error_code: "INVALID_PARAMETER_VALUE",
      message: "Invalid path",
    });
  });

  it("registers a model and gives a version an alias", async () => {
    expect((await post("registered-models/create", { name: "reg" })).body).toEqual({
      registered_model: { name: "reg", creation_timestamp: AT, last_updated_timestamp: AT },
    });
    expect((await post("registered-models/create", { name: "reg" })).body).toEqual({
      error_code: "RESOURCE_ALREADY_EXISTS",
      message: "Registered Model (name=reg) already exists.",
    });
    await post("model-versions/create", { name: "reg", source: "s3://bucket/model" });
    await post("registered-models/alias", { name: "reg", alias: "champion", version: "1" });
    const { body } = await get("registered-models/alias?name=reg&alias=champion");
    expect(body.model_version).toMatchObject({ name: "reg", version: "1", status: "READY", aliases: ["champion"] });
    const unknown = await get("registered-models/alias?name=reg&alias=zzz");
    expect([unknown.status, unknown.body.error_code]).toEqual([400, "INVALID_PARAMETER_VALUE"]);
    expect((await ask("DELETE", "registered-models/delete", { name: "reg" })).body).toEqual({});
  });

  it("notes models as clients of long ago do", async () => {
    const run_id = await newRun();
    const flavors = { python_function: { env: "conda.yaml", config: {} } };
    const model = { run_id, artifact_path: "m", utc_time_created: "t", flavors, signature: null };
    await post("runs/log-model", { run_id, model_json: JSON.stringify(model) });
    await post("runs/log-model", { run_id, model_json: JSON.stringify({ ...model, model_uuid: "u" }) });
    const { tags } = (await get(`runs/get?run_id=${run_id}`)).body.run.data;
    const kept = {
      run_id,
      artifact_path: "m",
      utc_time_created: "t",
      flavors: { python_function: { env: "conda.yaml" } },
    };
    const history = tags.find(({ key }: { key: string }) => key === "mlflow.log-model.history").value;
    expect(JSON.parse(history)).toEqual([kept, { ...kept, model_uuid: "u" }]);
    expect((await post("runs/log-model", { run_id, model_json: "{}" })).body.message).toBe(
      "Model json is missing mandatory fields: {'artifact_path', 'flavors', 'run_id', 'utc_time_created'}",
    );
  });
});

describe("a run's name", () => {
  it("is its tag, whichever of them is given", async () => {
    const named = (message: object) => post("runs/create", { experiment_id: "0", ...message });
    const tag = (value: string) => [{ key: "mlflow.runName", value }];
    expect((await named({ tags: tag("a") })).body.run.info.run_name).toBe("a");
    expect((await named({ run_name: "a", tags: tag("a") })).body.run.data.tags).toEqual(tag("a"));
    expect((await named({ run_name: "a", tags: tag("b") })).body.message).toBe(
      "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='a', mlflow.runName='b').",
    );
    const { run } = (await named({})).body;
    expect(run.info.run_name).toMatch(/^[a-z]+-[a-z]+-\d+$/);
    expect(run.data.tags).toEqual(tag(run.info.run_name));
  });

  it("follows the tag, and is never taken away", async () => {
    const run_id = await newRun();
    const name = async () => (await get(`runs/get?run_id=${run_id}`)).body.run.info.run_name;
    await post("runs/set-tag", { run_id, key: "mlflow.runName", value: "x" });
    expect(await name()).toBe("x");
    await post("runs/set-tag", { run_id, key: "mlflow.runName", value: "" });
    await post("runs/update", { run_id, run_name: "" });
    expect(await name()).toBe("x");
  });
});
