import type { Random } from "../../../core/index.js";

/** `wanted` different ones of the whole numbers below `from`, ascending, every choice equally likely (Knuth, 3.4.2, algorithm S). */
export function drawAscending(wanted: number, from: number, random: Random): Int32Array {
  const drawn = new Int32Array(wanted);
  let taken = 0;
  for (let i = 0; taken < wanted; i++) {
    if (random.next() * (from - i) < wanted - taken) drawn[taken++] = i;
  }
  return drawn;
}

/** fraction·n to the nearest whole number, at least 1. */
export function shareOf(n: number, fraction: number): number {
  return Math.max(1, Math.round(fraction * n));
}
