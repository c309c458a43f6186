import type { Tree } from "../model.js";
import type { BinnedTable, Feature } from "./binned.js";
import type { GrownTree } from "./grow.js";
import type { Split } from "./split.js";

/** A grown tree in the model's terms: columns instead of features, thresholds instead of bins, codes instead of category bins. */
export function assembleTree(grown: GrownTree, binned: BinnedTable, leaves: readonly number[]): Tree {
  const { splits } = grown;
  const left: number[] = [];
  const right: number[] = [];
  // Which node's side leads to a leaf at present; dividing the leaf puts the new node there.
  const leadsTo = [{ node: -1, side: left }];
  splits.forEach(({ leaf }, node) => {
    const parent = leadsTo[leaf];
    if (parent.node >= 0) parent.side[parent.node] = node;
    left[node] = ~leaf;
    right[node] = ~(node + 1);
    leadsTo[leaf] = { node, side: left };
    leadsTo[node + 1] = { node, side: right };
  });
  const features = splits.map(({ split }) => binned.features[split.feature]);
  return {
    column: features.map((feature) => feature.column),
    threshold: splits.map(({ split }, node) => thresholdOf(features[node], split)),
    leftCodes: splits.map(({ split }, node) => leftCodesOf(features[node], split)),
    missingLeft: splits.map(({ split }) => split.missingLeft),
    left,
    right,
    leaves,
  };
}

function thresholdOf(feature: Feature, split: Split): number {
  return feature.kind === "number" ? feature.bounds[split.bin - 1] : 0;
}

function leftCodesOf(feature: Feature, split: Split): readonly number[] | null {
  if (feature.kind === "number" || split.leftBins === null) return null;
  return split.leftBins.map((bin) => feature.codes[bin - 1]).sort((a, b) => a - b);
}
