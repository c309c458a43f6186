import { GyreError } from "../../../core/index.js";
import type { Scorer } from "../../../registry/index.js";
import {
  type AnsweredInference,
  type LiveDeployment,
  type ModelDeployment,
  recordInference,
  type ServedVersion,
  type ServingSlot,
} from "../../../serving/index.js";
import type { DeployedModels } from "../../context.js";

/** The versions of one model that answer now, ascending; a model that is not registered has none. */
export interface ServedModel {
  readonly name: string;
  readonly versions: readonly string[];
}

/** A model by name, and by version where one is given. */
export interface ModelRef {
  readonly model: string;
  readonly version?: string | undefined;
}

/** What answers a request. */
export interface AnsweringModel {
  readonly version: string | null;
  readonly scorer: Scorer;
  /** Column names in the order of training, where they are known. */
  readonly columns: readonly string[] | null;
  /** Writes the answered request down where it is kept, and gives its id. */
  record(answered: AnsweredInference): Promise<string | null>;
}

/** Where models come from: a project's deployment, or what clients logged. */
export interface ModelSource {
  models(): readonly ServedModel[];
  /** Runs `work` with a model, which stays loaded until the work has ended; null when it does not answer here. */
  use<T>(ref: ModelRef, work: (model: AnsweringModel) => Promise<T>): Promise<T> | null;
}

/** The models that all sources answer with, by name; of one name the first. */
export function servedModels(sources: readonly ModelSource[]): readonly ServedModel[] {
  const models = new Map<string, ServedModel>();
  for (const model of sources.flatMap((source) => source.models()))
    if (!models.has(model.name)) models.set(model.name, model);
  return [...models.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Runs `work` with a model that answers. Throws `serving.model_unknown` when that model, or that version of it, does not. */
export function withModel<T>(
  sources: readonly ModelSource[],
  ref: ModelRef,
  work: (model: AnsweringModel) => Promise<T>,
): Promise<T> {
  for (const source of sources) {
    const result = source.use(ref, work);
    if (result) return result;
  }
  throw unknownModel(servedModels(sources), ref);
}

/** The models of a project's deployments; a request without a version gets the champion. Nothing is written down. */
export function slotModels(slots: () => readonly ServingSlot[]): ModelSource {
  return {
    models() {
      const versions = new Map<string, Set<number>>();
      for (const slot of slots()) {
        const live = slot.current();
        const known = versions.get(live.config.model) ?? new Set();
        for (const { version } of versionsOf(live)) known.add(version.version);
        versions.set(live.config.model, known);
      }
      return [...versions].map(([name, known]) => ({ name, versions: [...known].sort((a, b) => a - b).map(String) }));
    },
    use(ref, work) {
      const slot = slots().find((one) => find(one.current(), ref));
      return slot ? slot.use((live) => work(answering(find(live, ref)!))) : null;
    },
  };
}

function find(live: LiveDeployment, { model, version }: ModelRef): ServedVersion | undefined {
  if (live.config.model !== model) return undefined;
  if (version === undefined) return live.champion;
  return versionsOf(live).find((served) => String(served.version.version) === version);
}

function versionsOf(live: LiveDeployment): readonly ServedVersion[] {
  return live.candidate ? [live.champion, live.candidate] : [live.champion];
}

function answering({ version, scorer }: ServedVersion): AnsweringModel {
  return { version: String(version.version), scorer, columns: null, record: async () => null };
}

/** What clients logged and somebody deployed; each request is written down before it is answered. */
export function deployedModels(deployed: DeployedModels): ModelSource {
  const versionOf = ({ version }: ModelDeployment): string | null => (version === null ? null : String(version));
  return {
    models: () =>
      (deployed.host()?.list() ?? []).map((deployment) => {
        const version = versionOf(deployment);
        return { name: deployment.name, versions: version === null ? [] : [version] };
      }),
    use(ref, work) {
      const host = deployed.host();
      const served = host?.list().find(({ name }) => name === ref.model);
      if (!host || !served || (ref.version !== undefined && versionOf(served) !== ref.version)) return null;
      return host.use(ref.model, ({ deployment, scorer }) =>
        work({
          version: versionOf(deployment),
          scorer,
          columns: deployment.columns,
          record: (answered) => recordInference(deployed, deployment, answered),
        }),
      );
    },
  };
}

function unknownModel(models: readonly ServedModel[], { model, version }: ModelRef): GyreError {
  const known = models.find((one) => one.name === model);
  const what =
    version === undefined || !known ? `'${model.slice(0, 80)}'` : `'${model}' version ${version.slice(0, 20)}`;
  const hint = known
    ? `the versions that answer now are ${known.versions.join(", ") || "none"}`
    : `the models that answer now are ${models.map((one) => one.name).join(", ") || "none"}`;
  return new GyreError("serving.model_unknown", `Request for unknown model: ${what} is not found`, { hint });
}
