import { createReadStream } from "node:fs";
import { createHash, randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { createOfflineFeatures } from "../compute/duckdb/features.js";
import { type DuckDb, openDuckDb } from "../compute/duckdb/connection.js";
import { duckDbSources } from "../compute/duckdb/sources.js";
import { loadProject } from "../compute/esbuild/load-project.js";
import { onnxRuntime } from "../compute/onnx/runtime.js";
import { type Clock, createRandom, GyreError, idFactory, type Log, silentLog } from "../core/index.js";
import type { DataEngine } from "../data/index.js";
import type { LoadedProject, LoopContext, LoopData } from "../project/index.js";
import { openStore, type Store } from "../store/index.js";
import type { Environment } from "../tracking/index.js";
import { GYRE_VERSION } from "./version.js";

/** A project opened for work: its definition, its state in `.gyre`, and the engines. Close it at the end. */
export interface Workspace {
  readonly loaded: LoadedProject;
  readonly stateFolder: string;
  readonly store: Store;
  readonly clock: Clock;
  /** Real time, or the project's `asOf` when it stands in the past. */
  readonly asOf: number;
  readonly context: LoopContext;
  readonly data: LoopData;
  close(): Promise<void>;
}

export const systemClock: Clock = { now: () => Date.now() };

export const environment: Environment = {
  gyre: GYRE_VERSION,
  node: process.version,
  platform: process.platform,
  arch: process.arch,
};

/** Opens the project in `folder`. */
export async function openWorkspace(folder: string, options: { readonly log?: Log } = {}): Promise<Workspace> {
  const loaded = await loadProject(folder);
  const stateFolder = join(loaded.folder, ".gyre");
  const store = await openStore(stateFolder);
  const duckdb = lazy(() => openDuckDb({ temporaryFolder: join(stateFolder, "tmp") }));
  const newId = idFactory(systemClock, createRandom(randomBytes(16).toString("hex")));
  return {
    loaded,
    stateFolder,
    store,
    clock: systemClock,
    asOf: loaded.project.asOf === null ? systemClock.now() : Date.parse(loaded.project.asOf),
    context: {
      runs: store.runs,
      artifacts: store.artifacts,
      lineage: store.lineage,
      models: store.models,
      materializations: store.materializations,
      events: store.events,
      runtime: onnxRuntime(),
      clock: systemClock,
      newId,
      environment,
      gyreVersion: GYRE_VERSION,
      stopwatch: () => performance.now(),
      log: options.log ?? silentLog,
    },
    data: loopData(loaded, stateFolder, duckdb.get),
    async close() {
      await duckdb.opened()?.then((db) => db.close());
      await store.close();
    },
  };
}

/** The engines over one DuckDB; sources are loaded and checked once, when something first needs them. */
function loopData(loaded: LoadedProject, stateFolder: string, duckdb: () => Promise<DuckDb>): LoopData {
  const folders = { projectFolder: loaded.folder, rejectedFolder: join(stateFolder, "rejected") };
  const { sources } = loaded.project;
  const engine: DataEngine = {
    load: async (wanted, options) => duckDbSources(await duckdb(), folders).load(wanted, options),
    infer: async (wanted) => duckDbSources(await duckdb(), folders).infer(wanted),
  };
  const ready = lazy(() => engine.load(sources));
  const offline = lazy(async () => {
    await ready.get();
    return createOfflineFeatures({ db: await duckdb(), sources });
  });
  return {
    engine: { ...engine, load: (wanted, options) => (wanted === sources && !options?.onSource ? ready.get() : engine.load(wanted, options)) },
    offline: {
      trainingSet: async (input) => (await offline.get()).trainingSet(input),
      events: async (input) => (await offline.get()).events(input),
    },
    fileDigest: (source) => digestOf(resolve(loaded.folder, source.path), source.name),
  };
}

async function digestOf(path: string, source: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(path), hash);
  } catch (cause) {
    throw new GyreError("data.file_missing", `source ${source}: ${path} cannot be read: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
      hint: "check the path in the project file; it is relative to the project's folder",
      details: { source, path },
    });
  }
  return hash.digest("hex");
}

interface Lazy<T> {
  get(): Promise<T>;
  /** What was made, if anything was. */
  opened(): Promise<T> | undefined;
}

function lazy<T>(make: () => Promise<T>): Lazy<T> {
  let made: Promise<T> | undefined;
  return { get: () => (made ??= make()), opened: () => made };
}
