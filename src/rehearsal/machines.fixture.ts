import { onnxRuntime } from "../compute/onnx/index.js";
import { createRandom, idFactory, silentLog, virtualClock } from "../core/index.js";
import { boolean, double, integer, parquet, tableSchema, text, timestamp } from "../data/index.js";
import {
  allOf,
  count,
  createOnlineFeatures,
  type EventBatch,
  entity,
  examples,
  featureSet,
  field,
  rate,
  type TrainingSet,
  windows,
} from "../features/index.js";
import { gbdt, logistic } from "../learn/index.js";
import { drift, performance } from "../monitoring/index.js";
import { never, onAlert, onSchedule } from "../pipelines/index.js";
import { defineProject, deployment, type LoadedProject, model, type Project } from "../project/index.js";
import { atLeast } from "../registry/index.js";
import { canary } from "../rollouts/index.js";
import { createMemoryStore, type Store } from "../store/index.js";
import type { RehearsalContext, RehearsalInput } from "./context.js";
import { createFeed } from "./feed.js";

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** A Monday. */
export const START = Date.UTC(2024, 0, 1);

const machine = entity("machine", ["machine"]);
const jobs = parquet(
  "jobs",
  "jobs.parquet",
  tableSchema({
    key: ["job"],
    columns: {
      job: text(),
      machine: text(),
      load: double(),
      begun_at: timestamp(),
      failed: integer(),
      ended_at: timestamp(),
    },
  }),
);
const ends = parquet(
  "ends",
  "ends.parquet",
  tableSchema({
    key: ["job"],
    columns: { job: text(), machine: text(), ended_at: timestamp(), failed: boolean() },
  }),
);
const past = windows("past", {
  entity: machine,
  source: ends,
  event: "ended_at",
  available: "ended_at",
  over: ["2d", "7d"],
  aggregate: { failed: rate("failed", "=", true), jobs: count() },
});
const features = featureSet("job", {
  source: jobs,
  fields: ["machine", "load", "begun_at"],
  request: { machine: field("machine"), load: field("load") },
  features: allOf(past),
});

/** Jobs on machines: will a job fail? Small enough for tests, and complete. */
export function machinesProject(changes: Partial<Project> = {}): LoadedProject {
  const failing = model("failing", {
    predicts: "the job fails",
    examples: examples(jobs, { id: "job", at: "begun_at", label: "failed", labelKnownAt: "ended_at" }),
    features,
    estimator: gbdt({ trees: 20, leaves: 7, minDataInLeaf: 20 }),
    baseline: logistic({ l2: 1 }),
    holdout: "7d",
  });
  const project = defineProject({
    name: "machines",
    sources: [jobs, ends],
    entities: [machine],
    views: [past],
    model: failing,
    gates: [atLeast("rocAuc", 0.55)],
    deployment: deployment("failing", { model: failing }),
    rollout: canary({
      steps: [
        { percent: 20, hold: "12h" },
        { percent: 50, hold: "12h" },
      ],
      minSamples: 5,
    }),
    monitors: [
      drift({ every: "1d", window: "7d", delta: 0.5 }),
      performance({ metric: "rocAuc", every: "1d", window: "7d", tolerance: 0.1 }),
    ],
    retraining: {
      never: never(),
      weekly: onSchedule({ every: "week" }),
      alert: onAlert({ of: ["drift"], cooldown: "14d" }),
    },
    policy: "weekly",
  });
  return {
    project: { ...project, ...changes },
    folder: "/nowhere",
    file: "gyre.config.ts",
    codeVersion: "c1",
    code: { bundle: "", files: {}, requirements: [] },
  };
}

/** One job of the history. */
export interface Job {
  readonly at: number;
  readonly knownAt: number;
  readonly machine: number;
  readonly load: number;
  readonly failed: 0 | 1;
}

const JOBS_A_DAY = 48;
const HABITS = [-1.5, -0.5, 0, 0.5, 1.5];

/** Jobs of some days from START on. From `breakDay` on machines are loaded more, and what made jobs fail makes them succeed. */
export function machineJobs(days: number, breakDay = Number.POSITIVE_INFINITY): readonly Job[] {
  const random = createRandom("machines");
  return Array.from({ length: days * JOBS_A_DAY }, (_, i) => {
    const at = START + Math.floor(((i + random.next() * 0.9) * DAY) / JOBS_A_DAY);
    const broken = at >= START + breakDay * DAY;
    const number = random.int(HABITS.length);
    const load = random.next() + (broken ? 0.6 : 0);
    const score = (broken ? -1 : 1) * (4 * (load - 0.5) + HABITS[number]);
    const failed = random.next() < 1 / (1 + Math.exp(-score)) ? 1 : 0;
    return { at, knownAt: at + Math.floor((1 + random.next() * 40) * HOUR), machine: number, load, failed };
  });
}

