import { asGyreError, GyreError } from "../../core/index.js";
import type { DatasetVersion } from "../../data/index.js";
import type { TrainingSet } from "../../features/index.js";
import { type PipelineContext, runAssets, trainingSetCodec } from "../../pipelines/index.js";
import { dataAssets, findDataset, type LoadedProject, type LoopData } from "../../project/index.js";
import type { Store } from "../../store/index.js";
import type { KeptTraining } from "./find-training.js";

/** The data of a run, and how they were come by. */
export interface DataOfThen {
  readonly set: TrainingSet;
  readonly dataset: DatasetVersion;
  /** `recomputed`: from the sources, which are those of then. `kept`: as the run kept them, as the sources are others now. */
  readonly from: "recomputed" | "kept";
  /** Sources that are not what they were, with what became of them. */
  readonly changed: readonly { readonly source: string; readonly what: string }[];
  /** Why nothing could be recomputed at all; null where it could. */
  readonly failure: string | null;
}

/** Where the data are looked for, and where they are made again. */
export interface DataPlaces {
  readonly store: Store;
  readonly scratch: PipelineContext;
  readonly data: LoopData;
  readonly loaded: LoadedProject;
  readonly signal: AbortSignal;
}

/** Makes the training set again from the sources; where they have changed, takes the kept one. Throws `training.not_recorded` when that is gone too. */
export async function dataOfThen(places: DataPlaces, { run, recipe }: KeptTraining): Promise<DataOfThen> {
  const then = await findDataset(places.store, run.datasetVersion);
  const now = await recompute(places, run.asOf);
  const dataset = then ?? { id: run.datasetVersion, checks: [] };
  const isSame = now.failure === null && now.dataset.id === run.datasetVersion;
  const isWhole = isSame && (recipe.trainingSet === null || now.digest === recipe.trainingSet);
  if (isWhole) return { set: now.set, dataset, from: "recomputed", changed: [], failure: null };
  const changed = now.failure === null ? changedSources(dataset, now.dataset) : [];
  const failure = now.failure ?? (isSame ? "the features of the same rows came out otherwise" : null);
  const bytes = recipe.trainingSet === null ? null : await places.store.artifacts.get(recipe.trainingSet);
  if (bytes) return { set: trainingSetCodec.decode(bytes), dataset, from: "kept", changed, failure };
  const why = failure ?? changed.map(({ source, what }) => `source ${source}: ${what}`).join("; ");
  throw new GyreError(
    "training.not_recorded",
    `run ${run.id} cannot have the same data: ${why}, and its training set is gone`,
    {
      hint: "bring the sources back to what they were",
    },
  );
}

type Recomputed =
  | { readonly failure: null; readonly dataset: DatasetVersion; readonly set: TrainingSet; readonly digest: string }
  | { readonly failure: string };

async function recompute({ scratch, data, loaded, signal }: DataPlaces, asOf: number): Promise<Recomputed> {
  try {
    const run = await runAssets(scratch, await dataAssets(data, loaded, asOf), { reason: "gyre reproduce", signal });
    return {
      failure: null,
      dataset: (await run.value("validate")) as DatasetVersion,
      set: (await run.value("features")) as TrainingSet,
      digest: run.materializations.features.outputDigest,
    };
  } catch (cause) {
    signal.throwIfAborted();
    const { code, message } = asGyreError(cause);
    if (!/^(data|features)\./.test(code)) throw cause;
    return { failure: message };
  }
}

function changedSources(then: DatasetVersion, now: DatasetVersion): DataOfThen["changed"] {
  return now.checks.flatMap(({ source, rows, fingerprint }) => {
    const before = then.checks.find((check) => check.source === source);
    if (!before) return [{ source, what: "not known of then" }];
    if (before.fingerprint === fingerprint && before.rows === rows) return [];
    const what = before.rows === rows ? `${rows} rows as then, but others` : `${before.rows} rows then, ${rows} now`;
    return [{ source, what }];
  });
}
