import { GyreError } from "../../../core/index.js";
import type { LiveDeployment, ServedVersion, ServingSlot } from "../../../serving/index.js";

/** The versions of one model that answer now, ascending; the champion is what a request without a version gets. */
export interface ServedModel {
  readonly name: string;
  readonly versions: readonly string[];
}

/** The models that the deployments answer with, by name. */
export function servedModels(slots: readonly ServingSlot[]): readonly ServedModel[] {
  const versions = new Map<string, Set<number>>();
  for (const slot of slots) {
    const live = slot.current();
    const known = versions.get(live.config.model) ?? new Set();
    for (const { version } of versionsOf(live)) known.add(version.version);
    versions.set(live.config.model, known);
  }
  return [...versions]
    .map(([name, known]) => ({ name, versions: [...known].sort((a, b) => a - b).map(String) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A model by name, and by version where one is given. */
export interface ModelRef {
  readonly model: string;
  readonly version?: string | undefined;
}

/**
 * Runs `work` with a served version, which stays loaded until the work has ended. Throws `serving.model_unknown` when the model or that
 * version of it answers for no deployment.
 */
export async function withModel<T>(
  slots: readonly ServingSlot[],
  ref: ModelRef,
  work: (served: ServedVersion) => Promise<T>,
): Promise<T> {
  for (const slot of slots) {
    if (find(slot.current(), ref)) return slot.use((live) => work(find(live, ref)!));
  }
  throw unknownModel(slots, ref);
}

function find(live: LiveDeployment, { model, version }: ModelRef): ServedVersion | undefined {
  if (live.config.model !== model) return undefined;
  if (version === undefined) return live.champion;
  return versionsOf(live).find((served) => String(served.version.version) === version);
}

function versionsOf(live: LiveDeployment): readonly ServedVersion[] {
  return live.candidate ? [live.champion, live.candidate] : [live.champion];
}

function unknownModel(slots: readonly ServingSlot[], { model, version }: ModelRef): GyreError {
  const models = servedModels(slots);
  const known = models.find((one) => one.name === model);
  const what =
    version === undefined || !known ? `'${model.slice(0, 80)}'` : `'${model}' version ${version.slice(0, 20)}`;
  const hint = known
    ? `the versions that answer now are ${known.versions.join(", ")}`
    : `the models that answer now are ${models.map((one) => one.name).join(", ") || "none"}`;
  return new GyreError("serving.model_unknown", `Request for unknown model: ${what} is not found`, { hint });
}
