import { readFile } from "node:fs/promises";
import {
  type Table as ArrowTable,
  DataType,
  type Dictionary,
  tableFromIPC,
  type Utf8,
  type Vector,
} from "apache-arrow";
import { GyreError } from "../../core/index.js";
import type { Frame, FrameColumn } from "../../learn/index.js";

/** How an Arrow table becomes a frame. */
export interface ArrowOptions {
  /** Columns of texts to read as they are instead of as categories. */
  readonly texts?: readonly string[];
}

/** An Arrow IPC file or stream (also Feather 2) as a frame; see {@link frameOfArrow}. Throws `data.file_missing` and `data.unreadable`. */
export async function readArrow(path: string, options: ArrowOptions = {}): Promise<Frame> {
  const bytes = await readFile(path).catch(() => {
    throw new GyreError("data.file_missing", `there is no file ${path}`, { details: { path } });
  });
  let table: ArrowTable;
  try {
    table = tableFromIPC(bytes);
  } catch (cause) {
    throw new GyreError("data.unreadable", `${path} is no Arrow file: ${(cause as Error).message}`, { cause });
  }
  if (table.schema.fields.length > 0) return frameOfArrow(table, options);
  throw new GyreError("data.unreadable", `${path} is no Arrow file, or one without columns`);
}

/**
 * An Arrow table as a frame: numbers and booleans as numbers, dates and timestamps as ms since epoch UTC, texts and dictionaries of texts
 * as categories in code-unit order; null is missing. Numbers of 8 to 64 bits are copied batch by batch, without an object for any row.
 * Throws `data.unreadable` naming a column of another type.
 */
export function frameOfArrow(table: ArrowTable, options: ArrowOptions = {}): Frame {
  const names = table.schema.fields.map(({ name }) => name);
  const columns = table.schema.fields.map((field, i): FrameColumn => {
    const vector = table.getChildAt(i)!;
    if (DataType.isUtf8(field.type) || DataType.isLargeUtf8(field.type)) {
      return options.texts?.includes(field.name)
        ? { kind: "text", values: textsOf(vector) }
        : categoriesOf(textsOf(vector));
    }
    if (DataType.isDictionary(field.type) && DataType.isUtf8(field.type.dictionary)) {
      if (options.texts?.includes(field.name)) return { kind: "text", values: textsOf(vector) };
      return dictionaryOf(vector as Vector<Dictionary<Utf8>>);
    }
    const isTime = DataType.isTimestamp(field.type) || DataType.isDate(field.type);
    const isNumber = [DataType.isInt, DataType.isFloat, DataType.isBool, DataType.isNull].some((is) => is(field.type));
    if (isTime || isNumber) return { kind: isTime ? "time" : "number", values: numbersOf(vector) };
    throw new GyreError(
      "data.unreadable",
      `column ${field.name} has the Arrow type ${field.type}, which is no column here`,
      {
        hint: "cast it to a number, a text, a boolean or a timestamp",
        details: { column: field.name },
      },
    );
  });
  return { rows: table.numRows, names, columns };
}

function numbersOf(vector: Vector): Float64Array {
  const values = new Float64Array(vector.length);
  let from = 0;
  for (const data of vector.data) {
    const isPlain = (DataType.isInt(data.type) || DataType.isFloat(data.type)) && data.typeId !== undefined;
    if (isPlain && !isHalf(data.type)) {
      copyNumbers(values, from, data.values, data.length);
      if (data.nullCount > 0) {
        for (let i = 0; i < data.length; i++) if (!data.getValid(i)) values[from + i] = Number.NaN;
      }
    } else {
      for (let i = 0; i < data.length; i++) values[from + i] = Number(vector.get(from + i) ?? Number.NaN);
    }
    from += data.length;
  }
  return values;
}

function isHalf(type: DataType): boolean {
  return DataType.isFloat(type) && type.precision === 0;
}

function copyNumbers(into: Float64Array, from: number, values: ArrayLike<number | bigint>, length: number): void {
  if (values instanceof Float64Array) into.set(values.subarray(0, length), from);
  else for (let i = 0; i < length; i++) into[from + i] = Number(values[i]);
}

function textsOf(vector: Vector): (string | null)[] {
  return Array.from(vector, (value) => (value === null ? null : String(value)));
}

function categoriesOf(texts: readonly (string | null)[]): FrameColumn {
  const categories = [...new Set(texts)].filter((text) => text !== null).sort();
  const codeOf = new Map(categories.map((text, code) => [text, code]));
  return {
    kind: "category",
    codes: Int32Array.from(texts, (text) => (text === null ? -1 : codeOf.get(text)!)),
    categories,
  };
}

/** The codes as they are, renumbered batch by batch: each may have a dictionary of its own. */
function dictionaryOf(vector: Vector<Dictionary<Utf8>>): FrameColumn {
  const dictionaries = vector.data.map(({ dictionary }) => textsOf(dictionary!));
  const categories = [...new Set(dictionaries.flat())].filter((text) => text !== null).sort();
  const codeOf = new Map<string | null, number>(categories.map((text, code) => [text, code]));
  const codes = new Int32Array(vector.length);
  let from = 0;
  vector.data.forEach((data, batch) => {
    const renumbered = Int32Array.from(dictionaries[batch], (text) => codeOf.get(text) ?? -1);
    for (let i = 0; i < data.length; i++) codes[from + i] = data.getValid(i) ? renumbered[Number(data.values[i])] : -1;
    from += data.length;
  });
  return { kind: "category", codes, categories };
}
