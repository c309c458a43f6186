import { MISSING_BIN } from "./binned.js";
import { type FeatureSearch, type Found, MIN_HESSIAN } from "./split.js";

/**
 * The best threshold of a number: missing values are tried on the right (with "missing against all the rest" as the last
 * candidate) and, when the leaf has some, on the left. Where several thresholds part the leaf's rows alike, because the bins
 * between are empty here, the middle one is taken. A leaf without missing values sends later ones to the side with more rows.
 */
export function searchNumber(search: FeatureSearch): Found | null {
  const { histogram, offset, leaf } = search;
  const missingC = histogram[offset + 2 * MISSING_BIN + 1];
  const right = scan(search, 0, 0, search.floor);
  if (missingC === 0) return right && asFound(search, right, 2 * right.rows > leaf.rows);
  const missingG = histogram[offset + 2 * MISSING_BIN];
  const left = scan(search, missingG, missingC, right?.total ?? search.floor);
  return left ? asFound(search, left, true) : right && asFound(search, right, false);
}

interface Threshold {
  readonly total: number;
  readonly bin: number;
  readonly g: number;
  readonly c: number;
  readonly rows: number;
}

/**
 * Walks the bins upwards; (g, c) is what is on the left before the first. An empty bin repeats the candidate before it and so
 * never wins: asking for it would cost more in mispredicted branches than the arithmetic does.
 */
function scan(search: FeatureSearch, startG: number, startC: number, floor: number): Threshold | null {
  const { histogram, offset, bins, leaf, rules } = search;
  const { l2, minDataInLeaf, countUnit } = rules;
  const { g: totalG, h: totalH } = leaf;
  const perUnit = 1 / countUnit;
  const minC = minDataInLeaf * countUnit;
  const endC = (leaf.rows - minDataInLeaf + 1) * countUnit;
  let g = startG;
  let c = startC;
  let best = floor;
  let bestBin = 0;
  let bestG = 0;
  let bestC = 0;
  for (let bin = 1, at = offset + 2; bin <= bins; bin++, at += 2) {
    g += histogram[at];
    c += histogram[at + 1];
    if (c < minC) continue;
    if (c >= endC) break;
    const h = c - Math.floor(c * perUnit) * countUnit;
    const otherH = totalH - h;
    if (h < MIN_HESSIAN || otherH < MIN_HESSIAN) continue;
    const otherG = totalG - g;
    const denominator = (h + l2) * (otherH + l2);
    const numerator = g * g * (otherH + l2) + otherG * otherG * (h + l2);
    // Multiplying is cheaper than dividing: only a new best is divided.
    if (numerator > best * denominator) {
      best = numerator / denominator;
      bestBin = bin;
      bestG = g;
      bestC = c;
    }
  }
  if (bestBin === 0) return null;
  return { total: best, bin: bestBin, g: bestG, c: bestC, rows: Math.floor(bestC * perUnit) };
}

function asFound(search: FeatureSearch, threshold: Threshold, missingLeft: boolean): Found {
  const { histogram, offset, bins, rules } = search;
  let next = threshold.bin + 1;
  while (next < bins && histogram[offset + 2 * next + 1] === 0) next++;
  const isAgainstMissing = threshold.bin === bins || (next === bins && histogram[offset + 2 * bins + 1] === 0);
  const bin = isAgainstMissing ? bins : threshold.bin + ((next - 1 - threshold.bin) >> 1);
  const { total, g: leftG, c: leftC } = threshold;
  return { total, division: { bin, leftBins: null, missingLeft, leftG, leftC, leafL2: rules.l2 } };
}
