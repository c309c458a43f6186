"""Streams of xoshiro128** (Blackman and Vigna, 2018) as core/random.ts seeds it, from an independent program.

The generator follows the authors' C code on https://prng.di.unimi.it; the seeding is FNV-1a over the seed's UTF-16 units, then
SplitMix32 (constants of Tommy Ettinger's 32-bit mixer). Run: python3 random.py > random.json
"""

import json

MASK = 0xFFFFFFFF


def rotl(x, k):
    return ((x << k) | (x >> (32 - k))) & MASK


def seed_words(text):
    h = 0x811C9DC5
    for unit in range(0, len(text.encode("utf-16-le")), 2):
        code = int.from_bytes(text.encode("utf-16-le")[unit : unit + 2], "little")
        h = ((h ^ code) * 0x01000193) & MASK
    words = []
    for _ in range(4):
        h = (h + 0x9E3779B9) & MASK
        z = h
        z = ((z ^ (z >> 16)) * 0x21F0AAAD) & MASK
        z = ((z ^ (z >> 15)) * 0x735A2D97) & MASK
        words.append((z ^ (z >> 15)) & MASK)
    words[0] |= 1
    return words


def stream(text):
    s = seed_words(text)
    while True:
        result = (rotl((s[1] * 5) & MASK, 7) * 9) & MASK
        t = (s[1] << 9) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 11)
        yield result


def uniforms(text, count):
    words = stream(text)
    return [((next(words) >> 5) * 2**26 + (next(words) >> 6)) / 2**53 for _ in range(count)]


seeds = [0, 1, 7, -3, 123456789, "flights", "1/training/late", "žluťoučký 🐎"]
print(json.dumps({"streams": [{"seed": seed, "next": uniforms(str(seed), 6)} for seed in seeds]}, indent=1, ensure_ascii=False))
