import { GyreError } from "../../core/index.js";

/** Rows of texts under their columns; null is a missing value. */
export interface CsvRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** Texts that pandas reads as missing, whether quoted or not. */
const MISSING = new Set(
  [
    "",
    "#N/A",
    "#N/A N/A",
    "#NA",
    "-1.#IND",
    "-1.#QNAN",
    "-NaN",
    "-nan",
    "1.#IND",
    "1.#QNAN",
    "<NA>",
    "N/A",
    "NA",
  ].concat(["NULL", "NaN", "None", "n/a", "nan", "null"]),
);

/**
 * The rows of a table as pandas writes it: names in the first line, commas, quotes around what has any, `""` for a quote. Empty lines are left
 * out. Throws `serving.bad_request` naming the line.
 */
export function readCsvRows(text: string): CsvRows {
  const [head = [], ...lines] = recordsOf(text.startsWith("\ufeff") ? text.slice(1) : text);
  if (head.length === 0) throw bad("a line with the names of the columns", "nothing");
  const twice = head.find((name, i) => head.indexOf(name) < i);
  if (twice !== undefined) throw bad("a name for each column", `'${twice.slice(0, 80)}' twice`);
  const uneven = lines.findIndex(({ length }) => length !== head.length);
  if (uneven >= 0) throw bad(`${head.length} cells in row ${uneven} of the table`, String(lines[uneven].length));
  return { columns: head, rows: lines.map((line) => line.map((cell) => (MISSING.has(cell) ? null : cell))) };
}

function recordsOf(text: string): readonly (readonly string[])[] {
  const records: string[][] = [];
  let record: string[] = [];
  for (let at = 0; at < text.length || record.length > 0; ) {
    const isQuoted = text[at] === '"';
    const end = isQuoted ? quotedEnd(text, at) : plainEnd(text, at);
    if (end === null || text[end] === '"')
      throw bad(
        "a quote at both ends of a cell",
        `${JSON.stringify(text.slice(at, at + 40))} in row ${records.length - 1}`,
      );
    record.push(isQuoted ? text.slice(at + 1, end - 1).replaceAll('""', '"') : text.slice(at, end));
    at = end + (text.startsWith("\r\n", end) ? 2 : 1);
    if (text[end] === ",") continue;
    if (record.length > 1 || record[0] !== "" || isQuoted) records.push(record);
    record = [];
  }
  return records;
}

/** Where a cell with quotes around it ends, behind the last one; null where it does not, or something follows. */
function quotedEnd(text: string, start: number): number | null {
  let at = text.indexOf('"', start + 1);
  while (at >= 0 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at >= 0 && [undefined, ",", "\r", "\n"].includes(text[at + 1]) ? at + 1 : null;
}

function plainEnd(text: string, start: number): number {
  const ends = /[",\r\n]/g;
  ends.lastIndex = start;
  return ends.exec(text)?.index ?? text.length;
}

/** A cell's text as a value of a tensor's datatype; what is no such value stays text, and is refused as one. */
export function csvCell(datatype: string, cell: unknown): unknown {
  if (typeof cell !== "string" || datatype === "BYTES") return cell;
  const text = cell.trim();
  if (datatype === "BOOL") return /^true$/i.test(text) || (/^false$/i.test(text) ? false : cell);
  if (/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return Number(text);
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(text);
  return infinite ? (infinite[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY) : cell;
}

function bad(expected: string, got: string): GyreError {
  return new GyreError("serving.bad_request", `text/csv: expected ${expected}, got ${got}`, {
    details: { expected, got },
  });
}
