import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { openTrackingState } from "../../src/cli/tracking-store.js";
import { createRandom, idFactory, virtualClock } from "../../src/core/index.js";
import { recordInference } from "../../src/serving/index.js";
import { runId } from "../../src/tracking/tracking-store.fixture.js";
import { logModel, mlModelText, registerModel, scalingOnnx } from "../support/logged-models.js";
import { start, temporaryFolder } from "./gyre.js";
import { here, hereJson } from "./in-process.js";

const VERSIONS = [1, 2, 3];

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let data: string;

/** Version n of `scale` gives n times what it is asked; `raw` is no ONNX. */
beforeAll(async () => {
  folder = await temporaryFolder();
  data = join(folder.path, "data");
  const state = await openTrackingState({ folder: data }, virtualClock(1000));
  for (const n of VERSIONS) {
    const files = { MLmodel: mlModelText("onnx", { columns: ["a", "b"] }), "model.onnx": scalingOnnx(n) };
    await registerModel(state, n, "scale", await logModel(state, n, `scale${n}`, files));
  }
  await registerModel(state, 9, "raw", await logModel(state, 9, "raw", { MLmodel: mlModelText("sklearn") }));
  await state.registered.setAlias("scale", { alias: "champion", version: 1, at: 2, by: null });
  const dataset = { name: "iris", digest: "d1", sourceType: "code", source: "{}", schema: null, profile: null };
  await state.tracking.logInputs(runId(1), [{ dataset, tags: [] }], []);
  await state.close();
});
afterAll(() => folder.remove());
afterEach(() => {
  vi.restoreAllMocks();
});

const of = (...args: readonly string[]): readonly string[] => [...args, "--data", data];

async function moveAlias(version: number | null): Promise<void> {
  const state = await openTrackingState({ folder: data }, virtualClock(1000));
  await state.registered.setAlias("scale", { alias: "champion", version, at: 3, by: null });
  await state.close();
}

describe("gyre deploy models:/…", () => {
  it("deploys by alias, and says so when the alias has moved since", async () => {
    const deployed = await here(...of("deploy", "models:/scale@champion"));
    expect([deployed.code, deployed.stdout]).toEqual([0, expect.stringContaining("scale serves models:/scale/1")]);
    expect((await here(...of("deployments"))).stdout).toMatch(/scale +models:\/scale\/1 +champion +[0-9a-f]{12}/);
    await moveAlias(2);
    expect((await here(...of("deployments"))).stdout).toContain("champion (now 2)");
    expect((await hereJson(...of("deployments"))).deployments).toMatchObject([
      { name: "scale", version: 1, alias: "champion", aliasVersion: 2, aliasMoved: true, requests: 0 },
    ]);
    const again = await hereJson(...of("deploy", "models:/scale@champion"));
    expect(again).toMatchObject({ outcome: "deployed", deployment: { version: 2 }, previous: { version: 1 } });
    await moveAlias(null);
    expect((await here(...of("deployments"))).stdout).toContain("champion (gone)");
  });

  it("keeps every move, ends serving, and notes both in the audit log", async () => {
    await hereJson(...of("deploy", "models:/scale/3", "--as", "other"));
    expect(await hereJson(...of("undeploy", "other"))).toEqual({ name: "other" });
    const { stdout } = await here(...of("deployments", "other"));
    expect(stdout).toMatch(/1 .*models:\/scale\/3\n.*2 .*nothing/);
    expect((await here(...of("undeploy", "other"))).code).toBe(3);
    expect((await here(...of("deployments", "nobody"))).code).toBe(3);
    const { entries } = await hereJson(...of("audit", "list", "--target", "models:/scale/3"));
    expect(entries).toMatchObject([{ what: "deployModel", target: "models:/scale/3" }]);
  });

  it("tells how to convert what is no ONNX, and what is wrong with a command line", async () => {
    const refused = await here(...of("deploy", "models:/raw/1"));
    expect(refused.code).toBe(5);
    for (const line of ['uri = "models:/raw/1"', "model = mlflow.sklearn.load_model(uri)"])
      expect(refused.stderr).toContain(line);
    const nowhere = await here("deploy", "models:/scale/1", "--project", folder.path);
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining("--data DIR")]);
    expect((await here(...of("deploy"))).stderr).toContain("needs a model");
    expect((await here(...of("deploy", "models:/scale/1", "--version", "1"))).code).toBe(2);
  });

  it("serves by a protected alias only what would get it as it is now", async () => {
    await moveAlias(2);
    const state = await openTrackingState({ folder: data }, virtualClock(1000));
    const policy = { model: "scale", alias: "champion", gates: [], approvals: 1, at: 1, by: null };
    await state.governance.protections.setPolicy(policy);
    const refused = await here(...of("deploy", "models:/scale@champion"));
    expect([refused.code, refused.stderr]).toEqual([5, expect.stringContaining("0 of 1 approvals")]);
    await state.governance.protections.removePolicy(policy);
    await state.close();
    expect((await here(...of("deploy", "models:/scale@champion"))).code).toBe(0);
  });

  it("is traced to its run and dataset", async () => {
    const { stdout } = await here(...of("why", "models:/scale/1"));
    for (const part of ["scale version 1", "logged-model:m-scale1", `← run:${runId(1)}`, "← dataset:iris@d1"])
      expect(stdout).toContain(part);
    expect((await hereJson(...of("why", "models:/scale/2"))).deployments).toMatchObject([{ name: "scale" }]);
  });
});

