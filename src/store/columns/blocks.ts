import type { Table } from "../../learn/index.js";
import { codeOf, createDictionary, type Dictionary } from "./dictionary.js";
import { type Growable, growableDoubles, growableInts } from "./growable.js";
import { type Cell, type Column, type Shape, sameShape, shapeOf, unionOf } from "./shape.js";

/** Keeps rows of a few shapes in columns, a block for each shape. A row's place is its block and its number in the block. */
export interface Blocks {
  /** The block of a shape, by number in the order in which shapes were first asked for. */
  blockFor(shape: Table | Shape): number;
  rowsIn(block: number): number;
  append(block: number, table: Table, rows: readonly number[]): void;
  appendCells(block: number, cells: readonly Cell[]): void;
  cells(block: number, row: number): Record<string, Cell>;
  /** The rows at these places as one table, with the columns of all their shapes; missing where a row had none. */
  gather(blockOf: Int32Array, rowOf: Int32Array): Table;
}

interface Block {
  readonly shape: Shape;
  readonly columns: readonly Growable[];
  rows: number;
}

export function createBlocks(): Blocks {
  const blocks: Block[] = [];
  const dictionaries = new Map<string, Dictionary>();
  const dictionaryOf = (name: string): Dictionary => {
    let found = dictionaries.get(name);
    if (!found) dictionaries.set(name, (found = createDictionary()));
    return found;
  };
  return {
    blockFor(wanted) {
      const known = blocks.findIndex((block) => sameShape(wanted, block.shape));
      if (known >= 0) return known;
      const shape = "rows" in wanted ? shapeOf(wanted) : wanted;
      const columns = shape.map(([, kind]) => (kind === "number" ? growableDoubles() : growableInts()));
      return blocks.push({ shape, columns, rows: 0 }) - 1;
    },
    rowsIn: (block) => blocks[block].rows,
    append(number, table, rows) {
      const block = blocks[number];
      table.columns.forEach((column, i) => {
        appendColumn(block.columns[i], column, rows, dictionaryOf(table.names[i]));
      });
      block.rows += rows.length;
    },
    appendCells(number, cells) {
      const block = blocks[number];
      block.shape.forEach(([name, kind], i) => {
        const cell = cells[i];
        if (kind === "number") block.columns[i].push(cell === null ? Number.NaN : Number(cell));
        else block.columns[i].push(cell === null ? -1 : codeOf(dictionaryOf(name), String(cell)));
      });
      block.rows++;
    },
    cells(number, row) {
      const { shape, columns } = blocks[number];
      const cells: Record<string, Cell> = {};
      shape.forEach(([name, kind], i) => {
        const value = columns[i].at(row);
        if (kind === "number") cells[name] = Number.isNaN(value) ? null : value;
        else cells[name] = value < 0 ? null : dictionaryOf(name).texts[value];
      });
      return cells;
    },
    gather(blockOf, rowOf) {
      const shape = unionOf([...new Set(blockOf)].sort((a, b) => a - b).map((block) => blocks[block].shape));
      const stretches = stretchesOf(blockOf, rowOf);
      const columns = shape.map(([name, kind]): Column => {
        const sources = blocks.map((block) => sourceOf(block, name, kind));
        if (kind === "number") return { kind, values: gatherInto(new Float64Array(rowOf.length), sources, stretches) };
        const codes = gatherInto(new Int32Array(rowOf.length), sources, stretches);
        return { kind, codes, categories: [...dictionaryOf(name).texts] };
      });
      return { rows: rowOf.length, names: shape.map(([name]) => name), columns };
    },
  };
}

function appendColumn(into: Growable, column: Column, rows: readonly number[], dictionary: Dictionary): void {
  if (column.kind === "number") {
    into.pushRows(column.values, rows);
    return;
  }
  for (const row of rows) {
    const code = column.codes[row];
    into.push(code < 0 ? -1 : codeOf(dictionary, column.categories[code]));
  }
}

function sourceOf(block: Block, name: string, kind: Column["kind"]): Growable | undefined {
  const at = block.shape.findIndex((column) => column[0] === name && column[1] === kind);
  return at < 0 ? undefined : block.columns[at];
}

/** Rows that follow one another in a block: they are copied at once. */
interface Stretch {
  readonly block: number;
  readonly row: number;
  readonly count: number;
}

function stretchesOf(blockOf: Int32Array, rowOf: Int32Array): readonly Stretch[] {
  const stretches: Stretch[] = [];
  for (let first = 0, end = 1; first < rowOf.length; first = end++) {
    while (end < rowOf.length && blockOf[end] === blockOf[first] && rowOf[end] === rowOf[end - 1] + 1) end++;
    stretches.push({ block: blockOf[first], row: rowOf[first], count: end - first });
  }
  return stretches;
}

function gatherInto<T extends Float64Array | Int32Array>(
  into: T,
  sources: readonly (Growable | undefined)[],
  stretches: readonly Stretch[],
): T {
  const missing = into instanceof Float64Array ? Number.NaN : -1;
  let at = 0;
  for (const { block, row, count } of stretches) {
    const source = sources[block];
    if (source) source.copyTo(into, at, row, count);
    else into.fill(missing, at, at + count);
    at += count;
  }
  return into;
}
