import { createRandom } from "../../src/core/index.js";
import { toOnnx } from "../../src/learn/index.js";

type Model = Parameters<typeof toOnnx>[0];
export type TreesModel = Extract<Model, { kind: "gbdt" }>;

export const CARRIERS = ["UA", "AA", "DL", "B6"];

/** Boosted trees over number columns x0 … and one category column `carrier`, drawn from a seed; full trees of depth 2. */
export function sampleTrees(seed: number, numbers: number, trees: number): TreesModel {
  const random = createRandom(seed);
  const columns: TreesModel["columns"] = [
    ...Array.from({ length: numbers }, (_, i) => ({ name: `x${i}`, kind: "number" as const })),
    { name: "carrier", kind: "category" as const, categories: CARRIERS },
  ];
  const tree = () => {
    const column = [random.int(numbers), random.int(numbers), numbers];
    return {
      column,
      threshold: [random.next(), random.next(), 0],
      leftCodes: [null, null, [random.int(4)]],
      missingLeft: [random.next() < 0.5, random.next() < 0.5, false],
      left: [1, -1, -3],
      right: [2, -2, -4],
      leaves: Array.from({ length: 4 }, () => random.next() - 0.5),
    };
  };
  return {
    kind: "gbdt",
    columns,
    loss: "logistic",
    link: "logistic",
    outputs: 1,
    classes: ["0", "1"],
    trees: Array.from({ length: trees }, tree),
    gain: columns.map(() => 1),
    splits: columns.map(() => 1),
  };
}

/** The probability of one row by walking the trees as their definition says: the oracle for whatever is served. */
export function walkedProbability(model: TreesModel, row: readonly (number | string | null)[]): number {
  let score = 0;
  for (const tree of model.trees) {
    let node = 0;
    while (node >= 0) {
      const cell = row[tree.column[node]];
      const codes = tree.leftCodes[node];
      const left = codes
        ? codes.includes(CARRIERS.indexOf(String(cell)))
        : cell === null
          ? tree.missingLeft[node]
          : Number(cell) <= tree.threshold[node];
      node = left ? tree.left[node] : tree.right[node];
    }
    score += tree.leaves[~node];
  }
  return 1 / (1 + Math.exp(-score));
}

/** The model as an ONNX file. */
export function sampleOnnx(model: TreesModel): Uint8Array {
  return toOnnx(model, { name: "sample" });
}
