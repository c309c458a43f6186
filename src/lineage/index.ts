export type { LineageReader, LineageStore } from "./ports.js";
export { type Origin, recordOrigins } from "./record.js";
export { type Trace, traceUpstream } from "./trace.js";
export { Edge } from "./types.js";
