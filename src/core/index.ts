export { type Clock, type VirtualClock, virtualClock } from "./clock.js";
export { compareText } from "./compare-text.js";
export { type Duration, durationMs } from "./duration.js";
export { asGyreError, type ErrorContext, FAILURES, type Failure, type FailureCode, GyreError } from "./errors.js";
export { hashOf, sha256 } from "./hash.js";
export { type Id, idFactory } from "./ids.js";
export { decodeJson, encodeJson } from "./json.js";
export { type Log, type LogFacts, silentLog } from "./log.js";
export { nearestName } from "./nearest.js";
export { createRandom, type Random } from "./random.js";
export { shellWord } from "./shell-word.js";
export {
  bigintOf,
  bigintsOf,
  bytesOf,
  countOf,
  fieldsIn,
  fieldsOf,
  fixed64Of,
  floatsOf,
  type Malformed,
  messageOf,
  textOf,
  type WireField,
  type WireSpan,
  wireMessage,
} from "./wire-reader.js";
