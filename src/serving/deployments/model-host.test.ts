import { beforeEach, describe, expect, it } from "vitest";
import { onnxFiles, openDeploying } from "../../../test/support/deploying.js";
import { scalingOnnx, writeFileTo } from "../../../test/support/logged-models.js";
import { silentLog, type VirtualClock } from "../../core/index.js";
import { createModelHost, deployedPath } from "../index.js";

let clock: VirtualClock;
let context: ReturnType<typeof openDeploying>["context"];
let deploy: ReturnType<typeof openDeploying>["deploy"];
let register: ReturnType<typeof openDeploying>["register"];

beforeEach(() => {
  ({ clock, context, deploy, register } = openDeploying());
});

describe("createModelHost", () => {
  const host = () => createModelHost({ ...context, log: silentLog });
  const ask = (of: ReturnType<typeof host>, name = "scale") =>
    of.use(name, async ({ scorer }) => {
      const tensor = { name: "X", datatype: "FP64", shape: [1, 2], data: Float64Array.of(1, 2) };
      return [...((await scorer.infer([tensor]))[0].data as Float64Array)];
    });

  it("serves what is deployed, follows each move, and lets work under way end with what it began with", async () => {
    await register(1, "scale", "one", onnxFiles(10));
    await register(1, "scale", "two", onnxFiles(20));
    const served = host();
    await served.follow();
    expect([served.list(), ask(served)]).toEqual([[], null]);
    await deploy("models:/scale/1");
    await served.follow();
    expect(await ask(served)).toEqual([10, 20]);

    let go = (): void => {};
    const before = served.use("scale", async ({ scorer }) => {
      await new Promise<void>((resolve) => (go = resolve));
      const [{ data }] = await scorer.infer([
        { name: "X", datatype: "FP64", shape: [1, 2], data: Float64Array.of(1, 1) },
      ]);
      return data[0];
    });
    await deploy("models:/scale/2");
    await served.follow();
    expect(await ask(served)).toEqual([20, 40]);
    go();
    expect(await before).toBe(10);

    await context.deployments.undeploy("scale", { at: 1, by: null });
    await served.follow();
    expect(ask(served)).toBeNull();
    await served.close();
  });

  it("goes on with what it has when the next cannot be loaded, and tries again half a minute later", async () => {
    await register(1, "scale", "one", onnxFiles(10));
    await register(1, "scale", "two", onnxFiles(20));
    const served = host();
    await deploy("models:/scale/1");
    await served.follow();
    const { digest } = (await deploy("models:/scale/2")).deployment;
    await writeFileTo(context.artifacts, deployedPath(digest), scalingOnnx(7));
    await served.follow();
    expect(await ask(served)).toEqual([10, 20]);
    await writeFileTo(context.artifacts, deployedPath(digest), scalingOnnx(20));
    await served.follow();
    expect(await ask(served)).toEqual([10, 20]);
    clock.moveTo(clock.now() + 30_000);
    await served.follow();
    expect(await ask(served)).toEqual([20, 40]);
    await served.close();
  });

  it("serves from its own copy when the model's files are gone", async () => {
    const { id } = await register(1, "scale", "one", onnxFiles(10));
    await deploy("models:/scale/1");
    await context.artifacts.remove(`0/models/${id}`);
    const served = host();
    await served.follow();
    expect(await ask(served)).toEqual([10, 20]);
    await served.close();
  });
});
