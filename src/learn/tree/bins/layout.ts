import { MAX_FIRST_WIDTH, MAX_LATER_WIDTH, WIDTH_STEP } from "../engine/kernels.js";

/** Features whose bins stand together in records, one record for each row. */
export interface Block {
  /** The first feature. */
  readonly from: number;
  /** Bytes of bins: features, filled up with bytes that stay 0 to a multiple of four. */
  readonly width: number;
  /** Bytes of a record. The first block's begin with (g, h). */
  readonly stride: number;
  /** Where the bins begin in a record. */
  readonly binsAt: number;
}

const PAIR_BYTES = 16;
/** With more features than one record takes, the first one fills a line of the cache together with its pair. */
const FIRST_OF_MANY = 48;

/**
 * How `features` bins of a row are laid out: one record with the pair where they fit, else blocks of 64 bytes, so that a pass over the
 * rows of a leaf touches few lines and a block's histograms stay in the cache.
 */
export function blocksOf(features: number): Block[] {
  const blocks = [block(0, features <= MAX_FIRST_WIDTH ? features : FIRST_OF_MANY, PAIR_BYTES)];
  for (let from = FIRST_OF_MANY; features > MAX_FIRST_WIDTH && from < features; from += MAX_LATER_WIDTH) {
    blocks.push(block(from, Math.min(MAX_LATER_WIDTH, features - from), 0));
  }
  return blocks;
}

function block(from: number, features: number, binsAt: number): Block {
  const width = Math.max(1, Math.ceil(features / WIDTH_STEP)) * WIDTH_STEP;
  return { from, width, binsAt, stride: binsAt + Math.ceil(width / 16) * 16 };
}
