const BUCKETS = 10_000;
const utf8 = new TextEncoder();

/** MurmurHash3_x86_32 of bytes (Appleby 2011), as an unsigned 32-bit integer. */
export function murmur3(bytes: Uint8Array, seed = 0): number {
  const tail = bytes.length & ~3;
  let hash = seed | 0;
  for (let i = 0; i < tail; i += 4) {
    hash ^= scramble(bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24));
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let i = bytes.length - 1; i >= tail; i--) rest = (rest << 8) | bytes[i];
  hash ^= scramble(rest) ^ bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function scramble(word: number): number {
  const mixed = Math.imul(word, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}

/**
 * The place of a unit in a rollout's traffic: 0 … 9999, evenly spread and unrelated between salts. It is
 * ⌊h·10000/2³²⌋ of the hash of the UTF-8 text `salt:unit`; scaling instead of a remainder favours no bucket.
 *
 * @example bucketOf("gr1", "123") // → 1253
 */
export function bucketOf(salt: string, unit: string): number {
  return Math.floor((murmur3(utf8.encode(`${salt}:${unit}`)) * BUCKETS) / 2 ** 32);
}
