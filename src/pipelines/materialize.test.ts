import { describe, expect, it } from "vitest";
import { createRandom, idFactory, silentLog, virtualClock } from "../core/index.js";
import { createMemoryStore } from "../store/index.js";
import { type Asset, type AssetProgress, inOrder, jsonCodec, type PipelineContext, runAssets } from "./index.js";

/** A world whose stopwatch goes 5 ms forward each time it is asked. */
function world(change: Partial<PipelineContext> = {}): PipelineContext {
  const clock = virtualClock(1000);
  let ticks = 0;
  return {
    ...createMemoryStore(),
    clock,
    newId: idFactory(clock, createRandom(1)),
    log: silentLog,
    gyreVersion: "1",
    stopwatch: () => (ticks += 5),
    ...change,
  };
}

/** Numbers: `base` is 10 + its config, the others the sum of what they are made from plus their config. `made` counts the makings. */
function chain(config: Readonly<Record<string, number>> = {}) {
  const made: string[] = [];
  const asset = (name: string, from: readonly string[], add = (sum: number) => sum): Asset => ({
    name,
    from,
    config: config[name] ?? 0,
    codec: jsonCodec<number>(),
    async make(inputs) {
      made.push(name);
      const values = (await Promise.all(from.map((input) => inputs[input]()))) as number[];
      return add(values.reduce((sum, value) => sum + value, from.length === 0 ? 10 : 0) + (config[name] ?? 0));
    },
  });
  const assets = [
    asset("report", ["model", "base"]),
    asset("base", []),
    asset("even", ["base"], (sum) => sum - (sum % 2)),
    asset("model", ["even"]),
  ];
  return { assets, made };
}
const because = { reason: "test" };

