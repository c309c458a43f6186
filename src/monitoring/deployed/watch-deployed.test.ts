import { describe, expect, it } from "vitest";
import { createRandom, idFactory, virtualClock } from "../../core/index.js";
import type { Tensor } from "../../registry/index.js";
import { type ModelDeployment, recordInference } from "../../serving/index.js";
import { createMemoryInferenceLog } from "../../store/memory/deployments/inferences.js";
import {
  createMemoryAlertStore,
  createMemoryFindingStore,
  createMemoryMonitorStateStore,
} from "../../store/memory/monitoring.js";
import { deployedMonitor, isDeployedMonitor, watchDeployed } from "./watch-deployed.js";

const WORDS = ["red", 'a "b", NaN,', "NaN"];
const deployment: ModelDeployment = {
  name: "churn",
  revision: 2,
  uri: "models:/churn/1",
  model: "churn",
  version: 1,
  alias: null,
  modelId: null,
  runId: null,
  source: "m/model.onnx",
  digest: "d",
  sizeBytes: 1,
  inputs: [
    { name: "x", datatype: "FP64", shape: [-1, 2] },
    { name: "word", datatype: "BYTES", shape: [-1, 1] },
  ],
  outputs: [{ name: "label", datatype: "INT64", shape: [-1] }],
  columns: null,
  at: 0,
  by: null,
};

function openWatching(of: ModelDeployment = deployment) {
  const clock = virtualClock(1_000_000);
  const random = createRandom("requests");
  const recording = { inferences: createMemoryInferenceLog(), clock, ids: idFactory(clock, random) };
  const kept = () => ({
    findings: createMemoryFindingStore(),
    alerts: createMemoryAlertStore(),
    states: createMemoryMonitorStateStore(),
  });
  const stores = kept();
  const watchIn = (into: ReturnType<typeof kept>) => watchDeployed({ ...into, ...recording }, of);
  return {
    clock,
    recording,
    stores,
    kept,
    watchIn,
    watch: () => watchIn(stores),
    /** Requests of 50 rows each; the second number has moved by `shift`, and one word comes with the share `odd`. */
    async ask(requests: number, { shift = 0, odd = 0.2 } = {}): Promise<void> {
      for (let i = 0; i < requests; i++) {
        clock.moveTo(clock.now() + 1000);
        const rows = Array.from({ length: 50 }, () => {
          const first = random.next() < 0.1 ? Number.NaN : random.next();
          return { numbers: [first, random.next() + shift], word: WORDS[random.next() < odd ? 1 : 2 * random.int(2)] };
        });
        const inputs: Tensor[] = [
          { name: "x", datatype: "FP64", shape: [50, 2], data: Float64Array.from(rows.flatMap((row) => row.numbers)) },
          { name: "word", datatype: "BYTES", shape: [50, 1], data: rows.map(({ word }) => word) },
        ];
        const labels = BigInt64Array.from(rows, ({ numbers }) => BigInt(numbers[1] > 0.5 + shift ? 1 : 0));
        const outputs: Tensor[] = [{ name: "label", datatype: "INT64", shape: [50], data: labels }];
        await recordInference(recording, of, { inputs, outputs, durationMs: 1 });
      }
      clock.moveTo(clock.now() + 10_000);
    },
  };
}

