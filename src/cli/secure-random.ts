import { randomBytes } from "node:crypto";
import type { Random } from "../core/index.js";

const POOL_BYTES = 4096;

/** Chance from the operating system, for ids that must never meet those of another process. Its streams are all as good. */
export function secureRandom(): Random {
  let pool = randomBytes(POOL_BYTES);
  let used = 0;
  const word = (): number => {
    if (used + 4 > POOL_BYTES) [pool, used] = [randomBytes(POOL_BYTES), 0];
    used += 4;
    return pool.readUInt32LE(used - 4);
  };
  const next = (): number => ((word() >>> 5) * 67108864 + (word() >>> 6)) / 9007199254740992;
  const random: Random = { next, int: (bound) => Math.floor(next() * bound), split: () => random };
  return random;
}
