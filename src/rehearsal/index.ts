export type { RehearsalContext, RehearsalInput } from "./context.js";
export { createFeed, type Feed, type FeedSource } from "./feed.js";
export { emptyPolicyReport, type PolicyRehearsal, rehearsePolicy } from "./rehearse-policy.js";
export { CalibrationBin, DriftRow, Mark, PolicyReport, Quality, RehearsalReport } from "./types.js";