describe("a pipeline run", () => {
  it("makes each asset after those it is made from, and gives their values", async () => {
    const { assets, made } = chain({ base: 1 });
    const run = await runAssets(world(), assets, because);
    expect(made).toEqual(["base", "even", "model", "report"]);
    expect(await Promise.all(["base", "even", "model", "report"].map(run.value))).toEqual([11, 10, 10, 21]);
    expect(run.reused).toEqual([]);
    expect(run.materializations.model).toMatchObject({ asset: "model", runId: run.runId, at: 1000, durationMs: 5 });
    expect(run.materializations.model.inputs).toEqual([
      { asset: "even", digest: run.materializations.even.outputDigest },
    ]);
  });

  it("makes nothing again that was made before by any run, and reads it only when asked", async () => {
    const context = world();
    await runAssets(context, chain().assets, because);
    const { assets, made } = chain();
    const progress: AssetProgress[] = [];
    const run = await runAssets(context, assets, { ...because, onAsset: (one) => progress.push(one) });
    expect(made).toEqual([]);
    expect(run.reused).toEqual(["base", "even", "model", "report"]);
    expect(progress.map(({ asset, state }) => `${state} ${asset}`)).toEqual(run.reused.map((name) => `reused ${name}`));
    expect(await run.value("report")).toBe(20);
  });

  it("makes again what changed and all that rests on it, but stops early where the content came out the same", async () => {
    const context = world();
    await runAssets(context, chain({ base: 0 }).assets, because);
    const odd = chain({ base: 1 });
    const run = await runAssets(context, odd.assets, because);
    expect(odd.made).toEqual(["base", "even", "report"]);
    expect(run.reused).toEqual(["model"]);
    expect(await run.value("report")).toBe(21);
    const back = chain({ base: 0 });
    await runAssets(context, back.assets, because);
    expect(back.made).toEqual([]);
  });

  it("makes everything again for another version of Gyre, and what lost its bytes", async () => {
    const context = world();
    await runAssets(context, chain().assets, because);
    const newer = chain();
    await runAssets({ ...context, gyreVersion: "2" }, newer.assets, because);
    expect(newer.made).toEqual(["base", "even", "model", "report"]);
    const emptied = chain();
    await runAssets({ ...context, artifacts: createMemoryStore().artifacts }, emptied.assets, because);
    // The contents of even and model are those of base, so that their bytes are there again once base is made.
    expect(emptied.made).toEqual(["base", "report"]);
  });

  it("goes on after a failure where it stopped", async () => {
    const context = world();
    const { assets, made } = chain();
    const broken = assets.map((asset) =>
      asset.name === "model" ? { ...asset, make: () => Promise.reject(new Error("killed")) } : asset,
    );
    const states: string[] = [];
    const failing = runAssets(context, broken, {
      ...because,
      onAsset: ({ asset, state }) => states.push(`${state} ${asset}`),
    });
    await expect(failing).rejects.toThrow("killed");
    expect(made).toEqual(["base", "even"]);
    expect(states.slice(-2)).toEqual(["making model", "failed model"]);
    made.length = 0;
    const run = await runAssets(context, assets, because);
    expect(made).toEqual(["model", "report"]);
    expect(run.reused).toEqual(["base", "even"]);
    const kinds = (await context.events.list({ limit: 10 })).map(({ kind, subject, facts }) => [
      kind,
      subject === run.runId,
      facts.asset ?? null,
    ]);
    expect(kinds).toEqual([
      ["pipelines.run_started", false, null],
      ["pipelines.run_failed", false, "model"],
      ["pipelines.run_started", true, null],
      ["pipelines.run_finished", true, null],
    ]);
  });

  it("begins nothing new once its signal is aborted, and fails with core.cancelled", async () => {
    const context = world();
    const { assets, made } = chain();
    const cancel = new AbortController();
    const onAsset = ({ asset, state }: AssetProgress) => {
      if (asset === "even" && state === "made") cancel.abort();
    };
    await expect(runAssets(context, assets, { ...because, signal: cancel.signal, onAsset })).rejects.toMatchObject({
      code: "core.cancelled",
      message: "the run was cancelled at model",
    });
    expect(made).toEqual(["base", "even"]);
    expect(await context.events.last("pipelines.run_finished")).toBeNull();
  });

  it("hands its signal to what is being made, and calls whatever that throws a cancellation", async () => {
    const cancel = new AbortController();
    const asset: Asset = {
      ...chain().assets[1],
      make: (_, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener("abort", () => reject(signal.reason));
          cancel.abort();
        }),
    };
    const running = runAssets(world(), [asset], { ...because, signal: cancel.signal });
    await expect(running).rejects.toMatchObject({ code: "core.cancelled" });
  });

  it("takes the output that another run recorded first", async () => {
    const context = world();
    let calls = 0;
    const racing: Asset = { ...chain().assets[1], make: async () => calls++ };
    const runs = await Promise.all([runAssets(context, [racing], because), runAssets(context, [racing], because)]);
    const [a, b] = await Promise.all(runs.map((run) => run.value("base")));
    expect(calls).toBe(2);
    expect(a).toBe(b);
    expect(runs[0].materializations).toEqual(runs[1].materializations);
  });
});

describe("the order of assets", () => {
  const named = (name: string, ...from: string[]): Asset => ({ ...chain().assets[1], name, from });

  it("keeps the given order where nothing decides", () => {
    const assets = [named("c", "a"), named("b"), named("a"), named("d", "b", "c")];
    expect(inOrder(assets).map(({ name }) => name)).toEqual(["a", "c", "b", "d"]);
  });

  it.each([
    ["a circle", [named("a", "b"), named("b", "c"), named("c", "a")], "a → b → c → a"],
    ["an asset made from itself", [named("a", "a")], "a → a"],
    ["an unknown input", [named("a", "x")], "asset a is made from x"],
    ["a name used twice", [named("a"), named("a")], "same name"],
  ])("refuses %s", (_, assets, message) => {
    expect(() => inOrder(assets)).toThrow(message);
  });
});
