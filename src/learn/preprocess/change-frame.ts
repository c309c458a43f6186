import { GyreError } from "../../core/index.js";
import type { Frame, FrameColumn } from "../table.js";

/** A column and its name. */
export interface NamedColumn {
  readonly name: string;
  readonly column: FrameColumn;
}

/** What a step makes of a frame: columns in the place of others, and columns that come last. */
export interface FrameChange {
  readonly replaced?: ReadonlyMap<string, readonly NamedColumn[]>;
  readonly appended?: readonly NamedColumn[];
}

/** `frame` with the change; columns that it does not name are the same objects. Throws `learn.bad_table` for a name that comes twice. */
export function changedFrame(frame: Frame, { replaced, appended = [] }: FrameChange): Frame {
  const named = frame.names.flatMap((name, i) => replaced?.get(name) ?? [{ name, column: frame.columns[i] }]);
  named.push(...appended);
  const seen = new Set<string>();
  for (const { name } of named) {
    if (seen.has(name)) {
      throw new GyreError("learn.bad_table", `a step makes a column "${name}", but there is one of that name already`, {
        hint: "Rename the column before, or drop it.",
        details: { column: name },
      });
    }
    seen.add(name);
  }
  return { rows: frame.rows, names: named.map(({ name }) => name), columns: named.map(({ column }) => column) };
}

/** A number column and its name. */
export function numberColumn(name: string, values: Float64Array): NamedColumn {
  return { name, column: { kind: "number", values } };
}

/** `frame` with each of the number columns `names` mapped by `map(values, index)`. */
export function mapNumbers(
  frame: Frame,
  names: readonly string[],
  map: (values: Float64Array, index: number) => Float64Array,
): Frame {
  const at = new Map(names.map((name, index) => [name, index]));
  const columns = frame.columns.map((column, i): FrameColumn => {
    const index = at.get(frame.names[i]);
    return index === undefined || column.kind !== "number"
      ? column
      : { kind: "number", values: map(column.values, index) };
  });
  return { rows: frame.rows, names: frame.names, columns };
}
