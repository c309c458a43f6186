export type { ArtifactStore, RunStore } from "./ports.js";
export { Artifact, Environment, Run } from "./types.js";
