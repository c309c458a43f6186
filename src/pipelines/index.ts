export type { EventLog, MaterializationStore } from "./ports.js";
export { Event, Materialization } from "./types.js";
