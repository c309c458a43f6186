/** A seeded stream of chance. Streams split by name are independent, so adding a consumer never shifts another's numbers. */
export interface Random {
  /** Uniform in [0, 1) with 53 bits. */
  next(): number;
  /** Uniform integer in [0, bound). */
  int(bound: number): number;
  /** A stream of its own, decided by this stream's seed and `name` alone, not by how much was drawn. */
  split(name: string): Random;
}

/** SplitMix-seeded xoshiro128** (Blackman and Vigna, 2018). The same seed gives the same numbers on every machine. */
export function createRandom(seed: number | string): Random {
  const key = String(seed);
  let [a, b, c, d] = seedWords(key);
  const word = (): number => {
    const x = Math.imul(b, 5);
    const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  const next = (): number => ((word() >>> 5) * 67108864 + (word() >>> 6)) / 9007199254740992;
  return {
    next,
    int: (bound) => Math.floor(next() * bound),
    split: (name) => createRandom(`${key}/${name}`),
  };
}

function seedWords(text: string): [number, number, number, number] {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
  const mix = (): number => {
    h = (h + 0x9e3779b9) >>> 0;
    let z = h;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  return [mix() | 1, mix(), mix(), mix()];
}
