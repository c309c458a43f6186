import { createRandom, idFactory, silentLog, virtualClock } from "../../src/core/index.js";
import type { TrainingSet } from "../../src/features/index.js";
import { gbdt, logistic } from "../../src/learn/index.js";
import { createMemoryStore, type Store } from "../../src/store/index.js";
import type { ModelDefinition, TrainContext, TrainInput } from "../../src/training/index.js";

export const DAY = 86_400_000;
/** The examples of {@link madeSet} lie in the thirty days before. */
export const AS_OF = Date.UTC(2013, 2, 1);

/** Trips over thirty days whose delay grows with `wind` (partly missing) and with the carrier `B`; labels are known hours later. */
export function madeSet(rows: number, seed = 1): TrainingSet {
  const random = createRandom(seed);
  const at = Float64Array.from({ length: rows }, (_, i) => AS_OF - 30 * DAY + Math.floor((i / rows) * 30 * DAY));
  const wind = Float64Array.from({ length: rows }, () => (random.next() < 0.1 ? Number.NaN : random.int(40)));
  const codes = Int32Array.from({ length: rows }, () => random.int(4) - 1);
  const labels = Float64Array.from(wind, (speed, i) => {
    const risk = (Number.isNaN(speed) ? 15 : speed) / 40 + (codes[i] === 1 ? 0.4 : 0);
    return random.next() * 1.4 < risk ? 1 : 0;
  });
  return {
    ids: Array.from({ length: rows }, (_, i) => `trip-${i}`),
    at,
    labelKnownAt: at.map((time) => time + random.int(30) * 3_600_000),
    labels,
    features: {
      rows,
      names: ["wind", "carrier", "noise"],
      columns: [
        { kind: "number", values: wind },
        { kind: "category", codes, categories: ["A", "B", "C"] },
        { kind: "number", values: Float64Array.from({ length: rows }, () => random.next()) },
      ],
    },
  };
}

/** A model over {@link madeSet}; `change` replaces what a test cares about. */
export function madeModel(change: Partial<ModelDefinition> = {}): ModelDefinition {
  return {
    name: "late",
    predicts: "the trip is late",
    examples: { source: "trips", id: "id", at: "at", label: "late", labelKnownAt: "known_at" },
    features: { name: "trip", fields: {}, request: [], features: [] },
    estimator: gbdt({ trees: 8, leaves: 6 }),
    baseline: logistic({}),
    holdout: "7d",
    seed: 3,
    ...change,
  };
}

/** Memory stores and a standing clock. */
export function madeWorld(): TrainContext & Store {
  const clock = virtualClock(AS_OF);
  return {
    ...createMemoryStore(),
    clock,
    newId: idFactory(clock, createRandom("ids")),
    runtime: { load: () => Promise.reject(new Error("this world has no ONNX Runtime")) },
    scripts: { fit: () => Promise.reject(new Error("this world has no Python")) },
    environment: { gyre: "0", node: "v20", platform: "linux", arch: "x64" },
    log: silentLog,
  };
}

/** What a training of {@link madeModel} on {@link madeSet} is about. */
export function madeInput(change: Partial<TrainInput> = {}): TrainInput {
  const model = change.model ?? madeModel();
  return {
    project: "trips",
    model,
    estimator: model.estimator,
    set: madeSet(600),
    asOf: AS_OF,
    datasetVersion: "dv_1",
    definitionHashes: { trip: "f00d" },
    codeVersion: "c0ffee",
    code: { bundle: "", files: {}, requirements: [] },
    trainingSet: null,
    ...change,
  };
}
