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
  /** Called every so many rows; throws when the caller has given up. */
  readonly check: () => void;
}

/** Places in the heap: `theta` and `g` are `stride` long, `z`, `y`, `w` and `r` a block, `h` stride² or nothing. */
export interface Scratch {
  readonly theta: number;
  readonly g: number;
  readonly z: number;
  readonly y: number;
  readonly w: number;
  readonly r: number;
  readonly h: number;
}

/** Rows between two looks whether the caller has given up, a multiple of the block's. */
export const CHECKED_ROWS = 1 << 16;

/** How to encode. */
export interface DesignOptions {
  /** Whether room for the products of all pairs of numbers is needed. */
  readonly gram: boolean;
  /** Which rows; by default all. */
  readonly rows?: Int32Array;
  readonly check?: () => void;
}

/** Encodes `table`; memory 8 bytes per row and dense number, 4 per row and category column. */
export function createDesign(table: Table, encodings: readonly LinearEncoding[], options: DesignOptions): Design {
  const widths = encodings.map(encodedWidth);
  const denseWidth = encodings.reduce((sum, { kind }, i) => sum + (kind === "number" ? widths[i] : 0), 0);
  const hotWidth = encodings.filter(({ kind }) => kind === "category").length;
  const rows = options.rows?.length ?? table.rows;
  const stride = Math.max(4, (denseWidth + 3) & ~3);
  const { scratch, end: dense } = scratchOf(stride, options.gram);
  const heap = createHeap(dense + stride * ((rows + 3) & ~3));
  const hot = new Int32Array(rows * hotWidth);
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
      for (let row = 0; row < rows; row++) {
        const code = column.codes[options.rows === undefined ? row : options.rows[row]];
        hot[row * hotWidth + hotAt] = code < 0 ? -1 : positionOf[code];
      }
      hotAt++;
      hotPosition += widths[i];
    }
  });
  const design: Design = {
    ...{ rows, heap, dense, denseWidth, stride, scratch, hot, hotWidth },
    ...{ width: hotPosition, positions: Int32Array.from(positions), check: options.check ?? (() => {}) },
  };
  writeAllNumbers(design, numbers, options.rows);
  return design;
}

interface NumberColumn {
  readonly values: Float64Array;
  readonly encoding: LinearEncoding & { readonly kind: "number" };
  readonly at: number;
}

/** Block by block: row by row would touch all columns, column by column all rows. */
function writeAllNumbers(design: Design, numbers: readonly NumberColumn[], rows: Int32Array | undefined): void {
  const isPlain = numbers.map((column) => rows === undefined && isAlwaysThere(column));
  for (let from = 0; from < design.rows; from += BLOCK) {
    if (from % CHECKED_ROWS === 0) design.check();
    for (let c = 0; c < numbers.length; ) {
      if (isPlain[c] && isPlain[c + 1] && isPlain[c + 2] && isPlain[c + 3]) {
        writeFour(design, numbers.slice(c, c + 4), from);
        c += 4;
      } else writeNumbers(design, numbers[c++], from, rows);
    }
  }
}

/** Neither missing in some row nor without any spread. */
function isAlwaysThere({ encoding }: NumberColumn): boolean {
  return !encoding.indicator && encoding.scale !== 1;
}

/**
 * Four columns that stand side by side: half a line of the processor's cache at once. Multiplied by 1 / scale, which may differ from
 * the division of a prediction in the last bit, and takes a quarter of the time.
 */
function writeFour(design: Design, [a, b, c, d]: readonly NumberColumn[], from: number): void {
  const { stride } = design;
  const heap = design.heap.values;
  const to = Math.min(design.rows, from + BLOCK);
  const [av, bv, cv, dv] = [a.values, b.values, c.values, d.values];
  const [am, as] = [a.encoding.mean, 1 / a.encoding.scale];
  const [bm, bs] = [b.encoding.mean, 1 / b.encoding.scale];
  const [cm, cs] = [c.encoding.mean, 1 / c.encoding.scale];
  const [dm, ds] = [d.encoding.mean, 1 / d.encoding.scale];
  for (let i = from, at = design.dense + from * stride + a.at; i < to; i++, at += stride) {
    heap[at] = (av[i] - am) * as;
    heap[at + 1] = (bv[i] - bm) * bs;
    heap[at + 2] = (cv[i] - cm) * cs;
    heap[at + 3] = (dv[i] - dm) * ds;
  }
}

function writeNumbers(design: Design, column: NumberColumn, from: number, rows: Int32Array | undefined): void {
  const { stride } = design;
  const heap = design.heap.values;
  const { fill, mean, scale, indicator } = column.encoding;
  const { values } = column;
  const to = Math.min(design.rows, from + BLOCK);
  const first = design.dense + from * stride + column.at;
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

function scratchOf(stride: number, gram: boolean): { readonly scratch: Scratch; readonly end: number } {
  let end = 0;
  const place = (length: number): number => (end += length) - length;
  const [theta, g] = [place(stride), place(stride)];
  const [z, y, w, r] = [place(BLOCK), place(BLOCK), place(BLOCK), place(BLOCK)];
  const h = gram ? place(stride * stride) : 0;
  return { scratch: { theta, g, z, y, w, r, h }, end };
}
