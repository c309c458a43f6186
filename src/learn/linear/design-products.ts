import { BLOCK, CHECKED_ROWS, type Design, placeOfRow } from "./design-matrix.js";

/** Calls `visit` for each block of rows with its first row, how many it has, that count padded to 4, and its place in the heap. */
export function forEachBlock(
  design: Design,
  visit: (from: number, count: number, padded: number, x: number) => void,
): void {
  for (let from = 0; from < design.rows; from += BLOCK) {
    if (from % CHECKED_ROWS === 0) design.check();
    const count = Math.min(BLOCK, design.rows - from);
    design.load(from);
    visit(from, count, (count + 3) & ~3, placeOfRow(design, from));
  }
}

/** z (one block, in the heap's scratch) becomes X·θ + θ's last, `theta` beginning at `at` of `parameters`. */
export function blockProducts(design: Design, from: number, count: number, parameters: Float64Array, at: number): void {
  const { heap, scratch, stride, denseWidth, hot, hotWidth, width } = design;
  const { values, kernel } = heap;
  const padded = (count + 3) & ~3;
  for (let j = 0; j < denseWidth; j++) values[scratch.theta + j] = parameters[at + j];
  kernel.dots(placeOfRow(design, from), padded, stride, scratch.theta, scratch.z);
  const intercept = parameters[at + width];
  for (let i = 0, k = from * hotWidth; i < count; i++) {
    let sum = values[scratch.z + i] + intercept;
    for (let c = 0; c < hotWidth; c++, k++) if (hot[k] >= 0) sum += parameters[at + hot[k]];
    values[scratch.z + i] = sum;
  }
}

/** Adds Xᵀ·r to `sums` from `at` on, r (one block) in the heap's scratch; the last sum is that of r. */
export function addTransposed(design: Design, from: number, count: number, sums: Float64Array, at: number): void {
  const { heap, scratch, stride, denseWidth, hot, hotWidth, width } = design;
  const { values, kernel } = heap;
  const padded = (count + 3) & ~3;
  values.fill(0, scratch.r + count, scratch.r + padded);
  for (let j = 0; j < denseWidth; j++) values[scratch.g + j] = sums[at + j];
  kernel.accumulate(placeOfRow(design, from), padded, stride, scratch.r, scratch.g);
  for (let j = 0; j < denseWidth; j++) sums[at + j] = values[scratch.g + j];
  let total = 0;
  for (let i = 0, k = from * hotWidth; i < count; i++) {
    const r = values[scratch.r + i];
    total += r;
    for (let c = 0; c < hotWidth; c++, k++) if (hot[k] >= 0) sums[at + hot[k]] += r;
  }
  sums[at + width] += total;
}

/** X·θ + θ's last, `(rows)`. */
export function multiply(design: Design, theta: Float64Array): Float64Array {
  const out = new Float64Array(design.rows);
  const { z } = design.scratch;
  forEachBlock(design, (from, count) => {
    blockProducts(design, from, count, theta, 0);
    out.set(design.heap.values.subarray(z, z + count), from);
  });
  return out;
}

/** Xᵀ·r with Σ r last, `(width + 1)`. */
export function multiplyTransposed(design: Design, r: Float64Array): Float64Array {
  const out = new Float64Array(design.width + 1);
  forEachBlock(design, (from, count) => {
    design.heap.values.set(r.subarray(from, from + count), design.scratch.r);
    addTransposed(design, from, count, out, 0);
  });
  return out;
}

/**
 * Xᵀ·diag(weights)·X with a column of ones last in X: symmetric, `(width + 1, width + 1)`. The design must have room for it. Cost:
 * rows·width² / 2 multiplications for dense numbers, rows·width for each category column.
 */
export function weightedGram(
  design: Design,
  weights: (from: number, count: number, out: Float64Array) => void,
): Float64Array {
  const { heap, scratch, stride, denseWidth, width } = design;
  const { values, kernel } = heap;
  const n = width + 1;
  const out = new Float64Array(n * n);
  const last = new Float64Array(n);
  values.fill(0, scratch.h, scratch.h + stride * stride);
  forEachBlock(design, (from, count, padded, x) => {
    const block = values.subarray(scratch.w, scratch.w + count);
    weights(from, count, block);
    values.fill(0, scratch.w + count, scratch.w + padded);
    kernel.gram(x, padded, stride, scratch.w, scratch.h);
    addHotProducts(design, from, count, out);
    values.set(block, scratch.r);
    addTransposed(design, from, count, last, 0);
  });
  for (let j = 0; j < denseWidth; j++) {
    for (let k = j; k < denseWidth; k++) out[k * n + j] = out[j * n + k] = values[scratch.h + j * stride + k];
  }
  for (let j = denseWidth; j < width; j++) {
    for (let k = 0; k < j; k++) out[k * n + j] = out[j * n + k];
  }
  for (let j = 0; j < n; j++) out[j * n + width] = out[width * n + j] = last[j];
  return out;
}

/** Weights for {@link weightedGram} that stand in an array. */
export function fromArray(weights: Float64Array): (from: number, count: number, out: Float64Array) => void {
  return (from, count, out) => out.set(weights.subarray(from, from + count));
}

/** The rows of the products that belong to one-hot numbers, up to the diagonal; the block's weights are in the heap's scratch. */
function addHotProducts(design: Design, from: number, count: number, out: Float64Array): void {
  const { heap, scratch, denseWidth, hot, hotWidth, width } = design;
  const { values } = heap;
  const n = width + 1;
  for (let i = 0; i < count; i++) {
    const weight = values[scratch.w + i];
    const x = placeOfRow(design, from + i);
    const first = (from + i) * hotWidth;
    for (let c = 0; c < hotWidth; c++) {
      if (hot[first + c] < 0) continue;
      const row = hot[first + c] * n;
      for (let j = 0; j < denseWidth; j++) out[row + j] += weight * values[x + j];
      for (let d = 0; d <= c; d++) if (hot[first + d] >= 0) out[row + hot[first + d]] += weight;
    }
  }
}

/** Writes the encoded row of a design that is not streamed, one-hot numbers spelled out, to `into[at]`, `into[at + stride]`, … */
export function writeEncodedRow(design: Design, row: number, into: Float64Array, at: number, stride: number): void {
  const x = placeOfRow(design, row);
  for (let j = 0; j < design.denseWidth; j++) into[at + j * stride] = design.heap.values[x + j];
  for (let j = design.denseWidth; j < design.width; j++) into[at + j * stride] = 0;
  for (let c = 0; c < design.hotWidth; c++) {
    const position = design.hot[row * design.hotWidth + c];
    if (position >= 0) into[at + position * stride] = 1;
  }
}