/** A running server looks every second. */
const POLL = { timeout: 5000, interval: 20 };

/** An answer of the protocol, or a refusal. */
interface Inferred {
  readonly model_version?: string;
  readonly outputs?: readonly { readonly data: readonly number[] }[];
}

describe("a running server", () => {
  it("takes up what is deployed, switches without a failed request, and serves it again after a kill", async () => {
    const up = async () => {
      const server = start(["up", "--port", "0", "--data", data]);
      const [url] = await server.until(/http:\/\/\S+/);
      return { server, url };
    };
    const ask = async (url: string) => {
      const response = await fetch(`${url}/v2/models/scale/infer`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ inputs: [{ name: "X", shape: [1, 2], datatype: "FP64", data: [1, 10] }] }),
      });
      const body = (await response.json()) as Inferred;
      return { status: response.status, version: Number(body.model_version), data: body.outputs?.[0].data };
    };
    const first = await up();
    expect(await ask(first.url)).toEqual({ status: 200, version: 2, data: [2, 20] });
    let isOn = true;
    const seen = new Set<number>();
    const asking = Array.from({ length: 4 }, async () => {
      while (isOn) {
        const { status, version, data } = await ask(first.url);
        expect([status, data]).toEqual([200, [version, 10 * version]]);
        seen.add(version);
      }
    });
    for (const n of [3, 1]) {
      await hereJson(...of("deploy", `models:/scale/${n}`));
      await expect.poll(() => seen.has(n), POLL).toBe(true);
    }
    isOn = false;
    await Promise.all(asking);
    first.server.process.kill("SIGKILL");
    await first.server.ended;
    const { requests } = (await hereJson(...of("deployments"))).deployments[0];
    expect(requests).toBeGreaterThan(10);

    const second = await up();
    expect(await ask(second.url)).toEqual({ status: 200, version: 1, data: [1, 10] });
    await hereJson(...of("undeploy", "scale"));
    await expect.poll(async () => (await ask(second.url)).status, POLL).toBe(404);
    second.server.process.kill("SIGTERM");
    expect((await second.server.ended).code).toBe(0);
  }, 60_000);

  it("compares what a model is asked with what it was asked first", async () => {
    const { deployment } = await hereJson(...of("deploy", "models:/scale/2", "--as", "watched"));
    expect((await here(...of("deployments", "watched"))).stdout).toContain("not yet: every 500 rows are compared");
    const minuteAgo = virtualClock(Date.now() - 60_000);
    const random = createRandom("asked");
    const state = await openTrackingState({ folder: data }, minuteAgo);
    const recording = { inferences: state.inferences, clock: minuteAgo, ids: idFactory(minuteAgo, random) };
    for (const shift of [0, 0, 0, 1, 1]) {
      const x = Float64Array.from({ length: 1000 }, (_, i) => random.next() + (i % 2) * shift);
      const tensor = (name: string) => ({ name, datatype: "FP64", shape: [500, 2], data: x });
      await recordInference(recording, deployment, { inputs: [tensor("X")], outputs: [tensor("Y")], durationMs: 1 });
      minuteAgo.moveTo(minuteAgo.now() + 1000);
    }
    await state.close();
    const server = start(["up", "--port", "0", "--data", data]);
    const [url] = await server.until(/http:\/\/\S+/);
    const metrics = async () => (await fetch(`${url}/metrics`)).text();
    await expect
      .poll(metrics, { timeout: 30_000, interval: 200 })
      .toMatch(/gyre_drift_score\{model="watched",column="b"\} [1-9]/);
    expect(await metrics()).toMatch(/gyre_drift_score\{model="watched",column="a"\} 0\.\d/);
    expect((await here(...of("deployments"))).stdout).toMatch(/^watched .* b, output:Y\[1\]$/m);
    const { stdout } = await here(...of("deployments", "watched"));
    expect(stdout).toContain("3 times 500 rows compared with the first 1000");
    expect(stdout).toMatch(/^ +b +[\d.]+ +[\d.]+ +FIRING since 20/m);
    expect(stdout).toMatch(/^ +a +0\.\d+ +0\.\d+ +OK/m);
    server.process.kill("SIGTERM");
    const { code, stderr } = await server.ended;
    expect([code, stderr]).toEqual([0, expect.stringContaining("the values of b drifted")]);
  }, 60_000);
});
