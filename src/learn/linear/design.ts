import type { Encoding } from "../model.js";
import { widthOf } from "../preprocess/encodings.js";
import type { Column, Table } from "../table.js";

/**
 * The encoded rows. Parameters θ are in the order: dense numbers, one-hot numbers, intercept. Of a one-hot block only the position
 * of its single 1 is kept, so a category costs a row one addition, however many values it has.
 */
export interface Design {
  readonly rows: number;
  /** (rows, denseWidth) row-major: standardised numbers and indicators. */
  readonly dense: Float64Array;
  readonly denseWidth: number;
  /** (rows, hotWidth) row-major: for each category column the position in θ of its 1, or −1. */
  readonly hot: Int32Array;
  readonly hotWidth: number;
  /** Where the intercept is in θ: the number of weights. */
  readonly intercept: number;
  /** The position in θ of each weight of the model. */
  readonly positions: Int32Array;
}

/** Encodes `table`; memory 8 bytes per row and dense number, 4 per row and category column. */
export function createDesign(table: Table, encodings: readonly Encoding[]): Design {
  const { rows } = table;
  const widths = encodings.map(widthOf);
  const denseWidth = encodings.reduce((sum, { kind }, i) => sum + (kind === "number" ? widths[i] : 0), 0);
  const hotWidth = encodings.filter(({ kind }) => kind === "category").length;
  const dense = new Float64Array(rows * denseWidth);
  const hot = new Int32Array(rows * hotWidth);
  const positions: number[] = [];
  let denseAt = 0;
  let hotAt = 0;
  let hotPosition = denseWidth;
  encodings.forEach((encoding, i) => {
    const first = encoding.kind === "number" ? denseAt : hotPosition;
    for (let k = 0; k < widths[i]; k++) positions.push(first + k);
    if (encoding.kind === "number") {
      fillDense(dense, denseAt, denseWidth, encoding, table.columns[i]);
      denseAt += widths[i];
    } else {
      fillHot(hot, hotAt++, hotWidth, encoding.codes, hotPosition, table.columns[i]);
      hotPosition += widths[i];
    }
  });
  return { rows, dense, denseWidth, hot, hotWidth, intercept: hotPosition, positions: Int32Array.from(positions) };
}

/** `out` (rows) becomes X·θ. */
export function multiply(design: Design, theta: Float64Array, out: Float64Array): void {
  const { rows, dense, denseWidth, hot, hotWidth, intercept } = design;
  for (let i = 0, at = 0, hotAt = 0; i < rows; i++) {
    let sum = theta[intercept];
    for (let k = 0; k < denseWidth; k++) sum += dense[at++] * theta[k];
    for (let k = 0; k < hotWidth; k++) {
      const position = hot[hotAt++];
      if (position >= 0) sum += theta[position];
    }
    out[i] = sum;
  }
}

/** `out` (parameters) becomes Xᵀ·r. */
export function multiplyTransposed(design: Design, r: Float64Array, out: Float64Array): void {
  const { rows, dense, denseWidth, hot, hotWidth, intercept } = design;
  out.fill(0);
  for (let i = 0, at = 0, hotAt = 0; i < rows; i++) {
    const ri = r[i];
    out[intercept] += ri;
    for (let k = 0; k < denseWidth; k++) out[k] += ri * dense[at++];
    for (let k = 0; k < hotWidth; k++) {
      const position = hot[hotAt++];
      if (position >= 0) out[position] += ri;
    }
  }
}

function fillDense(
  dense: Float64Array,
  at: number,
  width: number,
  { fill, mean, scale, indicator }: Encoding & { kind: "number" },
  column: Column,
): void {
  if (column.kind !== "number") return;
  column.values.forEach((value, row) => {
    const isMissing = Number.isNaN(value);
    dense[row * width + at] = ((isMissing ? fill : value) - mean) / scale;
    if (indicator) dense[row * width + at + 1] = isMissing ? 1 : 0;
  });
}

function fillHot(
  hot: Int32Array,
  at: number,
  width: number,
  codes: readonly number[],
  firstPosition: number,
  column: Column,
): void {
  if (column.kind !== "category") return;
  const positionOf = new Int32Array(column.categories.length).fill(-1);
  codes.forEach((code, k) => {
    positionOf[code] = firstPosition + k;
  });
  column.codes.forEach((code, row) => {
    hot[row * width + at] = code < 0 ? -1 : positionOf[code];
  });
}
