import { decodeJson, encodeJson, GyreError } from "../core/index.js";
import type { Baseline } from "../monitoring/index.js";
import type { EventLog, PipelineContext } from "../pipelines/index.js";
import type { ModelVersion } from "../registry/index.js";
import type { ArtifactStore } from "../tracking/index.js";

const KEPT = "monitoring.baseline_kept";

/** Keeps what monitors will compare a version's life with. */
export async function keepBaseline(
  { artifacts, events, clock }: Pick<PipelineContext, "artifacts" | "events" | "clock">,
  version: ModelVersion,
  baseline: Baseline,
): Promise<void> {
  const { digest } = await artifacts.put(new TextEncoder().encode(encodeJson(baseline)));
  await events.append({
    id: `ev_baseline_${version.id}`,
    at: clock.now(),
    kind: KEPT,
    subject: version.id,
    facts: { digest },
  });
}

/** The baseline that was kept with a version. Throws `store.corrupt` when it is gone. */
export async function findBaseline(
  { artifacts, events }: { readonly artifacts: ArtifactStore; readonly events: EventLog },
  version: ModelVersion,
): Promise<Baseline> {
  const kept = await events.last(KEPT, version.id);
  const bytes = kept ? await artifacts.get(String(kept.facts.digest)) : null;
  if (!bytes) {
    throw new GyreError(
      "store.corrupt",
      `the monitoring baseline of ${version.model} version ${version.version} is missing from the store`,
      {
        hint: "train and register it again with `gyre train`",
      },
    );
  }
  return decodeJson(new TextDecoder().decode(bytes)) as Baseline;
}
