import { loadKeptProject, loadProject } from "../../compute/esbuild/load-project.js";
import { createRandom, idFactory, silentLog } from "../../core/index.js";
import { candidateAssets, type LoadedProject, type LoopContext, type LoopInput } from "../../project/index.js";
import { inScratch } from "../../store/files/scratch.js";
import { openStore } from "../../store/index.js";
import type { TrainingRun } from "../../tracking/index.js";
import { readRecipe, type TrainResult } from "../../training/index.js";
import { endKilled } from "../end-killed.js";
import { openLoopData } from "../loop-data.js";
import { environmentsOf, scriptsWhenNeeded } from "../python/scripts-when-needed.js";
import { secureRandom } from "../secure-random.js";
import { systemClock } from "../system-clock.js";
import { openTrackingState, type TrackingPlaces, type TrackingState } from "../tracking-store.js";
import { trainedInThread } from "../train-thread.js";
import { GYRE_VERSION } from "../version.js";
import { environment, runtimeWhenNeeded } from "../workspace.js";
import { compareAll, type Reproduction } from "./compare-all.js";
import { type DataOfThen, dataOfThen } from "./data-of-then.js";
import { findTraining, type KeptTraining } from "./find-training.js";

/** What to run again, and how to tell of it. */
export interface ReproduceWish {
  readonly id: string;
  readonly projectFolder: string;
  readonly places: TrackingPlaces;
  readonly signal: AbortSignal;
  readonly onStep: (line: string) => void;
}

type OpenedStore = Awaited<ReturnType<typeof openStore>>;

/** Runs a training again with its code, data, environment and seed, in a folder that is gone afterwards, and compares. The project's state stays as it is. */
export async function reproduce(wish: ReproduceWish): Promise<Reproduction> {
  const { places } = wish;
  const store = await openStore(places.folder, places.database);
  try {
    await endKilled({ store, stateFolder: places.folder }, wish.onStep);
    const state = await openTrackingState(places, systemClock);
    try {
      const kept = await findTraining({ ...store, tracking: state.tracking }, wish.id);
      return await inScratch("reproduce", (scratch) => runAgain(wish, { store, state, scratch }, kept));
    } finally {
      await state.close();
    }
  } finally {
    await store.close();
  }
}

interface Opened {
  readonly store: OpenedStore;
  readonly state: TrackingState;
  readonly scratch: string;
}

async function runAgain(wish: ReproduceWish, opened: Opened, kept: KeptTraining): Promise<Reproduction> {
  const { store, state, scratch } = opened;
  const { signal, onStep } = wish;
  const loaded = await loadKeptProject(kept.recipe.code, wish.projectFolder);
  const again = await openStore(scratch);
  const data = openLoopData(loaded, scratch);
  try {
    const context = scratchContext(wish, again, { scratch, kept });
    onStep("Making the data again");
    const found = await dataOfThen({ store, scratch: context, data, loaded, signal }, kept);
    onStep(`Training ${kept.run.model} as of ${new Date(kept.run.asOf).toISOString()} again`);
    const result = await trainAgain(wish, { context, again, scratch, loaded }, { kept, found });
    const run = (await again.runs.get(result.runId)) as TrainingRun;
    const recipe = await readRecipe(again.artifacts, run);
    const logs = recipe?.trackingRunId ? await openTrackingState({ folder: scratch }, systemClock) : null;
    try {
      return await compareAll(kept, {
        run,
        recipe,
        found,
        isCodeChanged: await isCodeChanged(wish.projectFolder, loaded),
        before: { artifacts: store.artifacts, tracking: state.tracking },
        after: { artifacts: again.artifacts, tracking: logs?.tracking ?? null },
      });
    } finally {
      await logs?.close();
    }
  } finally {
    await data.release();
    await again.close();
  }
}

function scratchContext(
  { projectFolder }: ReproduceWish,
  again: OpenedStore,
  { scratch, kept }: { readonly scratch: string; readonly kept: KeptTraining },
): LoopContext {
  const { python } = kept.recipe;
  return {
    ...again,
    runtime: runtimeWhenNeeded,
    scripts: scriptsWhenNeeded({
      projectFolder,
      environments: environmentsOf(projectFolder),
      tracking: { folder: scratch },
      ...(python && { packages: python.packages }),
    }),
    clock: systemClock,
    newId: idFactory(systemClock, createRandom(secureRandom().next())),
    environment,
    gyreVersion: GYRE_VERSION,
    stopwatch: () => performance.now(),
    log: silentLog,
  };
}

interface Scratch {
  readonly context: LoopContext;
  readonly again: OpenedStore;
  readonly scratch: string;
  readonly loaded: LoadedProject;
}

async function trainAgain(
  { signal, onStep }: ReproduceWish,
  { context, again, scratch, loaded }: Scratch,
  { kept, found }: { readonly kept: KeptTraining; readonly found: DataOfThen },
): Promise<TrainResult> {
  const { run, recipe } = kept;
  const input: LoopInput = {
    loaded,
    estimator: recipe.estimator,
    asOf: run.asOf,
    champion: null,
    signal,
    onLine: (line) => onStep(`  │ ${line}`),
  };
  const place = { stateFolder: scratch, databaseUri: undefined, store: again, clock: systemClock };
  const assets = trainedInThread(place, input, candidateAssets(context, input));
  const inputs = { validate: async () => found.dataset, features: async () => found.set };
  const fit = assets.find(({ name }) => name === "train");
  return (await fit?.make(inputs, signal)) as TrainResult;
}

/** Whether the folder's code is other than the run's; null where it does not load. */
async function isCodeChanged(folder: string, { codeVersion }: LoadedProject): Promise<boolean | null> {
  return loadProject(folder).then(
    (now) => now.codeVersion !== codeVersion,
    () => null,
  );
}
