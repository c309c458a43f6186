import type { Table } from "../../learn/index.js";
import type { Inference } from "../../serving/index.js";
import type { WatchedColumn } from "./watched-columns.js";

type Cell = number | string | boolean | null;

interface KeptTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: readonly Cell[];
}

/** The rows of requests under the watched columns. A request that was not kept, or does not have them all, is left out. */
export function requestTable(columns: readonly WatchedColumn[], requests: readonly Inference[]): Table {
  const cells: Cell[][] = columns.map(() => []);
  for (const { inputs, outputs } of requests) {
    if (inputs === null || outputs === null) continue;
    const sides = { inputs: tensorsOf(inputs), outputs: tensorsOf(outputs) };
    const found = columns.map(({ side, tensor }) => sides[side].get(tensor));
    const rows = found[0]?.shape[0] ?? 0;
    const isWhole = columns.every(
      ({ width }, i) => found[i]?.shape[0] === rows && found[i].data.length === rows * width,
    );
    if (!isWhole) continue;
    for (const [i, { width, place }] of columns.entries())
      for (let row = 0; row < rows; row++) cells[i].push(found[i]?.data[row * width + place] ?? null);
  }
  return {
    rows: cells[0]?.length ?? 0,
    names: columns.map(({ name }) => name),
    columns: columns.map(({ kind }, i) => (kind === "number" ? numbers(cells[i]) : categories(cells[i]))),
  };
}

/** Tensors as the log keeps them; NaN and infinities, which stand there as bare words, are missing. */
function tensorsOf(text: string): ReadonlyMap<string, KeptTensor> {
  const json = text.replace(/"(?:[^"\\]|\\.)*"|NaN|-?Infinity/g, (found) => (found[0] === '"' ? found : "null"));
  return new Map((JSON.parse(json) as KeptTensor[]).map((tensor) => [tensor.name, tensor]));
}

function numbers(cells: readonly Cell[]): Table["columns"][number] {
  return { kind: "number", values: Float64Array.from(cells, (cell) => (cell === null ? Number.NaN : Number(cell))) };
}

function categories(cells: readonly Cell[]): Table["columns"][number] {
  const codes = new Map<string, number>();
  const codeOf = (cell: Cell): number => {
    if (cell === null) return -1;
    const name = String(cell);
    if (!codes.has(name)) codes.set(name, codes.size);
    return codes.get(name) ?? -1;
  };
  return { kind: "category", codes: Int32Array.from(cells, codeOf), categories: [...codes.keys()] };
}
