import { numbersOf, textOf, unreadable } from "./model-text.js";

/** What a number column's missing values are: none are (NaN is read as 0), zeros and NaN, or NaN. */
export type MissingKind = "none" | "zero" | "nan";

/** One tree as the text tells it, its arrays over the interior nodes. */
export interface RawTree {
  readonly column: readonly number[];
  readonly threshold: readonly number[];
  readonly isCategory: readonly boolean[];
  readonly defaultLeft: readonly boolean[];
  readonly missing: readonly MissingKind[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly gain: readonly number[];
  readonly nodeCount: readonly number[];
  readonly leaves: readonly number[];
  readonly leafCount: readonly number[];
  /** Set s is the bits of the words from `setStart[s]` to `setStart[s + 1]`. */
  readonly setStart: readonly number[];
  readonly setWords: readonly number[];
}

const CATEGORY = 1;
const DEFAULT_LEFT = 2;
const MISSING: readonly MissingKind[] = ["none", "zero", "nan"];

/** Reads the lines of one tree. Throws `learn.bad_config` for trees with linear models in their leaves. */
export function readRawTree(section: ReadonlyMap<string, string>): RawTree {
  if (section.get("is_linear") === "1") {
    throw unreadable(`the leaves of tree ${section.get("Tree")} are linear models`, "Train it without linear_tree.");
  }
  const leafCount = Number(textOf(section, "num_leaves"));
  const nodes = leafCount - 1;
  const ofNodes = (key: string): number[] => (nodes === 0 ? [] : numbersOf(section, key, nodes));
  const ofLeaves = (key: string): number[] =>
    section.get(key) ? numbersOf(section, key, leafCount) : new Array(leafCount).fill(0);
  const decisions = ofNodes("decision_type");
  const sets = Number(section.get("num_cat") ?? 0);
  const setStart = sets === 0 ? [] : numbersOf(section, "cat_boundaries", sets + 1);
  return {
    column: ofNodes("split_feature"),
    threshold: ofNodes("threshold"),
    isCategory: decisions.map((bits) => (bits & CATEGORY) !== 0),
    defaultLeft: decisions.map((bits) => (bits & DEFAULT_LEFT) !== 0),
    missing: decisions.map((bits) => MISSING[(bits >> 2) & 3]),
    left: ofNodes("left_child"),
    right: ofNodes("right_child"),
    gain: ofNodes("split_gain"),
    nodeCount: ofNodes("internal_count"),
    leaves: numbersOf(section, "leaf_value", leafCount),
    leafCount: ofLeaves("leaf_count"),
    setStart,
    setWords: sets === 0 ? [] : numbersOf(section, "cat_threshold", setStart[sets]),
  };
}

/** LightGBM's codes of the categories that go left at `node`. */
export function leftCategories(tree: RawTree, node: number): number[] {
  const set = tree.threshold[node];
  const start = tree.setStart[set];
  const codes: number[] = [];
  for (let word = start; word < tree.setStart[set + 1]; word++) {
    for (let bit = 0; bit < 32; bit++) if ((tree.setWords[word] >>> bit) & 1) codes.push(32 * (word - start) + bit);
  }
  return codes;
}
