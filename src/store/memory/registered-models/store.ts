import type { RegisteredModelStore } from "../../../registry/index.js";
import { createAliases } from "./aliases.js";
import { createModels } from "./models.js";
import { type Announce, createShelf } from "./shelf.js";
import { createVersions } from "./versions.js";

/** A {@link RegisteredModelStore} in memory; `announce` can keep messages about its changes. */
export function createMemoryRegisteredModelStore(announce: Announce = () => {}): RegisteredModelStore {
  const shelf = createShelf(announce);
  return { ...createModels(shelf), ...createVersions(shelf), ...createAliases(shelf) };
}
