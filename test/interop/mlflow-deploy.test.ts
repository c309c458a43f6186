import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { Deployed, ModelExplanation } from "../../src/serving/index.js";
import { startGyre, type TrackingServer, transcriptOf } from "./mlflow-servers.js";

const GYRE = join(import.meta.dirname, "../../bin/gyre.js");
const run = promisify(execFile);
const CLOSE = 1e-6;

interface Logged {
  readonly rows: readonly (readonly number[])[];
  /** Other rows, where null is a missing value. */
  readonly gaps: readonly (readonly (number | null)[])[];
  readonly columns: readonly string[];
  readonly said: Readonly<Record<string, readonly (readonly number[])[]>>;
}

let server: TrackingServer;
let logged: Logged;

beforeAll(async () => {
  server = await startGyre();
  logged = (await transcriptOf("mlflow_deploy.py", server.url)) as unknown as Logged;
}, 600_000);
afterAll(() => server?.close());

/** What is said on a command that failed. */
interface Refusal {
  readonly code: string;
  readonly hint: string;
}

/** A command of the built program on what the server keeps. */
async function gyre<T>(...args: readonly string[]): Promise<T> {
  const all = [GYRE, ...args, "--data", server.folder, "--json"];
  const { stdout } = await run(process.execPath, all).catch((error: { stdout: string }) => error);
  return JSON.parse(stdout) as T;
}

interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly datatype: string;
  readonly data: readonly number[];
}

async function infer(model: string, datatype: string) {
  const { rows } = logged;
  const input = { name: await inputName(model), shape: [rows.length, 4], datatype, data: rows.flat() };
  const response = await fetch(`${server.url}/v2/models/${model}/infer`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ inputs: [input] }),
  });
  const body = (await response.json()) as { readonly model_version: string; readonly outputs: readonly Tensor[] };
  return { status: response.status, ...body };
}

async function inputName(model: string): Promise<string> {
  const metadata = (await (await fetch(`${server.url}/v2/models/${model}`)).json()) as { readonly inputs: Tensor[] };
  return metadata.inputs[0].name;
}

/** Waits until the running server serves a version under a name. */
async function served(model: string, version: number): Promise<void> {
  const versions = async () => {
    const answer = await fetch(`${server.url}/v2/models/${model}`);
    return ((await answer.json()) as { readonly versions?: readonly string[] }).versions;
  };
  await expect.poll(versions, { timeout: 10_000 }).toContain(String(version));
}

