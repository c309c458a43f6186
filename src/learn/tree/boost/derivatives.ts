import type { HessianRange } from "../grow/leaf.js";

/** Brings the pairs of the training rows into the records, and the leaves of a grown tree into their scores. */
export interface Derivatives {
  /** Scores, output-major. */
  readonly scores: Float64Array;
  /** Called once at the start of a round. */
  readonly startRound: (round: number) => void;
  /** Row numbers that the round's trees are grown on where gradients choose them; null = not chosen here. */
  readonly bag: () => Int32Array | null;
  /** Pairs of one output into the records. */
  readonly writePairs: (output: number) => HessianRange;
  /** Adds the value of each row's leaf to the scores of an output. */
  readonly addTree: (output: number, values: readonly number[]) => void;
}