describe("a deployed model under watch", () => {
  it("is compared with its first rows, column by column, and says nothing while nothing changes", async () => {
    const { watch, ask, stores } = openWatching();
    const watching = watch();
    await ask(29);
    expect(await watching.look()).toEqual([]);
    expect(await stores.findings.list({})).toEqual([]);
    await ask(31);
    expect(await watching.look()).toEqual([]);
    const found = await stores.findings.list({ monitor: deployedMonitor(deployment) });
    expect(found).toHaveLength(4);
    expect(found[0]).toMatchObject({
      features: [
        { feature: "x[0]", aspect: "values", test: "kolmogorov-smirnov", currentRows: expect.any(Number) },
        { feature: "x[0]", aspect: "missing" },
        { feature: "x[1]", aspect: "values", referenceRows: 1000, currentRows: 500 },
        { feature: "word", aspect: "values", test: "chi-square", referenceRows: 1000 },
        { feature: "output:label", aspect: "values", test: "chi-square" },
      ],
    });
    expect([...watching.scores().keys()]).toEqual(["x[0]", "x[1]", "word", "output:label"]);
  });

  it("raises an alert for what moved, once, in the second window of three", async () => {
    const { watch, ask, stores } = openWatching();
    const watching = watch();
    await ask(20);
    await ask(10, { shift: 0.2 });
    expect(await watching.look()).toEqual([]);
    await ask(10, { shift: 0.2 });
    expect((await watching.look()).map(({ feature, monitor }) => [feature, monitor])).toEqual([
      ["x[1]", "deployments:/churn/2"],
    ]);
    await ask(20, { shift: 0.2, odd: 0.7 });
    expect((await watching.look()).map(({ feature }) => feature)).toEqual(["word"]);
    expect(watching.scores().get("x[1]")).toBeGreaterThan(1);
    const alerts = await stores.alerts.list({});
    expect(alerts.map(({ feature, kind }) => [feature, kind])).toEqual([
      ["x[1]", "drift"],
      ["word", "drift"],
    ]);
    expect(alerts.every(({ monitor }) => isDeployedMonitor(monitor))).toBe(true);
    expect(isDeployedMonitor("drift-1")).toBe(false);
  });

  it("finds the same whether it was watched without a break, after restarts, or by two at once", async () => {
    const { watch, watchIn, kept, ask, stores } = openWatching();
    const other = watch();
    for (const shift of [0, 0, 0, 0.2, 0, 0.2, 0.2]) {
      await ask(13, { shift });
      await watch().look();
      await other.look();
    }
    const unbroken = kept();
    await watchIn(unbroken).look();
    const found = await stores.findings.list({});
    expect(found).toHaveLength(7);
    expect(found).toEqual(await unbroken.findings.list({}));
    expect(await stores.alerts.list({})).toEqual(await unbroken.alerts.list({}));
    const monitor = deployedMonitor(deployment);
    expect(await stores.states.load(monitor)).toEqual(await unbroken.states.load(monitor));
  });

  it("waits for requests to settle, and passes over those that were not kept and those of other revisions", async () => {
    const { watch, ask, stores, recording, clock } = openWatching();
    await ask(20);
    const common = { deployment: "churn", at: clock.now(), rows: 500, durationMs: 1, outputs: null };
    await recording.inferences.append({ ...common, id: recording.ids("inf"), revision: 1, inputs: "[]" });
    await recording.inferences.append({ ...common, id: recording.ids("inf"), revision: 2, inputs: null });
    const watching = watch();
    await watching.look();
    expect(await stores.findings.list({})).toHaveLength(0);
    clock.moveTo(clock.now() + 10_000);
    await watching.look();
    const [found] = await stores.findings.list({});
    expect(found).toMatchObject({ features: expect.arrayContaining([expect.objectContaining({ enough: false })]) });
  });

  it("is left alone where there is nothing to compare cell by cell, and free text is no column", async () => {
    const image = { name: "image", datatype: "FP32", shape: [-1, 3, 224, 224] };
    const pixels = openWatching({ ...deployment, inputs: [image], outputs: [] });
    await pixels.ask(60);
    expect(await pixels.watch().look()).toEqual([]);
    expect(await pixels.stores.findings.list({})).toEqual([]);

    const { watch, stores, recording, clock } = openWatching();
    for (let i = 0; i < 200; i++) {
      const rows = Array.from({ length: 10 }, (_, row) => 10 * i + row);
      await recordInference(recording, deployment, {
        inputs: [
          { name: "x", datatype: "FP64", shape: [10, 2], data: Float64Array.from(rows.flatMap((row) => [row % 7, 1])) },
          { name: "word", datatype: "BYTES", shape: [10, 1], data: rows.map((row) => `text ${row}`) },
        ],
        outputs: [
          { name: "label", datatype: "INT64", shape: [10], data: BigInt64Array.from(rows, (row) => BigInt(row % 2)) },
        ],
        durationMs: 1,
      });
      clock.moveTo(clock.now() + 1000);
    }
    await watch().look();
    const features = (await stores.findings.list({})).flatMap((one) => (one.kind === "drift" ? one.features : []));
    expect(new Set(features.map(({ feature }) => feature))).toEqual(new Set(["x[0]", "x[1]", "output:label"]));
    expect(features.some(({ drifted }) => drifted)).toBe(false);
  });
});
