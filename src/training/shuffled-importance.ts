import { createRandom, type Random } from "../core/index.js";
import { binaryMetrics, type Column, selectRows, type Table } from "../learn/index.js";
import type { LoadedModel } from "./ports.js";

/** Columns are shuffled on at most this many rows. */
const MOST_ROWS = 2000;

/**
 * How much rests on each column that a model reads, as shares of their sum, the greatest first: the rise of the log loss when the column is
 * shuffled (Breiman 2001). What makes nothing worse has the share 0. Cost: one more prediction for each column.
 */
export async function shuffledImportance(
  model: LoadedModel,
  judged: { readonly table: Table; readonly labels: Float64Array; readonly seed: string },
): Promise<readonly { readonly name: string; readonly share: number }[]> {
  const rows = Int32Array.from({ length: Math.min(MOST_ROWS, judged.table.rows) }, (_, i) => i);
  const table = selectRows(judged.table, rows);
  const labels = judged.labels.subarray(0, rows.length);
  const random = createRandom(judged.seed);
  const lossOn = async (given: Table): Promise<number> =>
    binaryMetrics(labels, await model.probabilities(given)).logLoss;
  const base = await lossOn(table);
  const rises: { readonly name: string; readonly rise: number }[] = [];
  for (const { name } of model.inputs) {
    const loss = await lossOn(withShuffled(table, table.names.indexOf(name), random.split(name)));
    rises.push({ name, rise: Math.max(0, loss - base) });
  }
  const sum = rises.reduce((total, { rise }) => total + rise, 0);
  return rises
    .map(({ name, rise }) => ({ name, share: sum > 0 ? rise / sum : 0 }))
    .sort((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1));
}

function withShuffled(table: Table, place: number, random: Random): Table {
  const order = Int32Array.from({ length: table.rows }, (_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  const shuffled = (column: Column): Column =>
    column.kind === "number"
      ? { ...column, values: Float64Array.from(order, (row) => column.values[row]) }
      : { ...column, codes: Int32Array.from(order, (row) => column.codes[row]) };
  return { ...table, columns: table.columns.map((column, c) => (c === place ? shuffled(column) : column)) };
}
