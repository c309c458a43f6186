import { groupClasses } from "./group-classes.js";
import { groupNumbers } from "./group-numbers.js";
import { groupPacked } from "./group-packed.js";
import type { GroupFiller, GroupSums, Groups } from "./group-rows.js";
import type { TrainingSet } from "./training-set.js";
import type { TreeSample } from "./tree-sample.js";

/** Working space for the groups of one tree's nodes. */
export function createGroups(training: TrainingSet, sample: TreeSample): Groups {
  const slots = training.features.reduce((most, { count }) => Math.max(most, count + 1), 1);
  const sums = { bin: new Int32Array(slots), sums: new Float64Array(slots * sample.channels) };
  return { ...sums, fill: fillerOf(sample, sums) };
}

function fillerOf({ rows, statistics, channels }: TreeSample, groups: GroupSums): GroupFiller {
  switch (statistics.kind) {
    case "packed":
      return groupPacked(rows, statistics.packed, groups);
    case "classes":
      return groupClasses(rows, statistics.weights, statistics.codes, channels, groups);
    case "numbers":
      return groupNumbers(rows, statistics.weights, statistics.products, groups);
  }
}
