import { decodeColumns, encodeColumns, type FileColumn } from "../data/index.js";
import type { TrainingSet } from "../features/index.js";
import type { Column } from "../learn/index.js";
import type { Codec } from "./codec.js";

interface Header {
  readonly rows: number;
  readonly columns: readonly {
    readonly name: string;
    readonly kind: Column["kind"];
    readonly categories?: readonly string[];
  }[];
}

/** A training set as a file of columns. */
export const trainingSetCodec: Codec<TrainingSet> = {
  encode(set) {
    const header: Header = {
      rows: set.features.rows,
      columns: set.features.names.map((name, c) => {
        const column = set.features.columns[c];
        return column.kind === "number"
          ? { name, kind: column.kind }
          : { name, kind: column.kind, categories: column.categories };
      }),
    };
    const columns: Record<string, FileColumn> = {
      ids: set.ids,
      at: set.at,
      labelKnownAt: set.labelKnownAt,
      labels: set.labels,
    };
    set.features.columns.forEach((column, c) => {
      columns[`feature_${c}`] = column.kind === "number" ? column.values : column.codes;
    });
    return encodeColumns(header, columns);
  },
  decode(bytes) {
    const { header, columns } = decodeColumns(bytes);
    const { rows, columns: described } = header as Header;
    return {
      ids: columns.ids as readonly string[],
      at: columns.at as Float64Array,
      labelKnownAt: columns.labelKnownAt as Float64Array,
      labels: columns.labels as Float64Array,
      features: {
        rows,
        names: described.map((column) => column.name),
        columns: described.map((column, c) =>
          column.kind === "number"
            ? { kind: "number", values: columns[`feature_${c}`] as Float64Array }
            : { kind: "category", codes: columns[`feature_${c}`] as Int32Array, categories: column.categories ?? [] },
        ),
      },
    };
  },
};
