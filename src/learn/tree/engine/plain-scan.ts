import type { Arena } from "./arena.js";
import { FEATURE_BYTES, FOUND_BYTES, HISTOGRAM_BYTES, type TreeKernels } from "./kernels.js";
import { type Views, viewsOf } from "./views.js";

type ScanKernels = Pick<TreeKernels, "clear" | "addAll" | "subtractAll" | "search" | "searchPair">;

/** Histograms cleared, subtracted and searched, in plain TypeScript. */
export function plainScanKernels(arena: Arena): ScanKernels {
  const combine = (to: number, from: number, table: number, n: number, sign: 1 | -1): void => {
    const { f64, i32 } = viewsOf(arena);
    for (let f = 0; f < n; f++) {
      const size = 2 * (i32[(table + f * FEATURE_BYTES) / 4] + 1);
      const source = (from + f * HISTOGRAM_BYTES) / 8;
      const target = (to + f * HISTOGRAM_BYTES) / 8;
      for (let i = 0; i < size; i++) f64[target + i] += sign * f64[source + i];
    }
  };
  const subtractAll: TreeKernels["subtractAll"] = (parent, child, table, n) => combine(parent, child, table, n, -1);
  const search: TreeKernels["search"] = (histogram, features, n, flags, rules, out) => {
    const views = viewsOf(arena);
    for (let f = 0; f < n; f++) {
      const entry = (features + f * FEATURE_BYTES) / 4;
      const [bins, kind] = [views.i32[entry], views.i32[entry + 1]];
      const at = out + f * FOUND_BYTES;
      if (views.u8[flags + f] === 0 || kind === 0) views.i32[at / 4 + 2] = -1;
      else searchOne(views, { at: (histogram + f * HISTOGRAM_BYTES) / 8, bins, kind, rules: rules / 8 }, at);
    }
  };
  return {
    clear: (histogram, features, n) => {
      const { f64, i32 } = viewsOf(arena);
      for (let f = 0; f < n; f++) {
        const from = (histogram + f * HISTOGRAM_BYTES) / 8;
        f64.fill(0, from, from + 2 * (i32[(features + f * FEATURE_BYTES) / 4] + 1));
      }
    },
    addAll: (to, from, table, n) => combine(to, from, table, n, 1),
    subtractAll,
    search,
    searchPair: (child, parent, features, n, childFlags, childRules, childOut, flags, rules, out) => {
      subtractAll(parent, child, features, n);
      search(child, features, n, childFlags, childRules, childOut);
      search(parent, features, n, flags, rules, out);
    },
  };
}

interface Feature {
  readonly at: number;
  readonly bins: number;
  readonly kind: number;
  readonly rules: number;
}

interface Best {
  worth: number;
  bin: number;
  missingLeft: number;
  g: number;
  h: number;
}

function searchOne(views: Views, feature: Feature, out: number): void {
  const { f64, i32 } = views;
  const { at, bins, kind } = feature;
  const best: Best = { worth: f64[feature.rules + 4], bin: -1, missingLeft: 0, g: 0, h: 0 };
  const missing = at + 2 * bins;
  if (kind === 2) {
    pass(f64, feature, { end: bins - 1, g: f64[missing], h: f64[missing + 1], missingLeft: 1 }, best);
    if (f64[missing + 1] !== 0) pass(f64, feature, { end: bins, g: 0, h: 0, missingLeft: 0 }, best);
  } else pass(f64, feature, { end: bins - 1, g: 0, h: 0, missingLeft: 0 }, best);
  f64[out / 8] = best.worth;
  i32[out / 4 + 2] = best.bin;
  i32[out / 4 + 3] = best.missingLeft;
  f64[out / 8 + 2] = best.g;
  f64[out / 8 + 3] = best.h;
}

interface Walk {
  readonly end: number;
  readonly g: number;
  readonly h: number;
  readonly missingLeft: number;
}

/** See the WebAssembly kernel: lg²/(lh+λ) + rg²/(rh+λ) as one fraction, divided only for what may be a new best; of equals the first stays. */
function pass(f64: Float64Array, { at, rules }: Feature, walk: Walk, best: Best): void {
  const [totalG, totalH, l2, min] = [f64[rules], f64[rules + 1], f64[rules + 2], f64[rules + 3]];
  let { g, h } = walk;
  for (let t = 0, p = at; t < walk.end; t++, p += 2) {
    g += f64[p];
    h += f64[p + 1];
    const restG = totalG - g;
    const restH = totalH - h;
    if (restH < min) return;
    if (h < min) continue;
    const left = h + l2;
    const right = restH + l2;
    const numerator = g * g * right + restG * restG * left;
    const denominator = left * right;
    if (!(numerator >= best.worth * denominator)) continue;
    const worth = numerator / denominator;
    if (!(worth > best.worth)) continue;
    best.worth = worth;
    best.bin = t;
    best.missingLeft = walk.missingLeft;
    best.g = g;
    best.h = h;
  }
}
