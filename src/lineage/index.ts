export type { LineageStore } from "./ports.js";
export { Edge } from "./types.js";
