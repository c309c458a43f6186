import type { Signal, SignalStatus } from "./types.js";

/** What one window says about a signal; `unknown` when it had too few rows. */
export type Verdict = "over" | "between" | "clear" | "unknown";

/** Fires when `fire` of the last `of` windows were over, and is over when as many of them were clear. */
export interface FiringRule {
  readonly fire: number;
  readonly of: number;
}

/** A signal that has seen nothing yet. */
export const QUIET: Signal = { status: "OK", firing: false, recent: [], since: null };

/**
 * One step of an m-of-n alarm with hysteresis: OK → PENDING → FIRING → RESOLVED → OK. A window that says `unknown` is not
 * counted: it neither starts nor ends an alarm, and shows as INSUFFICIENT_DATA unless the alarm is on. `fired` is true in
 * the one step in which the alarm goes on.
 */
export function stepSignal(
  signal: Signal,
  verdict: Verdict,
  at: number,
  rule: FiringRule,
): { readonly signal: Signal; readonly fired: boolean } {
  const recent = verdict === "unknown" ? signal.recent : [...signal.recent, verdict].slice(-rule.of);
  const over = recent.filter((past) => past === "over").length;
  const clear = recent.filter((past) => past === "clear").length;
  const firing = verdict === "unknown" ? signal.firing : signal.firing ? clear < rule.fire : over >= rule.fire;
  const status = statusOf(signal.firing, firing, verdict, over);
  const since = status === signal.status && signal.since !== null ? signal.since : at;
  return { signal: { status, firing, recent, since }, fired: firing && !signal.firing };
}

function statusOf(was: boolean, firing: boolean, verdict: Verdict, over: number): SignalStatus {
  if (firing) return "FIRING";
  if (verdict === "unknown") return "INSUFFICIENT_DATA";
  if (was) return "RESOLVED";
  return over > 0 ? "PENDING" : "OK";
}
