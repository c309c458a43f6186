import type { DuckDb } from "./connection.js";
import { literal, quote } from "./names.js";

/** The kinds that a column of a CSV file may have, the strictest first; `value` reads a cell, null where it is none of that kind. */
const KINDS = [
  { kind: "number", value: (cell: string) => `TRY_CAST(${cell} AS DOUBLE)` },
  // A bare cast to TIMESTAMP would drop an offset such as -05:00; without one the time is UTC.
  { kind: "time", value: (cell: string) => `CAST(TRY_CAST(${cell} AS TIMESTAMPTZ) AS TIMESTAMP)` },
  { kind: "boolean", value: (cell: string) => `TRY_CAST(${cell} AS BOOLEAN)` },
] as const;

/** Which columns of a CSV file are read. */
export interface CsvColumns {
  readonly names: readonly string[];
  /** Those among them that are read as texts whatever they hold: numbers as they are written. */
  readonly asTexts: readonly string[];
}

/**
 * The list of columns of a SELECT that turns the texts of `scan` into numbers, times and booleans where every cell of the column is
 * one. Empty cells are missing, and in those columns so is NA; 007 is a code, not a number.
 */
export async function csvColumns(db: DuckDb, scan: string, { names, asTexts }: CsvColumns): Promise<string> {
  const found = await db.readColumns(`SELECT ${names.map(choice).join(", ")} FROM ${scan}`);
  return names
    .map((name, i) => {
      const chosen = found.columns[i];
      const word = chosen.kind === "text" ? chosen.dictionary[chosen.codes[0]] : "text";
      return `${parsed(name, word, asTexts.includes(name))} AS ${quote(name)}`;
    })
    .join(", ");
}

function parsed(name: string, word: string, asText: boolean): string {
  const kind = KINDS.find((one) => one.kind === word);
  if (kind === undefined) return `nullif(${quote(name)}, '')`;
  if (!asText) return kind.value(cellOf(name));
  return kind.kind === "number" ? cellOf(name) : `CAST(${kind.value(cellOf(name))} AS VARCHAR)`;
}

function choice(name: string): string {
  const cell = cellOf(name);
  const fits = KINDS.map(({ kind, value }) => `WHEN count(${value(cell)}) = count(${cell}) THEN ${literal(kind)}`);
  const isCode = `count(${cell}) = 0 OR bool_or(regexp_matches(${cell}, '^[+-]?0[0-9]'))`;
  return `CASE WHEN ${isCode} THEN 'text' ${fits.join(" ")} ELSE 'text' END AS ${quote(name)}`;
}

function cellOf(name: string): string {
  return `nullif(nullif(${quote(name)}, ''), 'NA')`;
}
