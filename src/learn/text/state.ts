import type { StepState } from "../step.js";
import type { Analysis, Weighting } from "./config.js";

/** What the step `ngrams` learned: how texts are analysed and weighed, and what it found in each column. */
export interface NgramsState extends StepState {
  readonly kind: "ngrams";
  readonly analysis: Analysis;
  readonly weighting: Weighting;
  /** How terms are hashed; null where each column has a vocabulary. */
  readonly hashing: { readonly hashTo: number; readonly alternateSign: boolean } | null;
  readonly columns: readonly TextState[];
}

/** What was learned of one column. */
export interface TextState {
  readonly name: string;
  /** The values known of a category column; null for a text column. */
  readonly categories: readonly string[] | null;
  /** The number columns that stand for the texts. */
  readonly outputs: readonly string[];
  /** The vocabulary in the order of its columns; null where terms are hashed. */
  readonly terms: readonly string[] | null;
  /** The inverse document frequency of each term or hashed column; null for none. */
  readonly idf: readonly number[] | null;
  /** The rows of the truncated SVD; null where the terms' own numbers are the outputs. */
  readonly components: readonly (readonly number[])[] | null;
}
