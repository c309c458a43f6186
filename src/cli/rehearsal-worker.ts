import { join } from "node:path";
import { loadProject } from "../compute/esbuild/load-project.js";
import { onnxRuntime } from "../compute/onnx/runtime.js";
import {
  asGyreError,
  createRandom,
  decodeJson,
  type FailureCode,
  GyreError,
  idFactory,
  silentLog,
  virtualClock,
} from "../core/index.js";
import type { DatasetVersion } from "../data/index.js";
import { eventsCodec, trainingSetCodec } from "../pipelines/index.js";
import { openHistory } from "../project/index.js";
import { type PolicyReport, rehearsePolicy } from "../rehearsal/index.js";
import { createMemoryStore, openArtifactFiles } from "../store/index.js";
import type { ModelEstimator } from "../training/index.js";
import { environmentsOf, scriptsWhenNeeded } from "./python/scripts-when-needed.js";
import { GYRE_VERSION } from "./version.js";
import { environment } from "./workspace.js";

/** One policy to rehearse in a process of its own; inputs lie in the project's artifact store under their digests. */
export interface PolicyTask {
  readonly folder: string;
  readonly policy: string;
  readonly estimator: ModelEstimator;
  readonly from: number;
  readonly to: number;
  readonly digests: { readonly features: string; readonly history: string; readonly validate: string };
}

/** What a worker tells its parent: a report so far, the finished one, or why there is none. */
export type WorkerMessage =
  | { readonly kind: "progress"; readonly report: PolicyReport; readonly positiveRate: number | null }
  | { readonly kind: "done"; readonly report: PolicyReport; readonly positiveRate: number | null }
  | { readonly kind: "failed"; readonly code: FailureCode; readonly message: string; readonly hint: string | null };

const send = (message: WorkerMessage): Promise<void> =>
  new Promise((sent) => process.send?.(message, undefined, {}, () => sent()));

process.once("message", async (task: PolicyTask) => {
  try {
    await work(task);
  } catch (cause) {
    const { code, message, hint } = asGyreError(cause);
    await send({ kind: "failed", code, message, hint: hint ?? null });
    process.exitCode = 1;
  }
  process.disconnect();
});
process.on("disconnect", () => process.exit(process.exitCode ?? 0));

/** The rehearsal's own world: a virtual clock, seeded chance, and memory for everything it records. */
async function work(task: PolicyTask): Promise<void> {
  const started = performance.now();
  const loaded = await loadProject(task.folder);
  const artifacts = await openArtifactFiles(join(loaded.folder, ".gyre", "objects"));
  const read = async (digest: string): Promise<Uint8Array> => {
    const bytes = await artifacts.get(digest);
    if (!bytes)
      throw new GyreError("store.corrupt", `the artifact ${digest} went away while it was needed`, {
        hint: "rehearse again: it is made anew",
      });
    return bytes;
  };
  const clock = virtualClock(task.from);
  const store = createMemoryStore();
  const { report, positiveRate } = await rehearsePolicy(
    {
      ...store,
      clock,
      newId: idFactory(clock, createRandom(`rehearsal/${task.policy}`)),
      scripts: scriptsWhenNeeded({ projectFolder: loaded.folder, environments: environmentsOf(loaded.folder) }),
      environment,
      gyreVersion: GYRE_VERSION,
      runtime: onnxRuntime(),
      stopwatch: () => performance.now(),
      log: silentLog,
      compute: () => {
        const { user, system } = process.cpuUsage();
        return { cpuSeconds: (user + system) / 1e6, wallSeconds: (performance.now() - started) / 1000 };
      },
    },
    {
      loaded,
      policy: task.policy,
      estimator: task.estimator,
      from: task.from,
      to: task.to,
      dataset: decodeJson(new TextDecoder().decode(await read(task.digests.validate))) as DatasetVersion,
      set: trainingSetCodec.decode(await read(task.digests.features)),
      history: openHistory(loaded, eventsCodec.decode(await read(task.digests.history))),
      onProgress: (partial, rate) => send({ kind: "progress", report: partial, positiveRate: rate }),
    },
  );
  await send({ kind: "done", report, positiveRate });
}
