import { onnxRuntime } from "../../src/compute/onnx/index.js";
import { createRandom, idFactory, silentLog, virtualClock } from "../../src/core/index.js";
import type { FeatureColumn, Value } from "../../src/features/index.js";
import type { ModelVersion } from "../../src/registry/index.js";
import { type RunningServer, type ServerContext, startServer } from "../../src/server/index.js";
import {
  createServingSlot,
  type FeatureReader,
  type LiveDeployment,
  type PredictionLog,
  type ServedVersion,
  type ServingSlot,
} from "../../src/serving/index.js";
import { createMemoryStore, type Store } from "../../src/store/index.js";
import { sampleOnnx, sampleTrees, type TreesModel } from "./sample-model.js";

/** Noon of 1 March 2013, UTC. */
export const NOW = 1_362_139_200_000;

/** What a request carries: x0, x1, x2 and the carrier are handed to the model; x3 is the minute of `scheduledAt`. */
export const FIELDS: LiveDeployment["fields"] = {
  x0: { kind: "double", nullable: false },
  x1: { kind: "double", nullable: true },
  x2: { kind: "integer", nullable: false },
  carrier: { kind: "text", nullable: false },
  scheduledAt: { kind: "timestamp", nullable: false },
  diverted: { kind: "boolean", nullable: true },
};

export const COLUMNS: readonly FeatureColumn[] = [
  ...["x0", "x1", "x2", "x3"].map((name) => ({ name, kind: "number" as const })),
  { name: "carrier", kind: "category" as const },
];

/** The row that the model reads for a parsed request. */
export function featureRow(request: Readonly<Record<string, Value>>): readonly Value[] {
  const minute = Math.floor(Number(request.scheduledAt) / 60_000) % 60;
  return [request.x0, request.x1, request.x2, minute / 60, request.carrier];
}

const reader: FeatureReader = { columns: COLUMNS, read: featureRow };

export interface SampleServer {
  readonly server: RunningServer;
  readonly url: string;
  readonly store: Store;
  readonly slot: ServingSlot;
  /** The trees of version n. */
  trees(version: number): TreesModel;
  /** Loads version n with a session of its own. */
  load(version: number): Promise<ServedVersion>;
  live(champion: ServedVersion, candidate?: ServedVersion | null): LiveDeployment;
  stop(): Promise<void>;
}

export interface SampleOptions {
  readonly bodyLimitBytes?: number;
  readonly log?: (log: PredictionLog) => PredictionLog;
  readonly context?: Partial<ServerContext>;
}

/** A server on a free port with one deployment `late` of the model `late-flights`, version 1 the champion, and memory stores. */
export async function startSample(options: SampleOptions = {}): Promise<SampleServer> {
  const store = createMemoryStore();
  const clock = virtualClock(NOW);
  const runtime = onnxRuntime();
  const trees = (version: number) => sampleTrees(version, 4, 20);
  const load = async (version: number): Promise<ServedVersion> => {
    const scorer = await runtime.load(sampleOnnx(trees(version)));
    return { version: sampleVersion(version), scorer };
  };
  const { bodyLimitBytes = 1 << 20 } = options;
  const config = { name: "late", model: "late-flights", bodyLimitBytes, unit: "carrier" };
  const live = (champion: ServedVersion, candidate: ServedVersion | null = null): LiveDeployment => ({
    config,
    champion,
    candidate,
    assign: (unit) => (unit === "UA" ? "candidate" : "champion"),
    fields: FIELDS,
  });
  const slot = createServingSlot(live(await load(1)));
  const predictions = options.log?.(store.predictions) ?? store.predictions;
  const context: ServerContext = {
    version: "0.0.0-test",
    deployments: new Map([["late", { slot, features: reader }]]),
    models: store.models,
    runs: store.runs,
    predictions,
    events: store.events,
    clock,
    ids: idFactory(clock, createRandom(7)),
    rehearsal: async () => null,
    why: async (id) => ({ id }),
    page: () => "<!doctype html><title>Gyre</title><style>p{color:red}</style><p style='margin:0'>ok</p>",
    ...options.context,
  };
  const server = await startServer(context, { port: 0, log: silentLog });
  const stop = async () => {
    await server.close();
    await slot.close();
  };
  return { server, url: server.url, store, slot, trees, load, live, stop };
}

/** A registered version with the facts that serving does not look at left empty. */
export function sampleVersion(version: number): ModelVersion {
  return {
    id: `mv_${version}`,
    model: "late-flights",
    version,
    digest: String(version).repeat(64),
    runId: `run_${version}`,
    createdAt: NOW,
    metrics: {},
    gates: [],
    inputs: [],
    outputs: [],
    datasetVersion: "dv_1",
    codeVersion: "c1",
    definitionHashes: {},
    parity: { rows: 0, maxDifference: 0 },
    card: `# Version ${version}`,
  };
}

/** Answer of a request with a JSON body, or any text as it is. */
export async function post(url: string, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  return { status: response.status, headers: response.headers, body: await bodyOf(response) };
}

export async function get(url: string, init: RequestInit = {}) {
  const response = await fetch(url, init);
  return { status: response.status, headers: response.headers, body: await bodyOf(response) };
}

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of many shapes and check each part
async function bodyOf(response: Response): Promise<any> {
  const text = await response.text();
  if (!response.headers.get("content-type")?.includes("json")) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
