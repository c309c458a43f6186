import type { BinnedTable } from "../bins/bin-table.js";
import { FOUND_BYTES, HISTOGRAM_BINS, HISTOGRAM_BYTES } from "../engine/kernels.js";

/** Where a leaf's histograms are, and the parts that follow them. */
export interface Slot {
  readonly histograms: number;
  /** What the kernels found, 32 bytes for each feature. */
  readonly found: number;
  /** One byte for each feature: 1 = look at it. */
  readonly flags: number;
  /** The numbers that the kernels search by. */
  readonly rules: number;
  /** True weight of each bin of category features, 256 for each; empty where they are not counted. */
  readonly categoryWeights: Float64Array;
}

/** What a pool is made for. */
export interface SlotWish {
  /** Leaves that a tree may have. */
  readonly leaves: number;
  readonly memory: "fast" | "small";
  /** Category features whose bins are counted. */
  readonly weighedCategories: number;
}

/** Places for histograms, used again and again. */
export interface SlotPool {
  /** A free slot, or undefined when all are taken. */
  readonly take: () => Slot | undefined;
  readonly give: (slot: Slot) => void;
}

const RULES_BYTES = 64;
const MIB = 2 ** 20;
/** A 32-bit address space, less some room. */
const LIMIT_BYTES = 4095 * MIB;

/** Most bytes of histograms; beyond them a leaf's are made again when they are needed. */
const MOST_BYTES = { fast: 768 * MIB, small: 48 * MIB } as const;

/** Slots for at most `leaves` leaves, fewer where memory is short; two are the least that a split needs. */
export function createSlotPool(binned: BinnedTable, { leaves, memory, weighedCategories }: SlotWish): SlotPool {
  const { arena } = binned;
  const bytes = slotBytes(binned);
  const room = Math.min(MOST_BYTES[memory], LIMIT_BYTES - arena.usedBytes());
  const count = Math.max(2, Math.min(leaves, Math.floor(room / bytes)));
  // Each growth of a memory costs, so there is one.
  const first = arena.reserve(count * bytes);
  const free = Array.from(
    { length: count },
    (_, i): Slot => ({
      ...placed(first + (count - 1 - i) * bytes, binned),
      categoryWeights: new Float64Array(weighedCategories * HISTOGRAM_BINS),
    }),
  );
  return { take: () => free.pop(), give: (slot) => free.push(slot) };
}

/** Bytes of one leaf's histograms. */
export function histogramBytes({ blocks }: BinnedTable): number {
  const last = blocks[blocks.length - 1];
  return (last.from + last.width) * HISTOGRAM_BYTES;
}

function slotBytes(binned: BinnedTable): number {
  return Math.ceil((histogramBytes(binned) + binned.features.length * (FOUND_BYTES + 1) + RULES_BYTES) / 64) * 64;
}

function placed(histograms: number, binned: BinnedTable): Omit<Slot, "categoryWeights"> {
  const found = histograms + histogramBytes(binned);
  const rules = found + binned.features.length * FOUND_BYTES;
  return { histograms, found, rules, flags: rules + RULES_BYTES };
}
