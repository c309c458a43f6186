import type { NumberFeature } from "../bins/feature.js";
import type { Candidate } from "./candidate.js";

/** scikit-learn's threshold stays where it was found; values that are missing follow the larger side where all of training had none. */
export function settleAsFound(candidate: Candidate, { hasMissing }: NumberFeature): Candidate {
  return hasMissing ? candidate : { ...candidate, missingUnseen: true };
}

/** One feature's bins in a leaf's histogram, and the leaf's sums. */
export interface SettledLeaf {
  readonly f64: Float64Array;
  /** Where bin 0 is. */
  readonly at: number;
  readonly g: number;
  readonly h: number;
}

/**
 * The same division of the leaf's rows with the threshold amid the bins that are empty here, which is where it errs least on rows
 * that the leaf has not seen. Missing against all values always has the values on the left, up to +∞.
 */
export function settleNumber(candidate: Candidate, { bins, hasMissing }: NumberFeature, leaf: SettledLeaf): Candidate {
  const { f64, at } = leaf;
  const isEmpty = (bin: number): boolean => f64[at + 2 * bin] === 0 && f64[at + 2 * bin + 1] === 0;
  const missingUnseen = !hasMissing || isEmpty(bins);
  let first = 0;
  while (first <= candidate.bin && isEmpty(first)) first++;
  if (candidate.missingLeft && first > candidate.bin && !missingUnseen) {
    const [leftG, leftH] = [leaf.g - candidate.leftG, leaf.h - candidate.leftH];
    return { ...candidate, bin: bins - 1, missingLeft: false, leftG, leftH, leftWeight: Number.NaN, missingUnseen };
  }
  let low = candidate.bin;
  while (low > 0 && isEmpty(low)) low--;
  let next = candidate.bin + 1;
  while (next < bins && isEmpty(next)) next++;
  const bin = next >= bins ? bins - 1 : low + ((next - 1 - low) >> 1);
  return { ...candidate, bin, missingUnseen };
}
