import { betaInputs, fitBetaPairs } from "./beta.js";
import type { CalibrationMethod } from "./config.js";
import { applyIsotonic, fitIsotonic, type IsotonicMap } from "./isotonic.js";
import type { CalibratedMember, CalibrationMap } from "./model.js";
import { fitPlatt } from "./platt.js";
import { sigmoid } from "./sigmoid.js";
import { applyTemperature, fitTemperature } from "./temperature.js";

/** The smallest probability that has a logarithm with all its digits. */
export const LEAST_PROBABILITY = 2.2250738585072014e-308;

/** Scores go into an isotonic map in steps of 2⁻³⁰: the last bits of a logarithm shall not choose the knot. */
export const ISOTONIC_STEPS = 2 ** 30;

/** What is said of rows whose class is known. */
export interface Said {
  /** (n, K). */
  readonly probabilities: Float64Array;
  readonly codes: Int32Array;
  readonly weights: Float64Array;
  readonly classes: number;
}

/** The correction of one estimator from what it said of rows that it had not learned from. */
export function fitMaps(method: CalibrationMethod, said: Said): Pick<CalibratedMember, "maps" | "scale"> {
  if (said.classes === 1) return { maps: [], scale: "logOdds" };
  if (method === "temperature") {
    const logits = said.probabilities.map((p) => Math.log(Math.max(p, LEAST_PROBABILITY)));
    return { maps: [fitTemperature(logits, said.codes, said.weights)], scale: "logOdds" };
  }
  const scale = saysOutright(said) ? "probability" : "logOdds";
  const maps = corrected(said.classes).map((c): CalibrationMap => {
    const outcomes = Float64Array.from(said.codes, (code) => (code === c ? 1 : 0));
    const [p, q] = againstRest(said.probabilities, said.classes, c);
    if (method === "beta") return fitBetaPairs(p, q, outcomes, said.weights);
    const scores = p.map((_, i) => scoreOf(scale, p[i], q[i]));
    if (method === "platt") return fitPlatt(scores, outcomes, said.weights);
    return fitIsotonic(scores.map(stepped), outcomes, { weights: said.weights });
  });
  return { maps, scale };
}

/** The corrected probabilities (n, K) of probabilities (n, K). */
export function applyMaps(
  { maps, scale }: Omit<CalibratedMember, "model">,
  probabilities: Float64Array,
  k: number,
): Float64Array {
  if (maps.length === 0) return probabilities;
  const [first] = maps;
  if (first.kind === "temperature") {
    const logits = probabilities.map((p) => Math.log(Math.max(p, LEAST_PROBABILITY)));
    return applyTemperature(first, logits, k);
  }
  const said = new Float64Array(probabilities.length);
  corrected(k).forEach((c, m) => {
    const [p, q] = againstRest(probabilities, k, c);
    for (let i = 0; i < p.length; i++) {
      const [yes, no] = correctedPair(maps[m], scale, p[i], q[i]);
      said[i * k + c] = yes;
      if (k === 2) said[i * k] = no;
    }
  });
  return k === 2 ? said : normalised(said, k);
}

/** The classes that have a map: of two the second. */
function corrected(classes: number): number[] {
  return classes === 2 ? [1] : Array.from({ length: classes }, (_, c) => c);
}

/** Whether a class that occurs was given no chance, or all of it: no log-odds tell how much was meant. */
function saysOutright({ probabilities, codes, weights, classes }: Said): boolean {
  const occurs = new Set(codes.filter((_, i) => weights[i] > 0));
  return probabilities.some((p, at) => p === 0 && weights[Math.floor(at / classes)] > 0 && occurs.has(at % classes));
}

/** The probabilities of class c, and of all others together. */
function againstRest(probabilities: Float64Array, k: number, c: number): readonly [Float64Array, Float64Array] {
  const n = probabilities.length / k;
  const [p, q] = [new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    for (let other = 0; other < k; other++) {
      if (other === c) p[i] = probabilities[i * k + other];
      else q[i] += probabilities[i * k + other];
    }
  }
  return [p, q];
}

function scoreOf(scale: CalibratedMember["scale"], p: number, q: number): number {
  if (scale === "probability") return p;
  return Math.log(Math.max(p, LEAST_PROBABILITY)) - Math.log(Math.max(q, LEAST_PROBABILITY));
}

function stepped(score: number): number {
  return Math.floor(score * ISOTONIC_STEPS + 0.5) / ISOTONIC_STEPS;
}

function correctedPair(
  map: CalibrationMap,
  scale: CalibratedMember["scale"],
  p: number,
  q: number,
): readonly [number, number] {
  if (map.kind === "isotonic") return isotonicPair(map, stepped(scoreOf(scale, p, q)));
  const z =
    map.kind === "beta"
      ? betaScore(map, p, q)
      : map.kind === "platt"
        ? -(map.a * scoreOf(scale, p, q) + map.b)
        : Number.NaN;
  return [sigmoid(z), sigmoid(-z)];
}

function betaScore(
  { a, b, c }: { readonly a: number; readonly b: number; readonly c: number },
  p: number,
  q: number,
): number {
  const [x, y] = betaInputs(p, q);
  return a * x + b * y + c;
}

function isotonicPair(map: IsotonicMap, score: number): readonly [number, number] {
  const [p] = applyIsotonic(map, [score]);
  return [p, 1 - p];
}

/** Rows add up to 1; one that is all zeros is spread evenly. */
function normalised(said: Float64Array, k: number): Float64Array {
  for (let at = 0; at < said.length; at += k) {
    let sum = 0;
    for (let c = at; c < at + k; c++) sum += said[c];
    for (let c = at; c < at + k; c++) said[c] = sum > 0 ? said[c] / sum : 1 / k;
  }
  return said;
}
