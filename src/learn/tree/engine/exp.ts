const MIN_EXPONENT = -1023;
/** 2^k at k + 1023, for k = −1023 … 0. */
const powers = Float64Array.from({ length: 1024 }, (_, i) => 2 ** (i + MIN_EXPONENT));

/**
 * e^x for −708 ≤ x ≤ 0 within 2 units of the last place: the rational form of the Cephes library (Moshier, 1989) after
 * x = k·ln 2 + r. Made of plain operations only, so that the WebAssembly kernel gives the same bits on every machine.
 */
export function expOf(x: number): number {
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const r = x - k * 6.93145751953125e-1 - k * 1.4286068203094173e-6;
  const rr = r * r;
  const p = r * ((1.2617719307481058e-4 * rr + 3.0299440770744195e-2) * rr + 1);
  const q = ((3.0019850513866446e-6 * rr + 2.5244834034968411e-3) * rr + 2.2726554820815503e-1) * rr + 2;
  return (1 + 2 * (p / (q - p))) * powers[k - MIN_EXPONENT];
}
