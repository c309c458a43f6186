import type { Edge } from "./types.js";

/**
 * Keeps what was made from what.
 *
 * Requirements: edges are a set (recording one twice changes nothing), never removed, durable when `record` resolves.
 */
export interface LineageStore {
  record(edges: readonly Edge[]): Promise<void>;
  inputsOf(output: string): Promise<readonly Edge[]>;
  outputsOf(input: string): Promise<readonly Edge[]>;
}

/** What tracing upstream asks: a store, or what derives edges from records that hold them anyway. */
export type LineageReader = Pick<LineageStore, "inputsOf">;
