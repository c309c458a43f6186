export type { ArtifactStore, TrainingRunStore } from "./ports.js";
export { Artifact, Environment, TrainingRun } from "./types.js";
