import type { Random } from "../../src/core/index.js";
import type { Column, ModelColumn, Table, Tree } from "../../src/learn/index.js";

/** A column that trees read. */
export type TreeColumn = ModelColumn & { readonly kind: "number" | "category" };

const THRESHOLDS = [-1e308, -1.5, -0, 0, Number.MIN_VALUE, 0.1 + 0.2, 1, 1e308];
const INFINITIES = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
const NUMBERS = [...THRESHOLDS, ...INFINITIES, 0.3, Number.NaN, 1 - 2 ** -53, 1 + 2 ** -52];

/** Up to five columns, numbers and categories with up to 100 values or none. */
export function randomTreeColumns(random: Random): TreeColumn[] {
  return Array.from({ length: 1 + random.int(5) }, (_, c) =>
    random.next() < 0.6
      ? { name: `column ${c}`, kind: "number" }
      : { name: `column ${c}`, kind: "category", categories: words(random.int(100)) },
  );
}

/** Grown by splitting one random leaf after another; half of the trees are stumps, chains or single leaves. `width` values in a leaf. */
export function randomTree(random: Random, columns: readonly TreeColumn[], width = 1, most = 40): Tree {
  const tree = {
    column: [] as number[],
    threshold: [] as number[],
    leftCodes: [] as (number[] | null)[],
    missingLeft: [] as boolean[],
    left: [] as number[],
    right: [] as number[],
  };
  const splits = random.next() < 0.5 ? random.int(4) : random.int(most);
  for (let node = 0; node < splits; node++) {
    const leaf = random.int(node + 1);
    for (const side of [tree.left, tree.right]) {
      const at = side.indexOf(~leaf);
      if (at >= 0) side[at] = node;
    }
    const c = random.int(columns.length);
    const column = columns[c];
    const share = random.next();
    tree.column.push(c);
    tree.threshold.push(random.next() < 0.5 ? pick(random, [...THRESHOLDS, ...INFINITIES]) : random.next());
    tree.missingLeft.push(random.next() < 0.5);
    tree.leftCodes.push(
      column.kind === "category" ? column.categories.map((_, code) => code).filter(() => random.next() < share) : null,
    );
    const swap = random.next() < 0.5;
    tree.left.push(swap ? ~(node + 1) : ~leaf);
    tree.right.push(swap ? ~leaf : ~(node + 1));
  }
  const value = (): number => (random.next() - 0.5) * 10 ** (random.int(8) - 4);
  return { ...tree, leaves: Array.from({ length: (splits + 1) * width }, value) };
}

/** Rows with missing values, infinities, values on thresholds and next to them. */
export function randomTreeTable(random: Random, columns: readonly TreeColumn[], rows: number): Table {
  const values = columns.map((column): Column => {
    if (column.kind === "category") {
      const { categories } = column;
      return {
        kind: "category",
        categories,
        codes: Int32Array.from({ length: rows }, () => random.int(categories.length + 1) - 1),
      };
    }
    const number = (): number => (random.next() < 0.6 ? pick(random, NUMBERS) : random.next());
    return { kind: "number", values: Float64Array.from({ length: rows }, number) };
  });
  return { rows, names: columns.map(({ name }) => name), columns: values };
}

/** The leaf of row `row` by the definition of a tree, word for word. */
export function leafByDefinition(tree: Tree, table: Table, row: number): number {
  let at = tree.column.length === 0 ? -1 : 0;
  while (at >= 0) {
    const column = table.columns[tree.column[at]];
    let isLeft: boolean;
    if (column.kind === "category") isLeft = tree.leftCodes[at]!.includes(column.codes[row]);
    else if (Number.isNaN(column.values[row])) isLeft = tree.missingLeft[at];
    else isLeft = column.values[row] <= tree.threshold[at];
    at = isLeft ? tree.left[at] : tree.right[at];
  }
  return ~at;
}

function words(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `word ${i}`);
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[random.int(from.length)];
}
