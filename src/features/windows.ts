import { type Duration, durationMs } from "../core/index.js";
import type { View, WindowView } from "./types.js";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A window's length and the step in which its tail moves, ms. */
export interface Window {
  readonly name: string;
  readonly lengthMs: number;
  readonly hopMs: number;
}

/** Reads a window such as `"3h"`. The hop is Chronon's: 5 minutes below 12 hours, 1 hour below 12 days, else 1 day. */
export function parseWindow(name: string): Window {
  const lengthMs = durationMs(name as Duration);
  const hopMs = lengthMs >= 12 * DAY_MS ? DAY_MS : lengthMs >= 12 * HOUR_MS ? HOUR_MS : 5 * MINUTE_MS;
  return { name, lengthMs, hopMs };
}

/** The start of the window that ends at `t`: floor(t − w, hop). Hops are counted from the Unix epoch. */
export function windowStart(window: Window, t: number): number {
  return Math.floor((t - window.lengthMs) / window.hopMs) * window.hopMs;
}

/** The full name of an aggregate over a window, such as `origin_traffic_delay_3h`. */
export function windowFeature(view: WindowView, aggregate: string, window: string): string {
  return `${view.name}_${aggregate}_${window}`;
}

/** The full names of all features of a view: aggregates in order, each over its windows in order; or fields in order. */
export function featureNames(view: View): readonly string[] {
  if (view.kind === "latest") return Object.keys(view.fields).map((field) => `${view.name}_${field}`);
  return Object.keys(view.aggregates).flatMap((name) =>
    view.windows.map((window) => windowFeature(view, name, window)),
  );
}
