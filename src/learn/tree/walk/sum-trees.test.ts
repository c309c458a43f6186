import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  leafByDefinition,
  randomTree,
  randomTreeColumns,
  randomTreeTable,
} from "../../../../test/support/random-trees.js";
import { createRandom } from "../../../core/index.js";
import type { Table } from "../../table.js";
import { type CompiledTrees, compileTrees, sumTrees, type TreeEnsemble, type WalkKind } from "./index.js";

const WALKS: readonly WalkKind[] = ["direct", "ranked", "ranked-plain", "deep", "deep-plain"];

function sumByDefinition({ trees, outputs, leafValues }: TreeEnsemble, table: Table): Float64Array {
  const n = table.rows;
  const sums = new Float64Array(n * outputs);
  trees.forEach((tree, t) => {
    for (let i = 0; i < n; i++) {
      const leaf = leafByDefinition(tree, table, i);
      if (leafValues === "one") sums[(t % outputs) * n + i] += tree.leaves[leaf];
      else for (let k = 0; k < outputs; k++) sums[i * outputs + k] += tree.leaves[leaf * outputs + k];
    }
  });
  return sums;
}

function randomEnsemble(seed: number, outputs: number, leafValues: "one" | "all", most: number): TreeEnsemble {
  const random = createRandom(seed);
  const columns = randomTreeColumns(random);
  const width = leafValues === "all" ? outputs : 1;
  const trees = Array.from({ length: outputs * random.int(12) }, () => randomTree(random, columns, width, most));
  return { columns, trees, outputs, leafValues };
}

describe("the walks through trees", () => {
  it("give the bits of the definition, whatever the trees, the values and the number of rows", () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom(1, 7, 8, 64, 511, 513, 1100),
        fc.constantFrom(1, 2, 3),
        fc.constantFrom<("one" | "all")[]>("one", "all"),
        fc.constantFrom(30, 700),
        (seed, rows, outputs, leafValues, most) => {
          const ensemble = randomEnsemble(seed, outputs, leafValues, most);
          const table = randomTreeTable(createRandom(seed + 1), ensemble.columns as never, rows);
          const expected = sumByDefinition(ensemble, table);
          const compiled = compileTrees(ensemble);
          for (const walk of WALKS) expect(sumTrees(compiled, table, walk)).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("rank with one byte up to 255 thresholds of a column and with two above", () => {
    for (const count of [254, 255, 256, 300]) {
      const compiled = chain(count);
      expect(compiled.packed(false)!.bytes).toBe(count > 255 ? 2 : 1);
      const values = Float64Array.from({ length: 2 * count + 3 }, (_, i) => i / 2 - 0.5);
      const table: Table = { rows: values.length, names: ["x"], columns: [{ kind: "number", values }] };
      const expected = values.map((value) => Math.min(count, Math.max(0, Math.ceil(value))));
      for (const walk of WALKS) expect(sumTrees(compiled, table, walk)).toEqual(expected);
    }
  });

  it("take the direct walk where a column has more thresholds than two bytes can rank", () => {
    expect(chain(65_536).packed(false)).toBeNull();
    expect(chain(65_535).packed(true)).not.toBeNull();
  });

  it("take rows in blocks, whatever does not fill one", () => {
    const ensemble = randomEnsemble(7, 2, "all", 700);
    const table = randomTreeTable(createRandom(8), ensemble.columns as never, 8192 * 2 + 5);
    const compiled = compileTrees(ensemble);
    const expected = sumTrees(compiled, table, "direct");
    for (const walk of ["deep", "deep-plain"] as const) {
      expect(Buffer.compare(Buffer.from(sumTrees(compiled, table, walk).buffer), Buffer.from(expected.buffer))).toBe(0);
    }
  });

  it("use a layout again without remembering the rows before", () => {
    const ensemble = randomEnsemble(5, 3, "all", 30);
    const compiled = compileTrees(ensemble);
    const table = randomTreeTable(createRandom(9), ensemble.columns as never, 700);
    const first = sumTrees(compiled, table);
    sumTrees(compiled, randomTreeTable(createRandom(10), ensemble.columns as never, 900));
    expect(sumTrees(compiled, table)).toEqual(first);
  });
});

/** One tree per threshold 0 … count − 1, each adding 1 to what lies above it. */
function chain(count: number): CompiledTrees {
  const trees = Array.from({ length: count }, (_, threshold) => ({
    column: [0],
    threshold: [threshold],
    leftCodes: [null],
    missingLeft: [false],
    left: [~0],
    right: [~1],
    leaves: [0, 1],
  }));
  return compileTrees({ columns: [{ name: "x", kind: "number" }], trees, outputs: 1, leafValues: "one" });
}
