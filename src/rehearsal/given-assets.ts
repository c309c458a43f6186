import type { DatasetVersion } from "../data/index.js";
import type { TrainingSet } from "../features/index.js";
import { type Asset, jsonCodec } from "../pipelines/index.js";
import type { RehearsalInput } from "./context.js";

/** The assets `validate` and `features` as they were given: made before the rehearsal, and the same for every training in it. */
export function givenAssets({ dataset, set }: RehearsalInput): readonly Asset[] {
  const validate: Asset<DatasetVersion> = {
    name: "validate",
    from: [],
    config: dataset.id,
    codec: jsonCodec(),
    make: async () => dataset,
  };
  const features: Asset<TrainingSet> = {
    name: "features",
    from: ["validate"],
    config: null,
    // The set is in memory already; keeping another copy of it would double what a rehearsal needs.
    codec: { encode: () => new TextEncoder().encode(`the history of ${dataset.id}`), decode: () => set },
    make: async () => set,
  };
  return [validate, features];
}
