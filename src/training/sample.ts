import { encodeJson } from "../core/index.js";
import type { Model, Table } from "../learn/index.js";
import type { ArtifactStore } from "../tracking/index.js";

/** Rows kept with a model to prove that its file answers as the trainer did. */
export interface Sample {
  readonly columns: readonly {
    readonly name: string;
    readonly kind: "number" | "category";
    /** A missing number is NaN, a missing category null. */
    readonly values: readonly (number | string | null)[];
  }[];
  readonly probabilities: readonly number[];
}

const SAMPLE_ROWS = 256;

/** Keeps the first rows of the holdout, the columns that the model reads, with the trainer's probabilities. */
export async function keepSample(artifacts: ArtifactStore, model: Model, held: Table, probabilities: Float64Array) {
  const rows = Math.min(SAMPLE_ROWS, held.rows);
  const used = new Set(model.columns.map((column) => column.name));
  const columns = held.names.flatMap((name, c) => (used.has(name) ? [sampled(held, name, c, rows)] : []));
  const sample: Sample = { columns, probabilities: Array.from(probabilities.subarray(0, rows)) };
  return artifacts.put(new TextEncoder().encode(encodeJson(sample)));
}

function sampled(held: Table, name: string, c: number, rows: number): Sample["columns"][number] {
  const column = held.columns[c];
  const values =
    column.kind === "number"
      ? Array.from(column.values.subarray(0, rows))
      : Array.from(column.codes.subarray(0, rows), (code) => (code < 0 ? null : column.categories[code]));
  return { name, kind: column.kind, values };
}
