import type { EventColumn } from "../ports.js";

/** Texts by code, in order of first appearance; it only grows. */
export interface Dictionary {
  readonly texts: readonly string[];
  code(text: string): number;
}

export function createDictionary(): Dictionary {
  const texts: string[] = [];
  const codes = new Map<string, number>();
  return {
    texts,
    code(text) {
      let code = codes.get(text);
      if (code === undefined) {
        code = texts.push(text) - 1;
        codes.set(text, code);
      }
      return code;
    },
  };
}

/** Reads a column as numbers, text as codes into `dictionary`; NaN where it is missing. */
export function numberReader(column: EventColumn, dictionary: Dictionary | null): (row: number) => number {
  if (column.kind !== "text") {
    const { values } = column;
    return (row) => values[row];
  }
  const { codes, dictionary: texts } = column;
  const known = new Int32Array(texts.length).fill(-1);
  return (row) => {
    const local = codes[row];
    if (local < 0) return Number.NaN;
    if (dictionary === null) return local;
    if (known[local] < 0) known[local] = dictionary.code(texts[local]);
    return known[local];
  };
}
