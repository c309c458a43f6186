import type { CancelSignal } from "../../fit-options.js";
import type { BinnedTable } from "../bins/bin-table.js";
import { binsInUse } from "../bins/feature.js";
import type { Constraints } from "../constraints.js";
import { type Crew, soloCrew } from "../crew/crew.js";
import { SCRATCH_BYTES } from "../engine/kernels.js";
import { viewsOf } from "../engine/views.js";
import type { GbdtConfig } from "../gbdt-config.js";
import { type SplitRules, splitRules } from "../search/rules.js";
import type { GrowingLeaf } from "./leaf.js";
import { createSlotPool, histogramBytes, type SlotPool } from "./slots.js";

/** Rows whose histograms are added together before the next look at the signal. */
export const CHUNK_ROWS = 65_536;
/** Rows whose pairs are gathered for several blocks: few enough to stay in the cache. */
export const PAIR_ROWS = 4096;

/** Memory and rules that all trees of a fit share. Addresses are bytes in the arena. */
export interface Workshop {
  readonly binned: BinnedTable;
  readonly config: GbdtConfig;
  readonly rules: SplitRules;
  /** Features that a branch may use together; null = any. */
  readonly groups: readonly ReadonlySet<number>[] | null;
  readonly pool: SlotPool;
  /** Leaves that have a slot. */
  readonly holders: Set<GrowingLeaf>;
  /** Row numbers, each leaf a range of them; and as much room again. */
  readonly rows: number;
  readonly rowScratch: number;
  /** The leaf of each row in the tree grown last, two bytes. */
  readonly leafOf: number;
  readonly goesLeft: number;
  readonly crew: Crew;
  /** Room of each member of the crew. */
  readonly members: readonly MemberRoom[];
  /** Rows in each bin, twice 256 counts. */
  readonly counts: number;
  /** Weight of each row, sums exact; null when all are 1. */
  readonly rowWeights: Float64Array | null;
  /** The hessian of a row is its weight. */
  readonly constantHessian: boolean;
  /** The features that are categories. */
  readonly categories: readonly number[];
  /** Weights of their bins are counted, as neither the hessian nor LightGBM's rounding tells them. */
  readonly weighsCategories: boolean;
  readonly signal: { readonly signal?: CancelSignal };
  /** Bins' weights of the feature that is being searched. */
  readonly binWeights: Float64Array;
}

/** What a workshop is set up for. */
export interface WorkshopWish {
  readonly config: GbdtConfig;
  readonly constraints: Constraints;
  readonly rowWeights: Float64Array | null;
  readonly constantHessian: boolean;
  readonly signal: { readonly signal?: CancelSignal };
  /** By default the calling thread alone. */
  readonly crew?: Crew;
}

/** What each member of a crew has to itself. */
export interface MemberRoom {
  /** 64 records; before them the pairs of PAIR_ROWS rows. */
  readonly scratch: number;
  /** Histograms of its share of the rows; 0 for the calling thread, which adds to the leaf's. */
  readonly histograms: number;
}

function memberRoom(binned: BinnedTable, isHelper: boolean): MemberRoom {
  const { arena } = binned;
  const pairs = arena.reserve(16 * PAIR_ROWS + SCRATCH_BYTES);
  return { scratch: pairs + 16 * PAIR_ROWS, histograms: isHelper ? arena.reserve(histogramBytes(binned)) : 0 };
}

/** Takes the memory for growing on `binned`: 10 bytes a row and the histograms. */
export function createWorkshop(binned: BinnedTable, wish: WorkshopWish): Workshop {
  const { arena, features, rows } = binned;
  const { config, constraints, crew = soloCrew(binned.kernels) } = wish;
  const featureOf = new Map(features.map(({ column }, f) => [column, f]));
  const groups = constraints.interactions?.map(
    (columns) => new Set(columns.flatMap((column) => featureOf.get(column) ?? [])),
  );
  const rules = splitRules(config, features, constraints);
  const categories = features.flatMap((feature, f) => (feature.kind === "category" ? [f] : []));
  const weighsCategories = !wish.constantHessian && !rules.isLightgbm && categories.length > 0;
  return {
    binned,
    ...wish,
    rules,
    categories,
    weighsCategories,
    groups: groups ?? null,
    rows: arena.reserve(4 * rows),
    rowScratch: arena.reserve(4 * rows),
    leafOf: arena.reserve(2 * rows + 2),
    goesLeft: arena.reserve(256),
    crew,
    members: Array.from({ length: crew.size }, (_, i) => memberRoom(binned, i > 0)),
    counts: arena.reserve(2048),
    pool: createSlotPool(binned, {
      leaves: Math.min(config.leaves, rows),
      memory: config.memory,
      weighedCategories: weighsCategories ? categories.length : 0,
    }),
    holders: new Set(),
    binWeights: new Float64Array(257),
  };
}

/** The row numbers as one array. */
export function rowNumbers({ binned, rows }: Workshop): Int32Array {
  return viewsOf(binned.arena).i32.subarray(rows / 4, rows / 4 + binned.rows);
}

/** (ΣG, ΣH) of one feature's histogram: the leaf's own. */
export function sumsOf({ binned }: Workshop, histograms: number): { g: number; h: number } {
  const { f64 } = viewsOf(binned.arena);
  let [g, h] = [0, 0];
  for (let b = 0; b < binsInUse(binned.features[0]); b++) {
    g += f64[histograms / 8 + 2 * b];
    h += f64[histograms / 8 + 2 * b + 1];
  }
  return { g, h };
}
