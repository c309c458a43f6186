import { beforeEach, describe, expect, it } from "vitest";
import { COLUMNS, EXAMPLE, FULL, onnxFiles, openDeploying } from "../../../test/support/deploying.js";
import { logModel, mlModelText, registerModel, scalingOnnx, writeFileTo } from "../../../test/support/logged-models.js";
import { sha256 } from "../../core/index.js";
import { runId } from "../../tracking/tracking-store.fixture.js";

let context: ReturnType<typeof openDeploying>["context"];
let deploy: ReturnType<typeof openDeploying>["deploy"];
let register: ReturnType<typeof openDeploying>["register"];

beforeEach(() => {
  ({ context, deploy, register } = openDeploying());
});

describe("deployModel", () => {
  it("records which version serves, from which file, and answered which example", async () => {
    const id = await logModel(context, 1, "onnx", onnxFiles(3));
    await registerModel(context, 1, "scale", id);
    await context.registered.setAlias("scale", { alias: "champion", version: 1, at: 1, by: null });
    const { outcome, deployment, exampleRows, from } = await deploy("models:/scale@champion");
    expect([outcome, exampleRows, from]).toEqual(["deployed", 1, "model"]);
    expect(deployment).toEqual({
      name: "scale",
      revision: 1,
      uri: "models:/scale@champion",
      model: "scale",
      version: 1,
      alias: "champion",
      modelId: id,
      runId: runId(1),
      source: `0/models/${id}/artifacts/model.onnx`,
      digest: sha256(scalingOnnx(3)),
      sizeBytes: scalingOnnx(3).length,
      inputs: [{ name: "X", datatype: "FP64", shape: [-1, 2] }],
      outputs: [{ name: "Y", datatype: "FP64", shape: [-1, 2] }],
      columns: COLUMNS,
      at: 5000,
      by: "ann",
    });
    expect(await context.deployments.get("scale")).toEqual(deployment);
  });

  it("takes every form of URI, and keeps names apart", async () => {
    const first = await logModel(context, 1, "one", onnxFiles(1));
    const second = await logModel(context, 2, "two", onnxFiles(2));
    await registerModel(context, 1, "scale", first);
    await registerModel(context, 2, "scale", second);
    await context.registered.moveToStage("scale", 1, { stage: "Production", archiveOthers: false, at: 2 });
    const versionOf = async (uri: string, as: string) => (await deploy(uri, { as })).deployment.version;
    expect(await versionOf("models:/scale/1", "a")).toBe(1);
    expect(await versionOf("models:/scale/latest", "b")).toBe(2);
    expect(await versionOf("models:/scale", "c")).toBe(2);
    expect(await versionOf("models:/scale/production", "d")).toBe(1);
    expect(await versionOf(`models:/${first}`, "e")).toBeNull();
    expect((await context.deployments.list()).map(({ name }) => name)).toEqual(["a", "b", "c", "d", "e"]);
    for (const [uri, code] of [
      ["scale", "registry.bad_value"],
      ["models:/scale/9", "registry.version_unknown"],
      ["models:/scale@none", "registry.version_unknown"],
      ["models:/other/1", "registry.version_unknown"],
      ["models:/m-none", "tracking.model_unknown"],
    ])
      await expect(deploy(uri), uri).rejects.toMatchObject({ code });
    await expect(deploy("models:/scale/1", { as: "a/b" })).rejects.toMatchObject({ code: "registry.bad_value" });
  });

  it("changes nothing when the same serves already", async () => {
    const id = await logModel(context, 1, "one", onnxFiles(1));
    await registerModel(context, 1, "scale", id);
    await deploy("models:/scale/1");
    const again = await deploy("models:/scale/1");
    expect([again.outcome, again.deployment.revision]).toEqual(["serving", 1]);
    expect(await context.deployments.history("scale")).toHaveLength(1);
  });

  it("finds the ONNX file beside a model of another kind: in its folder, or as what the same run logged", async () => {
    const inside = { MLmodel: mlModelText("sklearn", FULL), "x/net.onnx": scalingOnnx(2), "model.skops": "…" };
    await register(1, "inside", "inside", inside);
    expect((await deploy("models:/inside/1")).deployment.source).toMatch(/artifacts\/x\/net\.onnx$/);

    const alone = { MLmodel: mlModelText("lightgbm", FULL), "serving_input_example.json": EXAMPLE };
    await register(2, "beside", "beside", alone);
    await writeFileTo(context.artifacts, `0/${runId(2)}/artifacts/export/model.onnx`, scalingOnnx(4));
    const beside = await deploy("models:/beside/1");
    expect([beside.from, beside.exampleRows, beside.deployment.columns]).toEqual(["run", 1, COLUMNS]);

    await register(3, "twin", "twin", alone);
    await logModel(context, 3, "twinonnx", onnxFiles(5, mlModelText("onnx")));
    expect((await deploy("models:/twin/1")).deployment.digest).toBe(sha256(scalingOnnx(5)));
  });

  it("takes the file of the run for a model that autologging had logged as well, by its own name", async () => {
    const forest = { MLmodel: mlModelText("sklearn", FULL) };
    await register(1, "forest", "forest", forest);
    await logModel(context, 1, "model", forest);
    await logModel(context, 1, "onnx", onnxFiles(6));
    expect((await deploy("models:/forest/1")).deployment.digest).toBe(sha256(scalingOnnx(6)));
    await logModel(context, 1, "another", forest);
    await expect(deploy("models:/forest/1", { as: "again" })).rejects.toMatchObject({ code: "registry.not_onnx" });
  });

  it("takes no file beside a model for it where the run logged another model too, and says what to do", async () => {
    const trees = { MLmodel: mlModelText("xgboost", FULL) };
    await register(1, "trees", "trees", trees);
    await register(1, "linear", "linear", { MLmodel: mlModelText("sklearn", FULL) });
    const onnx = await logModel(context, 1, "onnx", onnxFiles(7));
    const refusal = await deploy("models:/trees/1").catch((error) => error);
    expect(refusal).toMatchObject({ code: "registry.not_onnx" });
    expect(refusal.hint).toContain(`if models:/${onnx} is this one, gyre deploy models:/${onnx} --as trees; if not`);
    expect(refusal.hint).toContain("convert_xgboost(model");
    expect((await deploy(`models:/${onnx}`, { as: "trees" })).deployment.digest).toBe(sha256(scalingOnnx(7)));

    await register(2, "old", "old", trees);
    for (const [file, content] of [
      ["other/MLmodel", trees.MLmodel],
      ["export/MLmodel", mlModelText("onnx")],
      ["export/model.onnx", scalingOnnx(8)],
    ] as const)
      await writeFileTo(context.artifacts, `0/${runId(2)}/artifacts/${file}`, content);
    const old = await deploy("models:/old/1").catch((error) => error);
    expect(old).toMatchObject({ code: "registry.not_onnx" });
    expect(old.hint).toContain("gyre deploy models:/old/1 --file export/model.onnx; if not");
    const chosen = await deploy("models:/old/1", { file: "export/model.onnx" });
    expect(chosen.deployment.digest).toBe(sha256(scalingOnnx(8)));
  });

  it("asks which, where there are several ONNX files, and takes the one that is named", async () => {
    const files = { MLmodel: mlModelText("sklearn"), "a.onnx": scalingOnnx(1), "b.onnx": scalingOnnx(2) };
    await register(1, "two", "two", files);
    const asked = await deploy("models:/two/1").catch((error) => error);
    expect(asked).toMatchObject({ code: "registry.bad_value", details: { files: ["a.onnx", "b.onnx"] } });
    expect(asked.hint).toContain("gyre deploy models:/two/1 --file a.onnx");
    expect((await deploy("models:/two/1", { file: "b.onnx" })).deployment.digest).toBe(sha256(scalingOnnx(2)));
    await expect(deploy("models:/two/1", { file: "c.onnx" })).rejects.toMatchObject({
      code: "tracking.artifact_unknown",
    });
    await expect(deploy("models:/two/1", { file: "../x" })).rejects.toMatchObject({
      code: "tracking.bad_artifact_path",
    });
  });

  it.each([
    ["sklearn", "skl2onnx", "to_onnx(model"],
    ["lightgbm", "onnxmltools", "convert_lightgbm(model"],
    ["xgboost", "onnxmltools", "convert_xgboost(model"],
    ["catboost", "onnxruntime", "model.save_model('model.onnx', format='onnx')"],
    ["pytorch", "torch", "torch.onnx.export("],
    ["prophet", "onnx", "onnx.load('model.onnx')"],
  ])("serves no %s model, and says with %s how to convert it", async (flavor, library, call) => {
    const id = await logModel(context, 1, "raw", { MLmodel: mlModelText(flavor) });
    await registerModel(context, 1, "raw", id);
    const { code, message, hint } = await deploy("models:/raw@latest")
      .catch(() => deploy("models:/raw/1"))
      .catch((e) => e);
    expect(code).toBe("registry.not_onnx");
    expect(message).toContain(`is a ${flavor} model without an ONNX file`);
    for (const part of [library, call, `run_id="${runId(1)}"`, 'registered_model_name="raw"', "mlflow.onnx.log_model("])
      expect(hint).toContain(part);
    expect(await context.deployments.list()).toEqual([]);
  });

  it("says of a version without any file that nothing was logged", async () => {
    const id = await logModel(context, 1, "bare", {});
    await registerModel(context, 1, "bare", id);
    await expect(deploy("models:/bare/1")).rejects.toMatchObject({
      code: "tracking.artifact_unknown",
      message: expect.stringContaining("models:/bare/1 has no files"),
    });
  });

  it.each(["lightgbm", "xgboost", "catboost"])(
    "registers no %s model that converts into another one, and hands its columns on",
    async (flavor) => {
      await register(1, "raw", "raw", { MLmodel: mlModelText(flavor) });
      const { hint } = await deploy("models:/raw/1").catch((error) => error);
      const order = [
        "said = ",
        "np.allclose(one, said",
        "raise SystemExit(",
        "get_model_info(uri).signature",
        "log_model(",
      ];
      const places = order.map((part) => hint.indexOf(part));
      expect(places).toEqual(places.toSorted((a, b) => a - b));
      expect(places[0]).toBeGreaterThan(hint.indexOf('uri = "models:/raw/1"'));
      expect(hint).toContain("signature=signature)");
    },
  );

  it.each(["sklearn", "pytorch", "keras"])(
    "compares a %s model with what it becomes before it is logged",
    async (flavor) => {
      await register(1, "raw", "raw", { MLmodel: mlModelText(flavor) });
      const { hint } = await deploy("models:/raw/1").catch((error) => error);
      const places = ["onnxruntime.InferenceSession(", "1e-3, 1e-4", "raise SystemExit(", "mlflow.onnx.log_model("].map(
        (part) => hint.indexOf(part),
      );
      expect(places[0]).toBeGreaterThan(0);
      expect(places).toEqual(places.toSorted((a, b) => a - b));
    },
  );

  it("refuses a file that is not what the model says of itself, and keeps what served", async () => {
    await register(1, "scale", "good", onnxFiles(1));
    await deploy("models:/scale/1");
    const three = mlModelText("onnx", { columns: ["a", "b", "c"] });
    const wrongExample = { ...onnxFiles(2), "serving_input_example.json": '{"inputs": [[1, 2, 3]]}' };
    const cases: [string, Readonly<Record<string, Uint8Array | string>>, string][] = [
      ["columns", onnxFiles(2, three), "registry.parity_failed"],
      ["example", wrongExample, "registry.parity_failed"],
      ["garbage", { ...onnxFiles(2), "model.onnx": "no protobuf" }, "serving.model_unreadable"],
      ["missing", { MLmodel: mlModelText("onnx") }, "tracking.artifact_unknown"],
    ];
    for (const [name, files, code] of cases) {
      const { version } = await register(1, "scale", name, files);
      await expect(deploy(`models:/scale/${version}`), name).rejects.toMatchObject({ code });
    }
    expect((await context.deployments.get("scale"))?.version).toBe(1);
    const asked = await deploy("models:/scale/3", { example: false });
    expect([asked.outcome, asked.exampleRows]).toEqual(["deployed", null]);
  });

  it("says so when the files are in another store", async () => {
    const { version } = await context.registered.create({ name: "far", description: null, tags: [], at: 1 }).then(() =>
      context.registered.createVersion({
        name: "far",
        createdAt: 1,
        userId: null,
        description: "",
        source: "s3://bucket/x",
        storageLocation: "s3://bucket/x",
        runId: "",
        runLink: "",
        modelId: null,
        tags: [],
      }),
    );
    await expect(deploy(`models:/far/${version}`)).rejects.toMatchObject({ code: "tracking.bad_value" });
  });
});
