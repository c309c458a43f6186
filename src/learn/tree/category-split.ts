import { type FeatureSearch, type Found, MIN_HESSIAN } from "./split.js";

/** Up to this many categories each is tried alone against the rest. */
const ONE_VS_REST_UP_TO = 4;
/** Categories with fewer rows in the leaf stay right; also added to H when categories are ranked by G / (H + smooth). */
const SMOOTH = 10;
/** Added to λ for splits of ranked categories, which fit noise more easily than a threshold does. */
const CATEGORY_L2 = 10;
/** Most categories on the left of a split. */
const MAX_LEFT = 32;
/** Rows that must join the left between two candidates, and be on the right. */
const MIN_ROWS_PER_GROUP = 100;

interface Bin {
  readonly bin: number;
  readonly g: number;
  readonly c: number;
  readonly rows: number;
  readonly h: number;
}

/**
 * The best set of categories to send left; missing, unknown, rare and all others go right. Up to four categories: each against
 * the rest. More: ranked by G / (H + 10), every set of the lowest or of the highest (Fisher, 1958: the best of all sets is
 * among these), with LightGBM's guards against overfitting: at most 32 categories on the left, 100 rows between candidates, λ + 10.
 */
export function searchCategories(search: FeatureSearch): Found | null {
  const bins = binsOf(search);
  if (search.bins <= ONE_VS_REST_UP_TO) {
    return bins.reduce<Found | null>((best, bin) => candidate(search, [bin], search.rules.l2, best) ?? best, null);
  }
  const kept = bins.filter((bin) => bin.rows >= SMOOTH);
  const ranked = kept.sort((a, b) => a.g / (a.h + SMOOTH) - b.g / (b.h + SMOOTH) || a.bin - b.bin);
  const limit = Math.min(MAX_LEFT, (ranked.length + 1) >> 1);
  const upwards = searchPrefixes(search, ranked.slice(0, limit), null);
  return searchPrefixes(search, ranked.reverse().slice(0, limit), upwards) ?? upwards;
}

/** The best prefix of `ranked` that beats `best`, or null. */
function searchPrefixes(search: FeatureSearch, ranked: readonly Bin[], best: Found | null): Found | null {
  const { leaf, rules } = search;
  let found: Found | null = null;
  let leftRows = 0;
  let groupRows = 0;
  for (let i = 0; i < ranked.length; i++) {
    leftRows += ranked[i].rows;
    groupRows += ranked[i].rows;
    if (leaf.rows - leftRows < Math.max(rules.minDataInLeaf, MIN_ROWS_PER_GROUP)) break;
    if (groupRows < MIN_ROWS_PER_GROUP || leftRows < rules.minDataInLeaf) continue;
    groupRows = 0;
    found = candidate(search, ranked.slice(0, i + 1), rules.l2 + CATEGORY_L2, found ?? best) ?? found;
  }
  return found;
}

/** The division with `left` on the left when it is allowed and beats `best`, else null. */
function candidate(search: FeatureSearch, left: readonly Bin[], l2: number, best: Found | null): Found | null {
  const { leaf, rules } = search;
  const sum = { g: 0, h: 0, c: 0, rows: 0 };
  for (const bin of left) {
    sum.g += bin.g;
    sum.h += bin.h;
    sum.c += bin.c;
    sum.rows += bin.rows;
  }
  const otherH = leaf.h - sum.h;
  if (sum.rows < rules.minDataInLeaf || leaf.rows - sum.rows < rules.minDataInLeaf) return null;
  if (sum.h < MIN_HESSIAN || otherH < MIN_HESSIAN) return null;
  const otherG = leaf.g - sum.g;
  const total = (sum.g * sum.g) / (sum.h + l2) + (otherG * otherG) / (otherH + l2);
  if (!(total > (best?.total ?? search.floor))) return null;
  const leftBins = left.map((bin) => bin.bin);
  return { total, division: { bin: 0, leftBins, missingLeft: false, leftG: sum.g, leftC: sum.c, leafL2: l2 } };
}

function binsOf({ histogram, offset, bins, rules }: FeatureSearch): Bin[] {
  const found: Bin[] = [];
  for (let bin = 1; bin <= bins; bin++) {
    const c = histogram[offset + 2 * bin + 1];
    if (c === 0) continue;
    const rows = Math.floor(c / rules.countUnit);
    found.push({ bin, g: histogram[offset + 2 * bin], c, rows, h: c - rows * rules.countUnit });
  }
  return found;
}
