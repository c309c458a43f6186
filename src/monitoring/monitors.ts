import Type from "typebox";
import { WatchedMetric } from "./types.js";

const mOfN = {
  fire: Type.Integer({ minimum: 1, description: "windows over the limit that are needed to fire…" }),
  of: Type.Integer({ minimum: 1, description: "…among this many last ones" }),
  minRows: Type.Integer({ minimum: 2, description: "below this a window says nothing" }),
};

/** How often, over what window and by what rule the features are compared with the reference. */
export const DriftMonitor = Type.Object({
  kind: Type.Literal("drift"),
  everyMs: Type.Number(),
  windowMs: Type.Number(),
  alpha: Type.Number({ description: "false discoveries accepted among a window's findings" }),
  delta: Type.Number({
    description: "smallest effect that matters, in standard deviations or as a distance of shares",
  }),
  clearFactor: Type.Number({ description: "a score below this counts as clear; between it and 1 changes nothing" }),
  ...mOfN,
});
export type DriftMonitor = Type.Static<typeof DriftMonitor>;

/** How often, over what window and by what rule the quality is compared with the reference. */
export const PerformanceMonitor = Type.Object({
  kind: Type.Literal("performance"),
  metric: WatchedMetric,
  everyMs: Type.Number(),
  windowMs: Type.Number(),
  tolerance: Type.Number({ description: "loss of quality that is accepted, in the metric's unit" }),
  ...mOfN,
});
export type PerformanceMonitor = Type.Static<typeof PerformanceMonitor>;
