import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createRandom, type Random } from "../core/index.js";
import { type ArmCounts, FRESH_GUARD, stepGuard } from "./index.js";

// Made by golden/rollouts/reference.py, which multiplies the likelihood ratios plainly.
const golden = JSON.parse(readFileSync(new URL("../../golden/rollouts/reference.json", import.meta.url), "utf8"));
const ALPHA = 0.05;
const tick = (championN: number, championK: number, candidateN: number, candidateK: number): ArmCounts => ({
  championN,
  championK,
  candidateN,
  candidateK,
});

/** Harms among n, by skipping from one to the next; O(n·p). */
function binomial(random: Random, n: number, p: number): number {
  const step = Math.log1p(-p);
  let harms = 0;
  for (let at = Math.log(1 - random.next()) / step; at < n; at += 1 + Math.log(1 - random.next()) / step) harms++;
  return harms;
}

/** The tick, from 1, at which the guard fires, or Infinity after 200 ticks of 500 requests. */
function detection(
  random: Random,
  champion: (t: number) => number,
  ratio: number,
  weight: (t: number) => number,
): number {
  let state = FRESH_GUARD;
  for (let t = 0; t < 200; t++) {
    const nb = Math.round(500 * weight(t));
    const na = 500 - nb;
    const p = champion(t);
    state = stepGuard(state, tick(na, binomial(random, na, p), nb, binomial(random, nb, p * ratio)), { alpha: ALPHA });
    if (state.fired) return t + 1;
  }
  return Number.POSITIVE_INFINITY;
}

const always = (value: number) => () => value;
const ramp = (t: number): number => [0.01, 0.05, 0.1, 0.25, 0.5][Math.floor(t / 40)];

function detections(
  seed: string,
  count: number,
  ...of: [(t: number) => number, number, (t: number) => number]
): number[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => detection(random, ...of)).sort((a, b) => a - b);
}

test("the e-values are those of the plain product of likelihood ratios", () => {
  let state = FRESH_GUARD;
  golden.guard.ticks.forEach((counts: [number, number, number, number], i: number) => {
    state = stepGuard(state, tick(...counts), { alpha: ALPHA });
    expect(state.eValue / golden.guard.eValues[i]).toBeCloseTo(1, 10);
  });
});

test("one tick's e-value is 1 on average whatever the common rate: the exact sum over all outcomes", () => {
  const warm = stepGuard(FRESH_GUARD, tick(200, 9, 0, 0), { alpha: ALPHA });
  const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n, k - 1) * (n - k + 1)) / k);
  const chance = (n: number, k: number, p: number) => choose(n, k) * p ** k * (1 - p) ** (n - k);
  for (const rate of [0.005, 0.05, 0.3, 0.9]) {
    let mean = 0;
    for (let ka = 0; ka <= 12; ka++) {
      for (let kb = 0; kb <= 5; kb++) {
        const { eValue } = stepGuard(warm, tick(12, ka, 5, kb), { alpha: ALPHA });
        mean += chance(12, ka, rate) * chance(5, kb, rate) * eValue;
      }
    }
    expect(mean).toBeLessThanOrEqual(1 + 1e-9);
  }
});

// Fixed seeds. At the 2.3 % measured over 2,000 rollouts, more than 20 of 400 have a chance below 0.1 %.
describe("200 ticks of 500 requests, canary 10 %, alpha 0.05", () => {
  test.each([0.02, 0.001])("equally good arms at a rate of %f are rolled back in at most 5 of 100 cases", (rate) => {
    const fired = detections(`same ${rate}`, 400, always(rate), 1, always(0.1)).filter(Number.isFinite);
    expect(fired.length).toBeLessThanOrEqual(20);
  });

  test.each([
    [0.02, 0.03, 38],
    [0.02, 0.04, 11],
    [0.02, 0.07, 3],
    [0.001, 0.01, 9],
    [0.001, 0.05, 2],
  ])("%f against %f is found after a median of about %d ticks", (champion, candidate, median) => {
    const found = detections(`${champion}→${candidate}`, 201, always(champion), candidate / champion, always(0.1));
    expect(Math.abs(found[100] - median)).toBeLessThanOrEqual(1 + 0.2 * median);
  });

  test("a growing share of traffic while the base rate moves is no harm, and real harm in it is found", () => {
    for (const base of [(t: number) => 0.005 * 10 ** (t / 199), (t: number) => 0.05 * 0.1 ** (t / 199)]) {
      expect(detections("drifting base, same", 300, base, 1, ramp).filter(Number.isFinite).length).toBeLessThanOrEqual(
        15,
      );
      const found = detections("drifting base, worse", 100, base, 1.5, ramp).filter(Number.isFinite);
      expect(found.length).toBeGreaterThanOrEqual(99);
    }
  });
});

test("a tick with one arm only is no evidence; the state stays finite JSON under overwhelming harm", () => {
  expect(stepGuard(FRESH_GUARD, tick(50, 5, 0, 0), { alpha: ALPHA }).eValue).toBe(1);
  expect(stepGuard(FRESH_GUARD, tick(0, 0, 50, 50), { alpha: ALPHA }).eValue).toBe(1);
  let state = FRESH_GUARD;
  for (let i = 0; i < 50; i++) state = stepGuard(state, tick(1000, 0, 1000, 1000), { alpha: ALPHA });
  expect(state.fired).toBe(true);
  expect(JSON.parse(JSON.stringify(state))).toEqual(state);
  expect(state.totals).toEqual(tick(50_000, 0, 50_000, 50_000));
});

test("a better candidate is not rolled back", () => {
  const found = detections("better", 200, always(0.04), 0.5, always(0.1)).filter(Number.isFinite);
  expect(found.length).toBeLessThanOrEqual(3);
});
