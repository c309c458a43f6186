import { decodeJson, encodeJson } from "../core/index.js";
import type { DatasetVersion } from "../data/index.js";
import { type LineageStore, recordOrigins } from "../lineage/index.js";
import type { ArtifactStore } from "../tracking/index.js";

interface Kept {
  readonly artifacts: ArtifactStore;
  readonly lineage: LineageStore;
}

const PREFIX = "artifact:";

/** Keeps what a dataset version was: its sources with their rows, rejections and fingerprints. */
export async function keepDataset({ artifacts, lineage }: Kept, dataset: DatasetVersion): Promise<void> {
  const { digest } = await artifacts.put(new TextEncoder().encode(encodeJson(dataset)));
  await recordOrigins(lineage, dataset.id, [{ id: `${PREFIX}${digest}`, kind: "artifact" }]);
}

/** The dataset version of that id, or null when it was never trained on here. */
export async function findDataset({ artifacts, lineage }: Kept, id: string): Promise<DatasetVersion | null> {
  for (const { input } of await lineage.inputsOf(id)) {
    const bytes = input.startsWith(PREFIX) ? await artifacts.get(input.slice(PREFIX.length)) : null;
    if (bytes) return decodeJson(new TextDecoder().decode(bytes)) as DatasetVersion;
  }
  return null;
}
