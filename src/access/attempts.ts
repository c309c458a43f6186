import { type Clock, GyreError } from "../core/index.js";

/** Bounds how often wrong passwords are tried, as proving one is slow on purpose and must not keep the server from its work. */
export interface Attempts {
  /** Counts an attempt before it is made. Throws `access.too_many_attempts`. */
  begin(name: string, from: string): void;
  /** Takes an attempt back that was right. */
  succeeded(name: string, from: string): void;
}

/** So many at once, and then one more in each `refillMs`. */
interface Bound {
  readonly most: number;
  readonly refillMs: number;
}

const OF_ADDRESS: Bound = { most: 30, refillMs: 2000 };
const OF_NAME_AT_ADDRESS: Bound = { most: 10, refillMs: 10_000 };

/** What is remembered is bounded too; the oldest goes first. */
const MOST_KEYS = 10_000;

/**
 * Counts attempts by address, and by name and address, in leaky buckets. A name alone is not counted: whoever knew it could lock its
 * owner out.
 */
export function createAttempts(clock: Clock): Attempts {
  const buckets = new Map<string, { level: number; at: number }>();
  const levelOf = (key: string, { refillMs }: Bound): number => {
    const bucket = buckets.get(key);
    return bucket ? Math.max(0, bucket.level - (clock.now() - bucket.at) / refillMs) : 0;
  };
  const add = (key: string, bound: Bound, count: number): void => {
    const level = levelOf(key, bound) + count;
    buckets.delete(key);
    if (level <= 0) return;
    if (buckets.size >= MOST_KEYS) buckets.delete(String(buckets.keys().next().value));
    buckets.set(key, { level, at: clock.now() });
  };
  const boundsOf = (name: string, from: string): readonly (readonly [string, Bound])[] => [
    [from, OF_ADDRESS],
    [JSON.stringify([from, name.slice(0, 64)]), OF_NAME_AT_ADDRESS],
  ];
  return {
    begin(name, from) {
      const bounds = boundsOf(name, from);
      for (const [key, bound] of bounds) {
        const over = levelOf(key, bound) + 1 - bound.most;
        if (over > 0) throw tooMany(Math.ceil((over * bound.refillMs) / 1000));
      }
      for (const [key, bound] of bounds) add(key, bound, 1);
    },
    succeeded(name, from) {
      for (const [key, bound] of boundsOf(name, from)) add(key, bound, -1);
    },
  };
}

function tooMany(retryAfterSeconds: number): GyreError {
  return new GyreError("access.too_many_attempts", "too many wrong passwords came from this address", {
    hint: `try again in ${retryAfterSeconds} s, with the right one or with a token`,
    details: { retryAfterSeconds },
  });
}
