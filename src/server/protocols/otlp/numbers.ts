import type { Json } from "../../../tracing/index.js";

/** A 64-bit integer: one that a number cannot say exactly is kept as its digits. */
export function exactInteger(value: bigint): Json {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

/** A double; NaN and the infinities, for which JSON has no number, as the texts that stand for them in the protocol. */
export function plainDouble(value: number): Json {
  return Number.isFinite(value) ? value : String(value);
}
