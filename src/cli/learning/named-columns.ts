import { GyreError, nearestName } from "../../core/index.js";
import type { Frame, FrameColumn } from "../../learn/index.js";

/** What a column of each kind holds. */
export const KIND_WORDS: Readonly<Record<FrameColumn["kind"], string>> = {
  number: "numbers",
  category: "texts",
  time: "times",
  text: "texts",
};

/** The column of this name. Throws `data.column_missing` with the nearest name. */
export function columnNamed(frame: Frame, name: string): FrameColumn {
  const column = frame.columns[frame.names.indexOf(name)];
  if (column !== undefined) return column;
  const nearest = nearestName(name, frame.names);
  throw new GyreError("data.column_missing", `there is no column ${name}`, {
    hint: nearest ? `did you mean ${nearest}?` : `there are ${frame.names.slice(0, 30).join(", ")}`,
    details: { column: name },
  });
}

/** A column as weights of the rows. Throws `learn.bad_table` naming the row of one that is none. */
export function weightsOf(frame: Frame, name: string): Float64Array {
  const column = columnNamed(frame, name);
  if (column.kind !== "number") {
    throw new GyreError("learn.bad_table", `the weight ${name} holds ${KIND_WORDS[column.kind]}, expected numbers`);
  }
  const row = column.values.findIndex((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
  if (row < 0) return column.values;
  const said = Number.isNaN(column.values[row]) ? "missing" : column.values[row];
  throw new GyreError(
    "learn.bad_table",
    `the weight ${name} of row ${row} is ${said}, expected a number of at least 0`,
    {
      hint: "rows are counted from 0",
      details: { column: name, row },
    },
  );
}

/** A column as numbers that are equal where its values are. */
export function codesOf(frame: Frame, name: string): Int32Array {
  const column = columnNamed(frame, name);
  if (column.kind === "category") return column.codes;
  if (column.kind === "text") return codesOfValues(column.values);
  return codesOfValues(Array.from(column.values));
}

function codesOfValues(values: readonly (string | number | null)[]): Int32Array {
  const codes = new Map<string | number | null, number>();
  return Int32Array.from(values, (value) => {
    const known = codes.get(value);
    if (known !== undefined) return known;
    codes.set(value, codes.size);
    return codes.size - 1;
  });
}
