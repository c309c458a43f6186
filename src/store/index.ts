export { openArtifactFiles } from "./files/artifacts.js";
export { createMemoryStore } from "./memory/create.js";
export { type OpenedStore, openStore } from "./open.js";
export type { Store } from "./types.js";
