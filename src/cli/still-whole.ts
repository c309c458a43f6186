import { decodeJson } from "../core/index.js";
import type { MaterializationStore } from "../pipelines/index.js";
import type { ArtifactStore } from "../tracking/index.js";
import type { TrainResult } from "../training/index.js";

/**
 * The same store, which does not know a training whose model file has gone or was damaged: training then runs again and, being
 * deterministic, puts back the very bytes. All else that was made is its own output, and missed where it is missing.
 */
export function stillWhole(materializations: MaterializationStore, artifacts: ArtifactStore): MaterializationStore {
  const readable = (digest: string): Promise<Uint8Array | null> => artifacts.get(digest).catch(() => null);
  return {
    ...materializations,
    async find(key) {
      const found = await materializations.find(key);
      if (found?.asset !== "train") return found;
      const result = await readable(found.outputDigest);
      if (!result) return null;
      const { onnx, sample } = decodeJson(new TextDecoder().decode(result)) as TrainResult;
      return (await readable(onnx)) && (await readable(sample)) ? found : null;
    },
  };
}
