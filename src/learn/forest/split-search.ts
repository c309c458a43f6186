import type { Random } from "../../core/index.js";
import type { FitOptions } from "../fit-options.js";
import type { BinnedFeature } from "./bin-features.js";
import { createGroups } from "./create-groups.js";
import type { Groups } from "./group-rows.js";
import { type Criterion, type Purity, purityOf } from "./impurity.js";
import type { TrainingSet } from "./training-set.js";
import type { TreeSample } from "./tree-sample.js";

/** How the rows of a node part. */
export type Decision =
  /** Bins up to `cut` go left; missing values where `missingLeft` says. */
  | { readonly kind: "number"; readonly threshold: number; readonly cut: number; readonly missingLeft: boolean }
  /** The codes in `left`, ascending, go left; all others and missing ones right. */
  | { readonly kind: "category"; readonly left: readonly number[] };

/** A node to split: a range of the sample's rows, their sums and weight. */
export interface OpenNode {
  readonly start: number;
  readonly end: number;
  readonly sums: Float64Array;
  readonly weight: number;
}

/** The best split found so far among the features of one node; overwritten for the next node. */
export interface BestCut {
  score: number;
  feature: BinnedFeature | null;
  decision: Decision | null;
  /** The last group on the first side. */
  group: number;
  /** The missing values are on the side of the first groups. */
  missingFirst: boolean;
  /** Sums of the first side. */
  readonly sums: Float64Array;
  /** The first side goes right. */
  isTurned: boolean;
}

/** What the search for splits needs besides the node. */
export interface SplitSearch {
  readonly features: readonly BinnedFeature[];
  readonly groups: Groups;
  readonly purity: Purity;
  readonly criterion: Criterion;
  readonly channels: number;
  /** Features tried at each node. */
  readonly tried: number;
  readonly minLeafWeight: number;
  readonly hasRandomCuts: boolean;
  /** Two sums, not entropy, and leaves of any weight. */
  readonly isPlain: boolean;
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
  readonly tried: number;
  readonly minLeafWeight: number;
  readonly hasRandomCuts: boolean;
}

/** Prepares the search for one tree. */
export function createSearch(
  training: TrainingSet,
  sample: TreeSample,
  settings: SearchSettings,
  context: { readonly random: Random; readonly options: FitOptions },
): SplitSearch {
  const { channels } = sample;
  return {
    ...settings,
    features: training.features,
    groups: createGroups(training, sample),
    purity: purityOf(settings.criterion, channels),
    channels,
    isPlain: settings.criterion !== "entropy" && channels === 2 && settings.minLeafWeight === 0,
    random: context.random,
    options: context.options,
    pool: Int32Array.from(training.features.keys()),
    sides: new Float64Array(2 * channels),
    best: {
      score: 0,
      feature: null,
      decision: null,
      group: 0,
      missingFirst: false,
      sums: new Float64Array(channels),
      isTurned: false,
    },
  };
}
