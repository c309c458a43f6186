import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cellsOf, tableOf } from "../../serving/prediction-log.contract.js";
import { createBlocks } from "./blocks.js";
import { type Cell, shapeOf } from "./shape.js";

const text = fc.option(fc.string({ maxLength: 3 }), { nil: null });
const number = fc.option(fc.double({ noNaN: true }), { nil: null });
const row = fc.tuple(text, number, text);
// A column in which every text is missing would be a number column to `tableOf`: the first row always has its texts.
const rows = fc.array(row, { minLength: 1, maxLength: 12 }).map(([[a, b, c], ...rest]): (typeof all)[] => {
  const all: [string | null, number | null, string | null] = [a ?? "a", b, c ?? "c"];
  return [all, ...rest];
});
const tableFrom = (cells: readonly (readonly Cell[])[]) =>
  tableOf({ a: cells.map((one) => one[0]), b: cells.map((one) => one[1]), c: cells.map((one) => one[2]) });

describe("blocks", () => {
  it("give back any rows of any tables, in any order, appended as tables or as cells", () => {
    fc.assert(
      fc.property(
        fc.array(rows, { minLength: 1, maxLength: 6 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        (tables, picks) => {
          const [columnwise, cellwise] = [createBlocks(), createBlocks()];
          for (const cells of tables) {
            const table = tableFrom(cells);
            const block = columnwise.blockFor(table);
            expect(cellwise.blockFor(shapeOf(table))).toBe(block);
            columnwise.append(
              block,
              table,
              cells.map((_, i) => i),
            );
            for (const one of cells) cellwise.appendCells(block, one);
          }
          const all = tables.flat();
          const wanted = Int32Array.from(picks, (pick) => pick % all.length);
          for (const blocks of [columnwise, cellwise]) {
            const gathered = cellsOf(
              blocks.gather(
                wanted.map(() => 0),
                wanted,
              ),
            );
            const expected = Array.from(wanted, (i) => all[i]);
            if (wanted.length > 0)
              expect(Object.values(gathered)).toEqual([0, 1, 2].map((j) => expected.map((one) => one[j])));
            for (const i of wanted) expect(Object.values(blocks.cells(0, i))).toEqual(all[i]);
          }
        },
      ),
    );
  });

  it("keep only the chosen rows of a table", () => {
    const blocks = createBlocks();
    const table = tableOf({ a: ["x", "y", "z"], b: [1, 2, 3] });
    blocks.append(blocks.blockFor(table), table, [0, 2]);
    expect(blocks.rowsIn(0)).toBe(2);
    expect(blocks.cells(0, 1)).toEqual({ a: "z", b: 3 });
  });

  it("go on beyond the first chunk", () => {
    const blocks = createBlocks();
    const values = Array.from({ length: 5000 }, (_, i) => i);
    const table = tableOf({ n: values });
    blocks.append(blocks.blockFor(table), table, values);
    const places = Int32Array.from(values);
    expect(cellsOf(blocks.gather(new Int32Array(5000), places)).n).toEqual(values);
  });

  it("gather stretches across chunks, and rows of two shapes in turn, missing where a shape has no such column", () => {
    const blocks = createBlocks();
    const values = Array.from({ length: 3000 }, (_, i) => i);
    const [first, second] = [tableOf({ n: values }), tableOf({ n: values, m: values.map((value) => -value) })];
    for (const table of [first, second]) blocks.append(blocks.blockFor(table), table, values);
    const rowOf = Int32Array.from({ length: 1500 }, (_, i) => 900 + i);
    const blockOf = rowOf.map((_, i) => (i >= 200 && i < 1400 ? 1 : i % 2));
    const gathered = cellsOf(blocks.gather(blockOf, rowOf));
    expect(gathered.n).toEqual([...rowOf]);
    expect(gathered.m).toEqual(Array.from(rowOf, (row, i) => (blockOf[i] === 1 ? -row : null)));
  });
});
