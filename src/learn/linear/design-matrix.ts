import type { Column, Table } from "../table.js";
import { encodedWidth, isFlat } from "./encodings.js";
import { createHeap, type LinearHeap } from "./kernel/kernel.js";
import type { LinearEncoding } from "./model.js";

/** Rows that are worked on at once: their numbers stay in the processor's second cache. */
export const BLOCK = 256;

/**
 * The encoded rows, in the order: dense numbers, one-hot numbers; parameters have the intercept last. Of a one-hot block only the
 * position of its single 1 is kept, so a category costs a row one addition, however many values it has. Dense numbers stand in a heap
 * of doubles, each row padded with zeros to `stride`, a multiple of 4, the rows to a multiple of 4; before them is room for what a
 * pass over one block needs.
 */
export interface Design {
  readonly rows: number;
  readonly heap: LinearHeap;
  /** Where the dense numbers begin in the heap. */
  readonly dense: number;
  readonly denseWidth: number;
  readonly stride: number;
  readonly scratch: Scratch;
  /** (rows, hotWidth) row-major: for each category column the position of its 1, or −1. */
  readonly hot: Int32Array;
  readonly hotWidth: number;
  /** How many numbers a row is encoded as. */
  readonly width: number;
  /** The position of each weight of a model. */
  readonly positions: Int32Array;
  /** Whether only one block of dense numbers is in the heap at a time, encoded anew in each pass. */
  readonly isStreamed: boolean;
  /** Brings the dense numbers of the block that begins at row `from` into the heap, where it is streamed. */
  readonly load: (from: number) => void;
  /** Called every so many rows; throws when the caller has given up. */
  readonly check: () => void;
}

/** Numbers that are copied at once before they are standardised, at most, unless a single block has more. */
const MOST_COPIED = 1 << 17;

/**
 * Places in the heap: `theta` and `g` are `stride` long, `z`, `y`, `w` and `r` a block, `h` stride² or nothing, `raw` columns as they
 * are, `ahead` rows of each, and `factors` the mean and 1 / scale of each.
 */
export interface Scratch {
  readonly theta: number;
  readonly g: number;
  readonly z: number;
  readonly y: number;
  readonly w: number;
  readonly r: number;
  readonly h: number;
  readonly raw: number;
  readonly ahead: number;
  readonly factors: number;
}

/** Rows between two looks whether the caller has given up, a multiple of the block's. */
export const CHECKED_ROWS = 1 << 16;

/** How to encode. */
export interface DesignOptions {
  /** Whether room for the products of all pairs of numbers is needed. */
  readonly gram: boolean;
  /** Which rows; by default all. */
  readonly rows?: Int32Array;
  /** For few passes over many rows: half as long again for each, but nothing is stored. */
  readonly isStreamed?: boolean;
  readonly check?: () => void;
}

/** Encodes `table`; memory 8 bytes per row and dense number unless it is streamed, 4 per row and category column. */
export function createDesign(table: Table, encodings: readonly LinearEncoding[], options: DesignOptions): Design {
  const rows = options.rows?.length ?? table.rows;
  const isStreamed = options.isStreamed ?? false;
  const { numbers, ...encoded } = encodeColumns(table, encodings, options.rows);
  const stride = Math.max(4, (encoded.denseWidth + 3) & ~3);
  const fours = options.rows === undefined ? foursOf(numbers) : [];
  const { scratch, end: dense } = scratchOf(stride, options.gram, {
    fours: fours.length,
    blocks: Math.ceil(rows / BLOCK),
  });
  const heap = createHeap(dense + stride * (isStreamed ? BLOCK : (rows + 3) & ~3));
  const check = options.check ?? (() => {});
  const single = numbers.filter((column) => !fours.some((four) => four.includes(column)));
  const load = (from: number): void => {
    writeFours(design, fours, from);
    for (const column of single) writeNumbers(design, column, from, options.rows);
  };
  const design: Design = {
    ...{ rows, heap, dense, stride, scratch, ...encoded },
    ...{ isStreamed, check, load: isStreamed ? load : () => {} },
  };
  for (let from = 0; from < rows && !isStreamed; from += BLOCK) {
    if (from % CHECKED_ROWS === 0) check();
    load(from);
  }
  return design;
}

/** Where the row `row` begins in the heap; of a streamed design the block that it is in must be loaded. */
export function placeOfRow({ dense, stride, isStreamed }: Design, row: number): number {
  return dense + (isStreamed ? row % BLOCK : row) * stride;
}

