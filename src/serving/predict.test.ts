import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom, idFactory, virtualClock } from "../core/index.js";
import type { Table } from "../learn/index.js";
import type { ModelVersion, Scorer } from "../registry/index.js";
import {
  createPredictor,
  createServingSlot,
  explainPrediction,
  type LiveDeployment,
  type PredictionBatch,
  type PredictionLog,
  predict,
  predictBatch,
  recordOutcome,
  type ServedVersion,
} from "./index.js";

const NOW = 1_362_139_200_000;

/** A model by formula: scale · x + the length of the carrier's name; keeps the number of rows of each call. */
function formulaVersion(version: number, scale: number) {
  const calls: number[] = [];
  let closed = 0;
  const scorer: Scorer = {
    inputs: [],
    outputs: [],
    async probabilities({ rows, columns: [x, carrier] }: Table) {
      calls.push(rows);
      if (closed > 0) throw new Error("asked after it was closed");
      if (x.kind !== "number" || carrier.kind !== "category") throw new Error("other kinds of column were expected");
      const lengthOf = (code: number) => (code < 0 ? 0 : carrier.categories[code].length);
      return Float64Array.from({ length: rows }, (_, i) => scale * x.values[i] + lengthOf(carrier.codes[i]));
    },
    infer: async () => [],
    close: async () => void closed++,
  };
  const served: ServedVersion = { version: { id: `mv_${version}`, version } as ModelVersion, scorer };
  return { served, calls, closed: () => closed };
}

function deployment(champion: ServedVersion, candidate: ServedVersion | null = null): LiveDeployment {
  return {
    config: { name: "late", model: "m", bodyLimitBytes: 1000, unit: "carrier" },
    champion,
    candidate,
    assign: (unit) => (unit.endsWith("A") ? "candidate" : "champion"),
    fields: { x: { kind: "double", nullable: false }, carrier: { kind: "text", nullable: true } },
  };
}

function rowsOf(cells: readonly (readonly [number, string | null])[]) {
  const categories = [...new Set(cells.map(([, carrier]) => carrier).filter((carrier) => carrier !== null))];
  const codes = Int32Array.from(cells, ([, carrier]) => (carrier === null ? -1 : categories.indexOf(carrier)));
  const features: Table = {
    rows: cells.length,
    names: ["x", "carrier"],
    columns: [
      { kind: "number", values: Float64Array.from(cells, ([x]) => x) },
      { kind: "category", codes, categories },
    ],
  };
  const ids = cells.map((_, i) => `pred_${i}`);
  const units = cells.map(([, carrier], i) => carrier ?? ids[i]);
  return { ids, at: new Float64Array(cells.length).fill(NOW), units, requests: features, features };
}

/** A log that keeps batches, and resolves only when `release` is called if `hold` is set. */
function keptLog() {
  const batches: PredictionBatch[] = [];
  const state = { hold: false, release: () => {}, fail: null as Error | null };
  const log = {
    async append(batch: PredictionBatch) {
      if (state.fail) throw state.fail;
      if (state.hold) await new Promise<void>((resolve) => (state.release = resolve));
      batches.push(batch);
    },
  } as unknown as PredictionLog;
  return { log, batches, state };
}

function tools(log: PredictionLog) {
  const clock = virtualClock(NOW);
  const columns = [
    { name: "x", kind: "number" as const },
    { name: "carrier", kind: "category" as const },
  ];
  const features = {
    columns,
    read: (request: Readonly<Record<string, unknown>>) => [request.x as number, request.carrier as string | null],
  };
  return { features, log, clock, ids: idFactory(clock, createRandom(1)) };
}

describe("predictBatch", () => {
  it("gives each row what its arm's model gives it alone, with one call for each arm", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.double({ min: -9, max: 9, noNaN: true }), fc.constantFrom("UA", "DL", "AA", null)), {
          maxLength: 40,
        }),
        async (cells) => {
          const [a, b] = [formulaVersion(1, 2), formulaVersion(2, -3)];
          const live = deployment(a.served, b.served);
          const batch = await predictBatch(live, rowsOf(cells));
          for (let i = 0; i < cells.length; i++) {
            const onTrial = cells[i][1]?.endsWith("A") ?? false;
            expect(batch.arms[i]).toBe(onTrial ? "candidate" : "champion");
            expect(batch.versionIds[i]).toBe(onTrial ? "mv_2" : "mv_1");
            expect(batch.probabilities[i]).toBe((onTrial ? -3 : 2) * cells[i][0] + (cells[i][1]?.length ?? 0));
          }
          expect(a.calls.length).toBeLessThanOrEqual(1);
          expect(b.calls.length).toBeLessThanOrEqual(1);
        },
      ),
    ));

  it("never asks for an arm when there is no candidate", async () => {
    const a = formulaVersion(1, 2);
    const batch = await predictBatch(
      deployment(a.served),
      rowsOf([
        [1, "UA"],
        [2, null],
      ]),
    );
    expect(batch.arms).toEqual(["champion", "champion"]);
    expect([...batch.probabilities]).toEqual([4, 4]);
  });
});

