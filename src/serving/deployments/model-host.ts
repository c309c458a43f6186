import { asGyreError, type Clock, GyreError, type Log, sha256 } from "../../core/index.js";
import { type ArtifactReader, type ModelRuntime, readArtifact, type Scorer } from "../../registry/index.js";
import { createSlot, type Slot } from "../slot.js";
import { deployedPath } from "./deployed-path.js";
import type { ModelDeploymentStore } from "./ports.js";
import type { ModelDeployment } from "./types.js";

/** A deployed model, loaded. */
export interface HostedModel {
  readonly deployment: ModelDeployment;
  readonly scorer: Scorer;
}

/** Answers for the models that are deployed, and follows what is deployed meanwhile. */
export interface ModelHost {
  /** What answers now, by name. */
  list(): readonly ModelDeployment[];
  /** Runs `work` with the model of that name, which stays loaded until the work has ended; null when there is none. */
  use<T>(name: string, work: (model: HostedModel) => Promise<T>): Promise<T> | null;
  /**
   * Reads once what is deployed, loads what is new and swaps it in; what was there answers until then. What cannot be loaded is told to the log
   * and tried again half a minute later. Never throws.
   */
  follow(): Promise<void>;
  /** Lets the work under way end, then unloads every model. */
  close(): Promise<void>;
}

/** What the host reads and runs. */
export interface ModelHostContext {
  readonly deployments: Pick<ModelDeploymentStore, "list">;
  readonly artifacts: ArtifactReader;
  readonly runtime: ModelRuntime;
  readonly clock: Clock;
  readonly log: Log;
}

const TRY_AGAIN_MS = 30_000;

/** A host that serves nothing until it has followed. */
export function createModelHost(context: ModelHostContext): ModelHost {
  const slots = new Map<string, Slot<HostedModel>>();
  const ending = new Set<Promise<void>>();
  const load = patientLoader(context);
  const readWanted = reader(context);
  let turn: Promise<void> = Promise.resolve();
  const inBackground = (work: Promise<void>): void => {
    ending.add(work);
    const forget = (): boolean => ending.delete(work);
    work.then(forget, forget);
  };
  const change = async (deployment: ModelDeployment): Promise<void> => {
    const slot = slots.get(deployment.name);
    if (slot?.current().deployment.revision === deployment.revision) return;
    const model = await load(deployment);
    if (!model) return;
    if (slot) inBackground(slot.swap(model));
    else
      slots.set(
        deployment.name,
        createSlot<HostedModel>(model, ({ scorer }) => [scorer]),
      );
  };
  const followOnce = async (): Promise<void> => {
    const wanted = await readWanted();
    if (wanted === null) return;
    const names = new Set(wanted.map(({ name }) => name));
    for (const [name, slot] of slots) {
      if (names.has(name)) continue;
      slots.delete(name);
      inBackground(slot.close());
    }
    for (const deployment of wanted) await change(deployment);
  };
  return {
    list: () => [...slots.values()].map((slot) => slot.current().deployment),
    use: (name, work) => slots.get(name)?.use(work) ?? null,
    follow: () => (turn = turn.then(followOnce)),
    async close() {
      await turn;
      const all = [...slots.values()];
      slots.clear();
      await Promise.all([...ending, ...all.map((slot) => slot.close())]);
    },
  };
}

/** Reads what is deployed; null while the store cannot be read, which is told once. */
function reader({ deployments, log }: ModelHostContext): () => Promise<readonly ModelDeployment[] | null> {
  let isLost = false;
  return async () => {
    try {
      const wanted = await deployments.list();
      isLost = false;
      return wanted;
    } catch (error) {
      if (!isLost) log.warn("serving.deployments_unreadable", { error: asGyreError(error).message });
      isLost = true;
      return null;
    }
  };
}

/** Loads models; null for one that cannot be loaded, which is tried again after a while. */
function patientLoader(context: ModelHostContext): (deployment: ModelDeployment) => Promise<HostedModel | null> {
  const { clock, log } = context;
  const failed = new Map<string, { readonly revision: number; readonly at: number }>();
  return async (deployment) => {
    const { name, revision, digest } = deployment;
    const before = failed.get(name);
    if (before?.revision === revision && clock.now() < before.at + TRY_AGAIN_MS) return null;
    try {
      const scorer = await loaded(context, deployment);
      failed.delete(name);
      log.info("serving.model_loaded", { deployment: name, revision, digest });
      return { deployment, scorer };
    } catch (error) {
      failed.set(name, { revision, at: clock.now() });
      const { code, message } = asGyreError(error);
      log.error("serving.model_not_loaded", { deployment: name, revision, code, error: message });
      return null;
    }
  };
}

async function loaded({ artifacts, runtime }: ModelHostContext, { digest, sizeBytes }: ModelDeployment) {
  const bytes = await readArtifact(artifacts, deployedPath(digest), sizeBytes);
  if (sha256(bytes) !== digest)
    throw new GyreError("store.corrupt", `the file ${deployedPath(digest)} does not have that digest any more`);
  return runtime.load(bytes);
}
