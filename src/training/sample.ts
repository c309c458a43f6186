import { encodeJson } from "../core/index.js";
import type { Table } from "../learn/index.js";
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
  /** Largest difference allowed, where it is not the registry's own: a trainer that computes in another precision. */
  readonly tolerance?: number;
  /** Whose probabilities these are, where they are not the trainer's: then the proof is that the file says the same again. */
  readonly saidBy?: "file";
}

/** What a sample is made from. */
export interface SampleSource extends Pick<Sample, "tolerance" | "saidBy"> {
  readonly table: Table;
  readonly probabilities: Float64Array;
  /** Columns that the model reads. */
  readonly columns: readonly string[];
}

const SAMPLE_ROWS = 256;

/** Keeps the first rows of a table, the columns that the model reads, with their probabilities. */
export async function keepSample(artifacts: ArtifactStore, source: SampleSource) {
  const { table, probabilities, columns: used, ...said } = source;
  const rows = Math.min(SAMPLE_ROWS, table.rows);
  const columns = table.names.flatMap((name, c) => (used.includes(name) ? [sampled(table, name, c, rows)] : []));
  const sample: Sample = { columns, probabilities: Array.from(probabilities.subarray(0, rows)), ...said };
  return artifacts.put(new TextEncoder().encode(encodeJson(sample)));
}

function sampled(table: Table, name: string, c: number, rows: number): Sample["columns"][number] {
  const column = table.columns[c];
  const values =
    column.kind === "number"
      ? Array.from(column.values.subarray(0, rows))
      : Array.from(column.codes.subarray(0, rows), (code) => (code < 0 ? null : column.categories[code]));
  return { name, kind: column.kind, values };
}
