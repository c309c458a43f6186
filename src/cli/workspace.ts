import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { loadProject } from "../compute/esbuild/load-project.js";
import { type Clock, createRandom, idFactory, silentLog } from "../core/index.js";
import type { LoadedProject, LoopContext } from "../project/index.js";
import type { ModelRuntime } from "../registry/index.js";
import { type OpenedStore, openStore } from "../store/index.js";
import type { Environment } from "../tracking/index.js";
import { type OpenedData, openLoopData } from "./loop-data.js";
import { environmentsOf, scriptsWhenNeeded } from "./python/scripts-when-needed.js";
import { systemClock } from "./system-clock.js";
import { GYRE_VERSION } from "./version.js";

/** A project opened for work: its definition, its state in `.gyre`, and the engines. Close it at the end. */
export interface Workspace {
  readonly loaded: LoadedProject;
  readonly stateFolder: string;
  /** The URI of the database that the state is in, where it is not `gyre.db` in the folder. */
  readonly databaseUri: string | undefined;
  readonly store: OpenedStore;
  readonly clock: Clock;
  /** Real time, or the project's `asOf` when it stands in the past. */
  readonly asOf: number;
  readonly context: LoopContext;
  readonly data: OpenedData;
  close(): Promise<void>;
}

/** Where this process runs, as runs record it. */
export const environment: Environment = {
  gyre: GYRE_VERSION,
  node: process.version,
  platform: process.platform,
  arch: process.arch,
};

/** Opens the project in `folder`, with its state in `databaseUri` where one is given. Throws what `loadProject` and `openStore` throw. */
export async function openWorkspace(folder: string, databaseUri?: string): Promise<Workspace> {
  const loaded = await loadProject(folder);
  const stateFolder = join(loaded.folder, ".gyre");
  const store = await openStore(stateFolder, databaseUri);
  const data = openLoopData(loaded, stateFolder);
  return {
    loaded,
    stateFolder,
    databaseUri,
    store,
    clock: systemClock,
    asOf: loaded.project.asOf === null ? systemClock.now() : Date.parse(loaded.project.asOf),
    context: {
      ...store,
      runtime: runtimeWhenNeeded,
      clock: systemClock,
      newId: idFactory(systemClock, createRandom(randomBytes(16).toString("hex"))),
      scripts: scriptsWhenNeeded({
        projectFolder: loaded.folder,
        environments: environmentsOf(loaded.folder),
        tracking: { folder: stateFolder, ...(databaseUri !== undefined && { database: databaseUri }) },
      }),
      environment,
      gyreVersion: GYRE_VERSION,
      stopwatch: () => performance.now(),
      log: silentLog,
    },
    data,
    async close() {
      await data.release();
      await store.close();
    },
  };
}

/** ONNX Runtime, whose library is only loaded for the first model. */
export const runtimeWhenNeeded: ModelRuntime = {
  load: async (bytes) => (await import("../compute/onnx/runtime.js")).onnxRuntime().load(bytes),
};
