import { hashOf } from "../core/index.js";
import { found } from "./plan.js";
import type { FeatureDefinitions, FeatureSet } from "./types.js";

/** For each view that the set reads, the SHA-256 of the view with its entity: equal definitions, equal hash. */
export function definitionHashes(definitions: FeatureDefinitions, set: FeatureSet): Readonly<Record<string, string>> {
  const names = [...new Set(set.features.map(({ view }) => view))].sort();
  return Object.fromEntries(
    names.map((name) => {
      const view = found(definitions.views, name, "view");
      return [name, hashOf({ view, entity: found(definitions.entities, view.entity, "entity") })];
    }),
  );
}
