import type { Arena } from "./arena.js";
import { HISTOGRAM_BYTES, type TreeKernels } from "./kernels.js";
import { plainGradientKernels } from "./plain-gradients.js";
import { plainScanKernels } from "./plain-scan.js";
import { type Views, viewsOf } from "./views.js";

/** The kernels in plain TypeScript: the oracle of the WebAssembly ones, and their stand-in. */
export function plainKernels(arena: Arena): TreeKernels {
  return { ...binningKernels(arena), ...histogramKernels(arena), ...rowKernels(arena), ...otherKernels(arena) };
}

function otherKernels(arena: Arena): ReturnType<typeof plainGradientKernels> & ReturnType<typeof plainScanKernels> {
  return { ...plainGradientKernels(arena), ...plainScanKernels(arena) };
}

function binningKernels(arena: Arena): Pick<TreeKernels, "mapNumbers" | "scatter"> {
  return {
    mapNumbers: (values, n, bounds, firstStep, missing, out) => {
      const { f64, u8 } = viewsOf(arena);
      for (let i = 0; i < n; i++) {
        const value = f64[values / 8 + i];
        let low = bounds / 8;
        for (let step = firstStep / 8; step >= 1; step >>= 1) if (value > f64[low + step - 1]) low += step;
        u8[out + i] = Number.isNaN(value) ? missing : low - bounds / 8;
      }
    },
    scatter: (bins, n, out, stride) => {
      const { u8 } = viewsOf(arena);
      for (let i = 0, at = out; i < n; i++, at += stride) u8[at] = u8[bins + i];
    },
  };
}

function addRow({ f64, u8 }: Views, width: number, bins: number, pair: number, histogram: number): void {
  const g = f64[pair / 8];
  const h = f64[pair / 8 + 1];
  for (let f = 0, base = histogram / 8; f < width; f++, base += HISTOGRAM_BYTES / 8) {
    const at = base + 2 * u8[bins + f];
    f64[at] += g;
    f64[at + 1] += h;
  }
}

type HistogramKernels = Pick<TreeKernels, "add" | "addFirst" | "addLater" | "gatherPairs">;

function histogramKernels(arena: Arena): HistogramKernels {
  return {
    add: (width, p, ps, q, qs, n, histogram) => {
      const views = viewsOf(arena);
      for (let i = 0; i < n; i++) addRow(views, width, p + i * ps, q + i * qs, histogram);
    },
    addFirst: (width, rows, n, base, _scratch, histogram) => {
      const views = viewsOf(arena);
      const stride = 16 + 16 * Math.ceil(width / 16);
      for (let i = 0; i < n; i++) {
        const record = base + views.i32[rows / 4 + i] * stride;
        addRow(views, width, record + 16, record, histogram);
      }
    },
    addLater: (width, rows, n, base, _scratch, pairs, histogram) => {
      const views = viewsOf(arena);
      const stride = 16 * Math.ceil(width / 16);
      for (let i = 0; i < n; i++) {
        addRow(views, width, base + views.i32[rows / 4 + i] * stride, pairs + 16 * i, histogram);
      }
    },
    gatherPairs: (rows, n, base, stride, out) => {
      const { f64, i32 } = viewsOf(arena);
      for (let i = 0; i < n; i++) {
        const from = (base + i32[rows / 4 + i] * stride) / 8;
        f64[out / 8 + 2 * i] = f64[from];
        f64[out / 8 + 2 * i + 1] = f64[from + 1];
      }
    },
  };
}

function rowKernels(arena: Arena): Pick<TreeKernels, "partition" | "mark" | "countBins"> {
  return {
    partition: (rows, n, bins, stride, goesLeft, scratch) => {
      const { i32, u8 } = viewsOf(arena);
      const from = rows / 4;
      let left = from;
      let right = scratch / 4;
      for (let i = from; i < from + n; i++) {
        const row = i32[i];
        const isLeft = u8[goesLeft + u8[bins + row * stride]];
        i32[left] = row;
        i32[right] = row;
        left += isLeft;
        right += 1 - isLeft;
      }
      i32.copyWithin(left, scratch / 4, right);
      return left - from;
    },
    countBins: (rows, n, bins, stride, out) => {
      const { i32, u8 } = viewsOf(arena);
      i32.fill(0, out / 4, out / 4 + 512);
      for (let i = 0; i < n; i++) i32[out / 4 + 256 * (i % 2) + u8[bins + i32[rows / 4 + i] * stride]]++;
    },
    mark: (rows, n, leafOf, leaf) => {
      const { i32, u16 } = viewsOf(arena);
      for (let i = rows / 4; i < rows / 4 + n; i++) u16[leafOf / 2 + i32[i]] = leaf;
    },
  };
}
