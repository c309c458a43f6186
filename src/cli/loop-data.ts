import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import type { DuckDb } from "../compute/duckdb/connection.js";
import { GyreError } from "../core/index.js";
import type { DataEngine } from "../data/index.js";
import type { LoadedProject, LoopData } from "../project/index.js";

/** A project's data, opened for work; nothing is loaded before it is needed. */
export interface OpenedData extends LoopData {
  /** Lets go of all that was loaded; what is asked for afterwards is loaded anew. */
  release(): Promise<void>;
}

interface Engines extends Pick<LoopData, "engine" | "offline"> {
  close(): Promise<void>;
}

/** The data of a project, with {@link openEngines} behind it. */
export function openLoopData(loaded: LoadedProject, stateFolder: string): OpenedData {
  let engines = openEngines(loaded, stateFolder);
  return {
    engine: {
      load: (wanted, options) => engines.engine.load(wanted, options),
      infer: (wanted) => engines.engine.infer(wanted),
    },
    offline: {
      trainingSet: (input) => engines.offline.trainingSet(input),
      events: (input) => engines.offline.events(input),
    },
    fileDigest: (source) => digestOf(resolve(loaded.folder, source.path), source.name),
    async release() {
      const used = engines;
      engines = openEngines(loaded, stateFolder);
      await used.close();
    },
  };
}

/** The engines over one DuckDB in memory; sources are loaded and checked once, when something first needs them. */
function openEngines(loaded: LoadedProject, stateFolder: string): Engines {
  const folders = { projectFolder: loaded.folder, rejectedFolder: join(stateFolder, "rejected") };
  const { sources } = loaded.project;
  const duckdb = lazy<DuckDb>(async () => {
    const { openDuckDb } = await import("../compute/duckdb/connection.js");
    return openDuckDb({ temporaryFolder: join(stateFolder, "tmp") });
  });
  const engineOf = async (): Promise<DataEngine> => {
    const { duckDbSources } = await import("../compute/duckdb/sources.js");
    return duckDbSources(await duckdb.get(), folders);
  };
  let loading: ReturnType<DataEngine["load"]> | undefined;
  const loadOnce = (options?: Parameters<DataEngine["load"]>[1]) =>
    (loading ??= engineOf().then((engine) => engine.load(sources, options)));
  const offline = lazy(async () => {
    const { createOfflineFeatures } = await import("../compute/duckdb/features.js");
    await loadOnce();
    return createOfflineFeatures({ db: await duckdb.get(), sources });
  });
  return {
    engine: {
      load: async (wanted, options) =>
        wanted === sources && !options?.onSource ? loadOnce(options) : (await engineOf()).load(wanted, options),
      infer: async (wanted) => (await engineOf()).infer(wanted),
    },
    offline: {
      trainingSet: async (input) => (await offline.get()).trainingSet(input),
      events: async (input) => (await offline.get()).events(input),
    },
    async close() {
      await duckdb.opened()?.then((db) => db.close());
    },
  };
}

async function digestOf(path: string, source: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(path), hash);
  } catch (cause) {
    throw new GyreError(
      "data.file_missing",
      `source ${source}: ${path} cannot be read: ${cause instanceof Error ? cause.message : cause}`,
      {
        cause,
        hint: "check the path in the project file; it is relative to the project's folder",
        details: { source, path },
      },
    );
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
