import { type Block, type BlockGraph, blockOf, replaceBlocks } from "../export/blocks.js";
import type { Frame } from "../table.js";
import { type CategoryTable, lookedUp } from "./category-table.js";
import { changedFrame, type NamedColumn, numberColumn } from "./change-frame.js";
import { categoryOf } from "./choose-columns.js";
import { lookUpNumber } from "./graph-lookup.js";

/** One number for each category of a column, under the name `name`. */
export interface NamedLookup extends CategoryTable {
  readonly name: string;
}

/** For each category column the number columns that take its place. */
export interface Lookups {
  readonly kind: string;
  readonly columns: readonly string[];
  readonly lookups: readonly (readonly NamedLookup[])[];
}

/** `frame` with each column of `state` replaced by what is looked up for its categories. */
export function applyLookups({ kind, columns, lookups }: Lookups, frame: Frame): Frame {
  const replaced = new Map<string, readonly NamedColumn[]>();
  columns.forEach((name, j) => {
    const column = categoryOf(frame, name, kind);
    replaced.set(
      name,
      lookups[j].map((table) => numberColumn(table.name, lookedUp(column, table))),
    );
  });
  return changedFrame(frame, { replaced });
}

/** The same in a graph, bit for bit. */
export function addLookupsToGraph({ columns, lookups }: Lookups, target: BlockGraph): BlockGraph {
  const added = columns.flatMap((name, j) => {
    const block = blockOf(target, name, "category");
    return lookups[j].map((table): Block => {
      return { kind: "number", names: [table.name], value: lookUpNumber(target.graph, block, table) };
    });
  });
  return replaceBlocks(target, columns, added);
}
