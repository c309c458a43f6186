export { type Analysis, type NgramsConfig, ngrams, ngramsDefaults, type Weighting } from "./config.js";
export { ngramsStep } from "./ngrams.js";
export type { NgramsState, TextState } from "./state.js";
