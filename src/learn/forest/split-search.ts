import type { Random } from "../../core/index.js";
import type { FitOptions } from "../fit-options.js";
import { type Criterion, type Purity, purityOf } from "./impurity.js";
import type { PlacedFeature, Workshop } from "./workshop.js";

/** A node to split: a range of the sample's rows, their sums and weight. */
export interface OpenNode {
  readonly start: number;
  readonly end: number;
  readonly sums: readonly number[];
  readonly weight: number;
  readonly depth: number;
}

/** The best cut found so far among the features of one node; overwritten for the next node. */
export interface BestCut {
  score: number;
  placed: PlacedFeature | null;
  /** Which of the workshop's groups are its. */
  held: 0 | 1;
  /** Its groups, with the missing values' and without. */
  count: number;
  known: number;
  /** The last group on the first side. */
  group: number;
  /** The missing values are on the side of the first groups. */
  missingFirst: boolean;
  /** Sums of the first side. */
  readonly sums: Float64Array;
  /** A threshold that was drawn. */
  threshold: number | undefined;
}

/** What the search for splits needs besides the node. */
export interface SplitSearch extends SearchSettings {
  readonly shop: Workshop;
  readonly purity: Purity;
  /** Whether a kernel judges all cuts. */
  readonly hasKernel: boolean;
  readonly random: Random;
  /** All features' positions; partly shuffled for each node. */
  readonly pool: Int32Array;
  /** Sums of the first side and of the other, (2, channels). */
  readonly sides: Float64Array;
  readonly best: BestCut;
  /** Looked at between features of nodes of many rows. */
  readonly options: FitOptions;
}

/** What a tree's search is told. */
export interface SearchSettings {
  readonly criterion: Criterion;
  /** Features tried at each node. */
  readonly tried: number;
  readonly minLeafWeight: number;
  readonly hasRandomCuts: boolean;
}

/** Prepares the search for one tree. */
export function createSearch(
  shop: Workshop,
  settings: SearchSettings,
  context: { readonly random: Random; readonly options: FitOptions },
): SplitSearch {
  const { channels } = shop;
  return {
    ...settings,
    shop,
    purity: purityOf(settings.criterion, channels),
    hasKernel: !settings.hasRandomCuts && settings.criterion !== "entropy",
    random: context.random,
    options: context.options,
    pool: Int32Array.from(shop.features.keys()),
    sides: new Float64Array(2 * channels),
    best: {
      score: 0,
      placed: null,
      held: 0,
      count: 0,
      known: 0,
      group: 0,
      missingFirst: false,
      sums: new Float64Array(channels),
      threshold: undefined,
    },
  };
}