describe("predict", () => {
  it("answers only after the log has the prediction", async () => {
    const kept = keptLog();
    kept.state.hold = true;
    const live = deployment(formulaVersion(4, 2).served);
    let answered = false;
    const answer = predict({ ...tools(kept.log), live }, { x: 3, carrier: null }).finally(() => (answered = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(answered).toBe(false);
    kept.state.release();
    const { predictionId, ...rest } = await answer;
    expect(rest).toEqual({ probability: 6, model: "m", version: 4, arm: "champion", logged: true, at: NOW });
    expect(kept.batches[0].ids).toEqual([predictionId]);
    // No carrier: the unit is the prediction itself.
    expect(kept.batches[0].units).toEqual([predictionId]);
  });
});

describe("createPredictor", () => {
  it("sends a lone request at once and gathers what comes while it is under way", async () => {
    const kept = keptLog();
    const model = formulaVersion(1, 2);
    const slot = createServingSlot(deployment(model.served));
    const predictor = createPredictor({ ...tools(kept.log), slot });
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, x) => predictor.predict({ x, carrier: x % 2 ? "UA" : null })),
    );
    expect(answers.map((answer) => answer.probability)).toEqual(
      Array.from({ length: 300 }, (_, x) => 2 * x + (x % 2 ? 2 : 0)),
    );
    expect(model.calls).toEqual([1, 256, 43]);
    expect(new Set(answers.map((answer) => answer.predictionId)).size).toBe(300);
    expect(kept.batches.flatMap((batch) => batch.ids)).toEqual(answers.map((answer) => answer.predictionId));
  });

  it("gives the log's failure to every request of the batch, and goes on", async () => {
    const kept = keptLog();
    const slot = createServingSlot(deployment(formulaVersion(1, 2).served));
    const predictor = createPredictor({ ...tools(kept.log), slot });
    kept.state.fail = new Error("disk full");
    const settled = await Promise.allSettled([1, 2, 3].map((x) => predictor.predict({ x, carrier: null })));
    expect(settled.map((one) => one.status)).toEqual(["rejected", "rejected", "rejected"]);
    kept.state.fail = null;
    const answer = await predictor.predict({ x: 1, carrier: "UA" }, { withFeatures: true });
    expect(answer.features).toEqual({ x: 1, carrier: "UA" });
  });

  it("leaves others alone when one request is wrong", async () => {
    const slot = createServingSlot(deployment(formulaVersion(1, 2).served));
    const predictor = createPredictor({ ...tools(keptLog().log), slot });
    const settled = await Promise.allSettled([
      predictor.predict({ x: 1 }),
      predictor.predict({ x: "1" }),
      predictor.predict({ x: 2 }),
    ]);
    expect(settled.map((one) => one.status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  });
});

describe("createServingSlot", () => {
  it("lets work under way end on the old version, closes it after, and keeps what both share", async () => {
    const [one, two] = [formulaVersion(1, 1), formulaVersion(2, 2)];
    const slot = createServingSlot(deployment(one.served));
    let release = () => {};
    const work = slot.use(async (live) => {
      await new Promise<void>((resolve) => (release = resolve));
      return live.champion.version.version;
    });
    const trial = slot.swap(deployment(one.served, two.served));
    expect(slot.current().candidate).toBe(two.served);
    const promotion = slot.swap(deployment(two.served));
    await promotion;
    expect([one.closed(), two.closed()]).toEqual([0, 0]);
    release();
    expect(await work).toBe(1);
    await trial;
    expect([one.closed(), two.closed()]).toEqual([1, 0]);
    await slot.close();
    expect([one.closed(), two.closed()]).toEqual([1, 1]);
    await expect(slot.use(async () => 0)).rejects.toMatchObject({ code: "serving.not_ready" });
  });

  it("never closes a version under a request, in any order of swaps and requests", async () => {
    const random = createRandom(11);
    const versions = [1, 2, 3, 4].map((version) => () => formulaVersion(version, version));
    const made = [versions[0]()];
    const slot = createServingSlot(deployment(made[0].served));
    const jobs: Promise<unknown>[] = [];
    for (let i = 0; i < 400; i++) {
      if (random.next() < 0.2) {
        const next = versions[random.int(4)]();
        made.push(next);
        jobs.push(slot.swap(deployment(next.served)));
      }
      jobs.push(
        slot.use(async (live) => {
          for (let wait = random.int(4); wait > 0; wait--) await new Promise((resolve) => setImmediate(resolve));
          return predictBatch(live, rowsOf([[1, "UA"]]));
        }),
      );
      if (random.next() < 0.3) await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(jobs);
    await slot.close();
    expect(made.map((one) => one.closed())).toEqual(made.map(() => 1));
  });
});

describe("outcomes", () => {
  it("give back the outcome that counts, refuse the future, and say when the prediction is not known", async () => {
    const first = { predictionId: "pred_1", label: 0 as const, knownAt: NOW - 5 };
    const log = {
      recordOutcomes: async () => {},
      get: async (id: string) => (id === "pred_1" ? { prediction: { id }, outcome: first } : null),
    } as unknown as PredictionLog;
    const context = { log, clock: virtualClock(NOW) };
    expect(await recordOutcome(context, { predictionId: "pred_1", label: 1 })).toEqual({ ...first, joined: true });
    const early = await recordOutcome(context, { predictionId: "pred_2", label: 1 });
    expect(early).toEqual({ predictionId: "pred_2", label: 1, knownAt: NOW, joined: false });
    await expect(recordOutcome(context, { predictionId: "p", label: 1, knownAt: NOW + 1 })).rejects.toMatchObject({
      code: "serving.bad_request",
      details: { path: "/knownAt" },
    });
    await expect(explainPrediction(context, "pred_2")).rejects.toMatchObject({ code: "serving.prediction_unknown" });
  });
});
