import { GyreError } from "../../core/index.js";
import { type GraphBuilder, intValue } from "../../onnx/index.js";
import type { ModelColumn } from "../model-column.js";

/**
 * Columns of a frame as one value of an ONNX graph. Numbers and moments are double with NaN for missing, `(n, names.length)`, a null
 * among the names stands for a column that is no longer there; categories and texts are strings, `(n, 1)`.
 */
export type Block =
  | { readonly kind: "number"; readonly names: readonly (string | null)[]; readonly value: string }
  | { readonly kind: "time"; readonly name: string; readonly value: string }
  | { readonly kind: "text"; readonly name: string; readonly value: string }
  | {
      readonly kind: "category";
      readonly name: string;
      readonly value: string;
      readonly categories: readonly string[];
    };

/** A graph under construction and the columns that it has computed so far. */
export interface BlockGraph {
  readonly graph: GraphBuilder;
  readonly blocks: readonly Block[];
}

/** Declares an input for each column by its name, (n, 1). */
export function inputBlocks(graph: GraphBuilder, columns: readonly ModelColumn[]): BlockGraph {
  const blocks = columns.map((column): Block => {
    const { name } = column;
    const value = graph.input(name, column.kind === "number" || column.kind === "time" ? "double" : "string", ["n", 1]);
    if (column.kind === "number") return { kind: "number", names: [name], value };
    if (column.kind === "category") return { kind: "category", name, value, categories: column.categories };
    return { kind: column.kind, name, value };
  });
  return { graph, blocks };
}

/** The number columns `names`, in that order, as one double value (n, names.length). Fails with `onnx.unsupported` for an unknown name. */
export function numberMatrix({ graph, blocks }: BlockGraph, names: readonly string[]): string {
  const places = new Map<string, { readonly block: Block & { kind: "number" }; readonly at: number }>();
  for (const block of blocks) {
    if (block.kind !== "number") continue;
    block.names.forEach((name, at) => {
      if (name !== null) places.set(name, { block, at });
    });
  }
  const parts: string[] = [];
  for (let i = 0; i < names.length; ) {
    const { block } = placeOf(places, names[i]);
    const ats: number[] = [];
    while (i < names.length && placeOf(places, names[i]).block === block) ats.push(placeOf(places, names[i++]).at);
    parts.push(columnsOf(graph, block, ats));
  }
  return parts.length === 1 ? parts[0] : graph.node("Concat", parts, { attributes: { axis: intValue(1) } });
}

/** The block of the category, text or time column `name`. Fails with `onnx.unsupported` when there is none of that kind. */
export function blockOf<K extends "category" | "text" | "time">(
  { blocks }: BlockGraph,
  name: string,
  kind: K,
): Block & { readonly kind: K } {
  const found = blocks.find((block) => block.kind === kind && block.name === name);
  if (found === undefined) throw new GyreError("onnx.unsupported", `the graph has no ${kind} column "${name}"`);
  return found as Block & { readonly kind: K };
}

/** `target` without the columns `names` and with `added`: what a step makes of the columns. Of a name that comes twice the last counts. */
export function replaceBlocks(target: BlockGraph, names: readonly string[], added: readonly Block[]): BlockGraph {
  const gone = new Set(names);
  const kept = target.blocks.flatMap((block): Block[] => {
    if (block.kind !== "number") return gone.has(block.name) ? [] : [block];
    const left = block.names.map((name) => (name !== null && gone.has(name) ? null : name));
    return left.every((name) => name === null) ? [] : [{ ...block, names: left }];
  });
  return { graph: target.graph, blocks: [...kept, ...added] };
}

function placeOf<P>(places: ReadonlyMap<string, P>, name: string): P {
  const place = places.get(name);
  if (place === undefined) throw new GyreError("onnx.unsupported", `the graph has no number column "${name}"`);
  return place;
}

function columnsOf(graph: GraphBuilder, block: Block & { kind: "number" }, ats: readonly number[]): string {
  if (ats.length === block.names.length && ats.every((at, i) => at === i)) return block.value;
  return graph.node("Gather", [block.value, graph.int64s(ats)], { attributes: { axis: intValue(1) } });
}
