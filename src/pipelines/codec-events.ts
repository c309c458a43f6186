import { decodeColumns, encodeColumns, type FileColumn } from "../data/index.js";
import type { EventBatch, EventColumn } from "../features/index.js";
import type { Codec } from "./codec.js";

interface Header {
  readonly batches: readonly {
    readonly source: string;
    readonly rows: number;
    readonly columns: readonly { readonly name: string; readonly kind: EventColumn["kind"] }[];
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
          if (column.kind === "text") files[`${b}_${c}_texts`] = column.dictionary;
          return { name, kind: column.kind };
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
      columns: Object.fromEntries(columns.map(({ name, kind }, c) => [name, eventColumn(kind, files, `${b}_${c}`)])),
    }));
  },
};

function eventColumn(
  kind: EventColumn["kind"],
  files: Readonly<Record<string, FileColumn>>,
  name: string,
): EventColumn {
  if (kind !== "text") return { kind, values: files[name] as Float64Array };
  return { kind, codes: files[name] as Int32Array, dictionary: files[`${name}_texts`] as readonly string[] };
}