/** The history and every example of it, as the sources would give them. */
export function machineHistory(
  all: readonly Job[],
  { project }: LoadedProject,
): Pick<RehearsalInput, "set" | "history"> {
  const machines = HABITS.map((_, i) => `m${i}`);
  const dictionary = all.map((_, i) => `job${String(i).padStart(6, "0")}`);
  const examplesBatch: EventBatch = {
    source: "jobs",
    rows: all.length,
    columns: {
      job: { kind: "text", codes: Int32Array.from(all.keys()), dictionary },
      machine: { kind: "text", codes: Int32Array.from(all, (job) => job.machine), dictionary: machines },
      load: { kind: "number", values: Float64Array.from(all, (job) => job.load) },
      begun_at: { kind: "timestamp", values: Float64Array.from(all, (job) => job.at) },
      failed: { kind: "number", values: Float64Array.from(all, (job) => job.failed) },
      ended_at: { kind: "timestamp", values: Float64Array.from(all, (job) => job.knownAt) },
    },
  };
  const ended = [...all].sort((a, b) => a.knownAt - b.knownAt);
  const endsBatch: EventBatch = {
    source: "ends",
    rows: all.length,
    columns: {
      machine: { kind: "text", codes: Int32Array.from(ended, (job) => job.machine), dictionary: machines },
      ended_at: { kind: "timestamp", values: Float64Array.from(ended, (job) => job.knownAt) },
      failed: { kind: "boolean", values: Float64Array.from(ended, (job) => job.failed) },
    },
  };
  const events = [{ batch: endsBatch, knownAt: "ended_at" }];
  return {
    history: { events, examples: examplesBatch },
    set: trainingSetOf(project, { events, examples: examplesBatch }),
  };
}

function trainingSetOf(project: Project, history: RehearsalInput["history"]): TrainingSet {
  const { views, entities, sources, model: about } = project;
  const online = createOnlineFeatures({ definitions: { entities, views }, set: about.features, sources });
  const { rows, columns } = history.examples;
  const numbers = (name: string) => (columns[name] as { readonly values: Float64Array }).values;
  const reader = online.reader(history.examples, rows);
  const feed = createFeed(history.events);
  for (let row = 0; row < rows; row++) {
    feed.until(numbers("begun_at")[row], online.push);
    reader.readInto(row, numbers("begun_at")[row], row);
  }
  return {
    ids: (columns.job as { readonly dictionary: readonly string[] }).dictionary,
    at: numbers("begun_at"),
    labelKnownAt: numbers("ended_at"),
    labels: numbers("failed"),
    features: reader.table,
  };
}

export interface World {
  readonly store: Store;
  readonly context: RehearsalContext;
  /** Models that are loaded and not closed yet. */
  readonly open: () => number;
}

/** Memory stores, a virtual clock at `from`, seeded chance and ONNX Runtime. */
export function machinesWorld(from: number): World {
  const store = createMemoryStore();
  const clock = virtualClock(from);
  const runtime = onnxRuntime();
  let open = 0;
  return {
    store,
    open: () => open,
    context: {
      ...store,
      clock,
      runtime: {
        async load(bytes) {
          const scorer = await runtime.load(bytes);
          open++;
          const close = async () => {
            open--;
            await scorer.close();
          };
          return { ...scorer, close };
        },
      },
      newId: idFactory(clock, createRandom(5)),
      scripts: { fit: () => Promise.reject(new Error("this world has no Python")) },
      environment: { gyre: "0.0.0", node: "v0", platform: "test", arch: "test" },
      gyreVersion: "0.0.0",
      stopwatch: () => 0,
      log: silentLog,
      compute: () => ({ cpuSeconds: 0, wallSeconds: 0 }),
    },
  };
}

/** A rehearsal over days [from, to) of the machines' history. */
export function machinesInput(
  loaded: LoadedProject,
  policy: string,
  all: readonly Job[],
  [from, to]: readonly [number, number],
): RehearsalInput {
  return {
    loaded,
    policy,
    estimator: loaded.project.model.estimator,
    from: START + from * DAY,
    to: START + to * DAY,
    dataset: { id: "dv_machines", checks: [] },
    ...machineHistory(all, loaded),
  };
}
