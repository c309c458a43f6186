import type { RegistryTag } from "../types.js";

/** What happened to a registered model that others may want to hear of. A tag's value of null, or an alias's version, means that it went. */
export type RegistryChange =
  | {
      readonly kind: "modelCreated";
      readonly name: string;
      readonly tags: readonly RegistryTag[];
      readonly description: string | null;
    }
  | {
      readonly kind: "versionCreated";
      readonly name: string;
      readonly version: number;
      readonly source: string;
      readonly runId: string;
      readonly tags: readonly RegistryTag[];
      readonly description: string | null;
    }
  | { readonly kind: "modelTagged"; readonly name: string; readonly key: string; readonly value: string | null }
  | {
      readonly kind: "versionTagged";
      readonly name: string;
      readonly version: number;
      readonly key: string;
      readonly value: string | null;
    }
  | { readonly kind: "aliasMoved"; readonly name: string; readonly alias: string; readonly version: number | null };
