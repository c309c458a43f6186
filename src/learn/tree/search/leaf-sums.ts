import type { SplitRules } from "./rules.js";

/** A leaf's rows summed, and what its value may be. */
export interface LeafSums {
  readonly g: number;
  readonly h: number;
  /** Σ of the rows' weights; with `isLightgbm` their number. */
  readonly weight: number;
  /** Its value before the learning rate, to which its children are drawn. */
  readonly value: number;
  /** Bounds from monotone splits above. */
  readonly lower: number;
  readonly upper: number;
}

/** sign(G)·max(0, |G| − λ₁). */
export function shrunk(g: number, l1: number): number {
  if (l1 === 0) return g;
  const size = Math.max(0, Math.abs(g) - l1);
  return g > 0 ? size : -size;
}

/** What a leaf is drawn to and kept within. */
export type LeafBounds = Pick<LeafSums, "value" | "lower" | "upper">;

/** What is summed of a new leaf's rows. */
export type SideSums = Pick<LeafSums, "g" | "h" | "weight">;

/**
 * The value of a new leaf: −T(G)/(H+λ), cut to ±maxDeltaStep, drawn to its parent's by `pathSmooth`, then within the bounds.
 */
export function leafValue(rules: SplitRules, { g, h, weight }: SideSums, l2: number, parent: LeafBounds): number {
  const { l1, maxDeltaStep, pathSmooth, epsilon } = rules;
  let value = -shrunk(g, l1) / (h + l2 + epsilon);
  if (Math.abs(value) > maxDeltaStep) value = Math.sign(value) * maxDeltaStep;
  if (pathSmooth > 0) {
    const share = weight / pathSmooth;
    value = (value * share) / (share + 1) + parent.value / (share + 1);
  }
  return Math.min(parent.upper, Math.max(parent.lower, value));
}

/** What a leaf of this value takes off the loss, twice: −(2·T(G)·w + (H+λ)·w²). */
export function gainOfValue(rules: SplitRules, { g, h }: SideSums, l2: number, value: number): number {
  return -(2 * shrunk(g, rules.l1) * value + (h + l2) * value * value);
}

/** The gain of an undivided leaf, by which splits are judged. */
export function leafGain(rules: SplitRules, leaf: LeafSums, h: number): number {
  const { l1, l2, maxDeltaStep, pathSmooth } = rules;
  const g = shrunk(leaf.g, l1);
  if (pathSmooth === 0 && maxDeltaStep === Number.POSITIVE_INFINITY) return (g * g) / (h + l2);
  const free = { value: leaf.value, lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };
  const sums = { g: leaf.g, h, weight: leaf.weight };
  return gainOfValue(rules, sums, l2, leafValue(rules, sums, l2, free));
}

/** The value of the root, which nothing draws; scikit-learn gives it none. */
export function rootValue(rules: SplitRules, g: number, h: number): number {
  if (rules.isScikitLearn) return 0;
  const value = -shrunk(g, rules.l1) / (h + rules.l2);
  return Math.max(-rules.maxDeltaStep, Math.min(rules.maxDeltaStep, value));
}