function encodeColumns(table: Table, encodings: readonly LinearEncoding[], rows: Int32Array | undefined) {
  const widths = encodings.map(encodedWidth);
  const denseWidth = encodings.reduce((sum, { kind }, i) => sum + (kind === "number" ? widths[i] : 0), 0);
  const hotWidth = encodings.filter(({ kind }) => kind === "category").length;
  const count = rows?.length ?? table.rows;
  const hot = new Int32Array(count * hotWidth);
  const positions: number[] = [];
  const numbers: NumberColumn[] = [];
  let [denseAt, hotAt, hotPosition] = [0, 0, denseWidth];
  encodings.forEach((encoding, i) => {
    const column = table.columns[i];
    const first = encoding.kind === "number" ? denseAt : hotPosition;
    for (let k = 0; k < widths[i]; k++) positions.push(first + k);
    if (encoding.kind === "number" && column.kind === "number") {
      numbers.push({ values: column.values, encoding, at: denseAt });
      denseAt += widths[i];
    } else if (encoding.kind === "category" && column.kind === "category") {
      const positionOf = positionsOfCodes(column, encoding.codes, hotPosition);
      for (let row = 0; row < count; row++) {
        const code = column.codes[rows === undefined ? row : rows[row]];
        hot[row * hotWidth + hotAt] = code < 0 ? -1 : positionOf[code];
      }
      hotAt++;
      hotPosition += widths[i];
    }
  });
  return { numbers, denseWidth, hot, hotWidth, width: hotPosition, positions: Int32Array.from(positions) };
}

interface NumberColumn {
  readonly values: Float64Array;
  readonly encoding: LinearEncoding & { readonly kind: "number" };
  readonly at: number;
}

/** Columns that need no look at single values, four by four as they stand side by side. */
function foursOf(numbers: readonly NumberColumn[]): NumberColumn[][] {
  const fours: NumberColumn[][] = [];
  for (let c = 0; c + 3 < numbers.length; ) {
    const four = numbers.slice(c, c + 4);
    if (four.every(isAlwaysThere)) fours.push(four);
    c += four.every(isAlwaysThere) ? 4 : 1;
  }
  return fours;
}

/** Neither missing in some row, nor without any spread, nor so small that 1 / scale overflows. */
function isAlwaysThere({ encoding }: NumberColumn): boolean {
  return !encoding.indicator && encoding.scale !== 1 && encoding.scale > 1e-300;
}

/**
 * A block of columns four by four: copied as they are for several blocks at once, then standardised row by row by the kernel. It
 * multiplies by 1 / scale, which may differ from the division of a prediction in the last bit.
 */
function writeFours(design: Design, fours: readonly (readonly NumberColumn[])[], from: number): void {
  const { heap, scratch, stride, rows } = design;
  const { ahead } = scratch;
  const past = from % ahead;
  const padded = (Math.min(BLOCK, rows - from) + 3) & ~3;
  for (let f = 0; f < fours.length; f++) {
    const raw = scratch.raw + f * 4 * ahead;
    const factors = scratch.factors + f * 8;
    for (let k = 0; k < 4 && past === 0; k++) {
      const { values, encoding } = fours[f][k];
      heap.values.set(values.subarray(from, Math.min(rows, from + ahead)), raw + k * ahead);
      heap.values[factors + 2 * k] = encoding.mean;
      heap.values[factors + 2 * k + 1] = 1 / encoding.scale;
    }
    heap.kernel.standardise(raw + past, ahead, padded, factors, placeOfRow(design, from) + fours[f][0].at, stride);
  }
}

function writeNumbers(design: Design, column: NumberColumn, from: number, rows: Int32Array | undefined): void {
  const { stride } = design;
  const heap = design.heap.values;
  const { fill, mean, scale, indicator } = column.encoding;
  const { values } = column;
  const to = Math.min(design.rows, from + BLOCK);
  const first = placeOfRow(design, from) + column.at;
  for (let i = from, at = first; i < to; i++, at += stride) {
    const value = values[rows === undefined ? i : rows[i]];
    heap[at] = ((Number.isNaN(value) ? fill : value) - mean) / scale;
    if (indicator) heap[at + 1] = Number.isNaN(value) ? 1 : 0;
  }
  if (scale !== 1) return;
  for (let i = from, at = first; i < to; i++, at += stride) if (isFlat(Math.abs(heap[at]), mean)) heap[at] = 0;
}

function positionsOfCodes(column: Column & { kind: "category" }, codes: readonly number[], first: number): Int32Array {
  const positionOf = new Int32Array(column.categories.length).fill(-1);
  codes.forEach((code, k) => {
    positionOf[code] = first + k;
  });
  return positionOf;
}

function scratchOf(
  stride: number,
  gram: boolean,
  { fours, blocks }: { readonly fours: number; readonly blocks: number },
): { readonly scratch: Scratch; readonly end: number } {
  let end = 0;
  const place = (length: number): number => (end += length) - length;
  const [theta, g] = [place(stride), place(stride)];
  const [z, y, w, r] = [place(BLOCK), place(BLOCK), place(BLOCK), place(BLOCK)];
  const h = gram ? place(stride * stride) : 0;
  const ahead = BLOCK * Math.max(1, Math.min(blocks, Math.floor(MOST_COPIED / (fours * 4 * BLOCK + 1))));
  const [raw, factors] = [place(fours * 4 * ahead), place(fours * 8)];
  return { scratch: { theta, g, z, y, w, r, h, raw, ahead, factors }, end };
}
