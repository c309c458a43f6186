import type { RegisteredModelStore } from "./index.js";

/** A version to be added. */
export type Wish = Parameters<RegisteredModelStore["createVersion"]>[0];

/** A plausible version to add; `change` replaces what a test cares about. */
export function sampleWish(change: Partial<Wish> = {}): Wish {
  return {
    name: "late",
    createdAt: 1000,
    userId: null,
    description: "",
    source: "s3://bucket/late",
    storageLocation: "s3://bucket/late",
    runId: "",
    runLink: "",
    modelId: null,
    tags: [],
    ...change,
  };
}

/** A model without anything; its name is to be added. */
export const NEW_MODEL = { description: null, tags: [], at: 1000 };
