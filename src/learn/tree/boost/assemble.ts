import type { Tree } from "../../model.js";
import type { BinnedTable } from "../bins/bin-table.js";
import type { Feature } from "../bins/feature.js";
import type { GbdtConfig } from "../gbdt-config.js";
import type { GrownTree } from "../grow/grow-tree.js";
import type { Candidate } from "../search/candidate.js";

/** A grown tree in the model's terms: columns instead of features, thresholds instead of bins, codes instead of category bins. */
export function assembleTree(
  { splits, leaves }: GrownTree,
  { features }: BinnedTable,
  values: readonly number[],
  config: Pick<GbdtConfig, "compat" | "useMissing" | "minGain">,
): Tree {
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
  return {
    column: splits.map(({ candidate }) => features[candidate.feature].column),
    threshold: splits.map(({ candidate }) => thresholdOf(features[candidate.feature], candidate)),
    leftCodes: splits.map(({ candidate }) => leftCodesOf(features[candidate.feature], candidate)),
    missingLeft: splits.map(({ candidate }) => missingGoesLeft(features[candidate.feature], candidate, config)),
    left,
    right,
    leaves: values,
    gain: splits.map(({ candidate }) => candidate.gain + config.minGain),
    nodeWeight: splits.map(({ weight }) => weight),
    leafWeight: leaves.map(({ sums }) => sums.weight),
  };
}

/** A tree of one leaf. */
export function constantTree(value: number, weight: number): Tree {
  const none = { column: [], threshold: [], leftCodes: [], missingLeft: [], left: [], right: [] };
  return { ...none, leaves: [value], gain: [], nodeWeight: [], leafWeight: [weight] };
}

function thresholdOf(feature: Feature, { bin }: Candidate): number {
  return feature.kind === "number" ? feature.bounds[bin] : 0;
}

function leftCodesOf(feature: Feature, { leftBins }: Candidate): readonly number[] | null {
  if (feature.kind === "number" || leftBins === null) return null;
  return leftBins.map((bin) => feature.codes[bin - 1]).sort((a, b) => a - b);
}

/** Where training had no missing values of a column, LightGBM reads them as 0, as does a training that takes them for 0. */
function missingGoesLeft(
  feature: Feature,
  { missingLeft, bin }: Candidate,
  { compat, useMissing }: Pick<GbdtConfig, "compat" | "useMissing">,
): boolean {
  const areZeros = feature.kind === "number" && !feature.hasMissing && (compat === "lightgbm" || !useMissing);
  return areZeros ? feature.zeroBin <= bin : missingLeft;
}
