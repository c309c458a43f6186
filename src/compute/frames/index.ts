export { frameOfResult, type ReadFrameOptions, readFrame } from "../duckdb/read-frame.js";
export { type ArrowOptions, frameOfArrow, readArrow } from "./arrow.js";
