import type { LeafSums } from "./leaf-sums.js";
import type { SplitRules } from "./rules.js";

/** One feature's part of a leaf's histogram, and the leaf. */
export interface SearchContext {
  readonly f64: Float64Array;
  /** Where bin 0 is: Σg, then Σh. */
  readonly at: number;
  readonly feature: number;
  readonly leaf: LeafSums;
  readonly rules: SplitRules;
  /** Weight of each bin, by one of `fillWeights`' ways. */
  readonly weights: Float64Array;
  /** Least weight of a side; 0 where weights are not known, so that `minHessian` has to do. */
  readonly minWeight: number;
  readonly minHessian: number;
  /** The leaf's Σh as gains take it. */
  readonly totalH: number;
  /** What the gain of both sides must exceed. */
  readonly floor: number;
  /** What is taken off its gain: that of the undivided leaf, and `minGain`. */
  readonly base: number;
}

/** How a bin's weight is told from its Σh. */
export type WeightSource =
  /** floor(h·N/H + ½), as LightGBM does. */
  | "rounded"
  /** The hessian is the weight. */
  | "hessian"
  /** In proportion; no minimum can be checked by it. */
  | "estimated";

/** Fills `weights` for `bins` bins from a feature's histogram. */
export function fillWeights(
  weights: Float64Array,
  source: WeightSource,
  { f64, at, bins }: { readonly f64: Float64Array; readonly at: number; readonly bins: number },
  perHessian: number,
): void {
  for (let b = 0; b < bins; b++) {
    const h = f64[at + 2 * b + 1];
    weights[b] = source === "rounded" ? Math.floor(h * perHessian + 0.5) : source === "hessian" ? h : h * perHessian;
  }
}