/** What the scoring protocol answers for rows whose columns come in another order: the list in each record, else its only number. */
async function scored(model: string, rows: readonly (readonly (number | null)[])[]): Promise<readonly number[]> {
  const order = [2, 0, 3, 1];
  const columns = order.map((i) => logged.columns[i]);
  const data = rows.map((row) => order.map((i) => row[i]));
  const response = await fetch(`${server.url}/invocations/${model}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ dataframe_split: { columns, data } }),
  });
  type Cell = number | number[];
  const { predictions } = (await response.json()) as { predictions: readonly Readonly<Record<string, Cell>>[] };
  return predictions.flatMap((record) => {
    const cells = Object.values(record);
    return cells.find(Array.isArray) ?? (cells as number[]);
  });
}

/** Runs the program of the refusal as it is printed, deploys what it registered, and gives the deployment. */
async function converted(name: string): Promise<{ readonly columns: readonly string[] | null }> {
  const refusal = await gyre<Refusal>("deploy", `models:/${name}/1`);
  expect(refusal).toMatchObject({ code: "registry.not_onnx" });
  const program = refusal.hint.slice(refusal.hint.indexOf("\n\n")).trim();
  const folder = await mkdtemp(join(tmpdir(), "gyre-convert-"));
  try {
    await writeFile(join(folder, "convert.py"), program);
    const env = { ...process.env, MLFLOW_TRACKING_URI: server.url };
    await run(inject("python"), ["convert.py"], { cwd: folder, env });
  } finally {
    await rm(folder, { recursive: true });
  }
  const { deployment } = await gyre<Deployed>("deploy", `models:/${name}/2`);
  await served(name, 2);
  return deployment;
}

function probabilities(outputs: readonly Tensor[]): readonly number[] {
  return outputs.find(({ shape }) => shape.length === 2 && shape[1] === 3)!.data;
}

function apart(found: readonly number[], wanted: readonly (readonly number[])[]): number {
  const flat = wanted.flat();
  expect(found).toHaveLength(flat.length);
  return Math.max(...found.map((value, i) => Math.abs(value - flat[i])));
}

describe("what a Python run logged", () => {
  it("is deployed by its alias, taken up by the running server, and says what scikit-learn said", async () => {
    const { deployment, exampleRows } = await gyre<Deployed>("deploy", "models:/iris@champion");
    expect([deployment.version, exampleRows, deployment.inputs[0].datatype]).toEqual([1, 3, "FP64"]);
    await served("iris", 1);
    const { outputs } = await infer("iris", "FP64");
    expect(apart(probabilities(outputs), logged.said["iris/1.0"])).toBeLessThan(CLOSE);
  });

  it("is switched under load without a request that fails, and every answer is of the version that it names", async () => {
    const versions = new Set<string>();
    let isOn = true;
    const asking = Array.from({ length: 8 }, async () => {
      while (isOn) {
        const { status, model_version, outputs } = await infer("iris", "FP64");
        expect(status).toBe(200);
        versions.add(model_version);
        const wanted = logged.said[model_version === "1" ? "iris/1.0" : "iris/0.05"];
        expect(apart(probabilities(outputs), wanted)).toBeLessThan(CLOSE);
      }
    });
    for (const version of [2, 1, 2]) {
      await gyre("deploy", `models:/iris/${version}`);
      await served("iris", version);
    }
    isOn = false;
    await Promise.all(asking);
    expect([...versions].sort()).toEqual(["1", "2"]);
  });

  it("is served from the ONNX file that the same run logged, and from weights in a file of their own", async () => {
    for (const [model, datatype] of [
      ["both", "FP64"],
      ["net", "FP64"],
    ] as const) {
      await gyre("deploy", `models:/${model}/1`);
      await served(model, 1);
      const { outputs } = await infer(model, datatype);
      expect(apart(probabilities(outputs), logged.said[model]), model).toBeLessThan(CLOSE);
    }
  });

  it("answers MLflow's scoring protocol, with columns in any order", async () => {
    expect(apart(await scored("both", logged.rows), logged.said.both)).toBeLessThan(CLOSE);
  });

  it("is served from the ONNX file among the artifacts of an XGBoost model's run, and its example is answered", async () => {
    const { exampleRows, deployment } = await gyre<Deployed>("deploy", "models:/both-xgboost/1");
    expect([exampleRows, deployment.source]).toEqual([3, expect.stringMatching(/\/export\/iris\.onnx$/)]);
    await served("both-xgboost", 1);
    expect(apart(await scored("both-xgboost", logged.gaps), logged.said["both-xgboost"])).toBeLessThan(CLOSE);
  });

  it.each(["raw-sklearn", "raw-lightgbm"])(
    "%s is served by nobody until the program of the message has converted it",
    async (name) => {
      await converted(name);
      const datatype = name === "raw-sklearn" ? "FP64" : "FP32";
      const { outputs } = await infer(name, datatype);
      expect(apart(probabilities(outputs), logged.said[name])).toBeLessThan(CLOSE);
    },
  );

  it.each(["raw-xgboost", "raw-booster", "raw-ranker"])(
    "%s, once converted, answers for rows with gaps, and knows its columns by name",
    async (name) => {
      const { columns } = await converted(name);
      expect(columns).toEqual(logged.columns);
      expect(apart(await scored(name, logged.gaps), logged.said[name])).toBeLessThan(CLOSE);
    },
  );

  it("raw-pipeline, once converted, takes its columns by name", async () => {
    await converted("raw-pipeline");
    expect(apart(await scored("raw-pipeline", logged.rows), logged.said["raw-pipeline"])).toBeLessThan(CLOSE);
  });

  it("is not registered when the converter made another model of it", async () => {
    await expect(converted("raw-logistic")).rejects.toThrow("which was not registered");
    expect(await gyre("deploy", "models:/raw-logistic/2")).toMatchObject({ code: "registry.version_unknown" });
  });

  it("is traced from the deployment to the run and its dataset", async () => {
    const { lineage, run: made, deployments } = await gyre<ModelExplanation>("why", "models:/iris/2");
    expect(deployments.map(({ name }) => name)).toEqual(["iris"]);
    expect(made?.params).toEqual([{ key: "C", value: "0.05" }]);
    expect(JSON.stringify(lineage)).toMatch(/"version:iris\/2".*"logged-model:m-.*"run:[0-9a-f]{32}".*"dataset:iris@/);
  });
});
