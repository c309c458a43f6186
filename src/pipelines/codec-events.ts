import { decodeColumns, encodeColumns, type FileColumn } from "../data/index.js";
import type { EventBatch, EventColumn } from "../features/index.js";
import type { Codec } from "./codec.js";

interface Header {
  readonly batches: readonly {
    readonly source: string;
    readonly rows: number;
    readonly columns: readonly { readonly name: string; readonly kind: EventColumn["kind"]; readonly dictionary?: readonly string[] }[];
  }[];
}

/** Batches of events as a file of columns. */
export const eventsCodec: Codec<readonly EventBatch[]> = {
  encode(batches) {
    const files: Record<string, FileColumn> = {};
    const header: Header = {
      batches: batches.map(({ source, rows, columns }, b) => ({
        source,
        rows,
        columns: Object.entries(columns).map(([name, column], c) => {
          files[`${b}_${c}`] = column.kind === "text" ? column.codes : column.values;
          return column.kind === "text" ? { name, kind: column.kind, dictionary: column.dictionary } : { name, kind: column.kind };
        }),
      })),
    };
    return encodeColumns(header, files);
  },
  decode(bytes) {
    const { header, columns: files } = decodeColumns(bytes);
    return (header as Header).batches.map(({ source, rows, columns }, b) => ({
      source,
      rows,
      columns: Object.fromEntries(
        columns.map(({ name, kind, dictionary }, c): [string, EventColumn] => {
          const file = files[`${b}_${c}`];
          return kind === "text"
            ? [name, { kind, codes: file as Int32Array, dictionary: dictionary ?? [] }]
            : [name, { kind, values: file as Float64Array }];
        }),
      ),
    }));
  },
};
