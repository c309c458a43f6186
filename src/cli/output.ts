import { encodeJson, type GyreError } from "../core/index.js";

/** Where a command speaks: results on stdout, progress and errors on stderr. With `json` the result is one JSON object on a line. */
export interface Output {
  readonly json: boolean;
  /** The result: `text` for people, or `value` as JSON. */
  result(value: unknown, text: string): void;
  /** A line of progress. */
  step(line: string): void;
  /** Progress that replaces itself on a terminal; silent elsewhere until `step` says how it ended. */
  live(line: string): void;
  error(error: GyreError): void;
}

const CLEAR_LINE = "\r\u001b[2K";

export function createOutput(json: boolean, stdout: NodeJS.WriteStream = process.stdout, stderr: NodeJS.WriteStream = process.stderr): Output {
  const colour = stderr.isTTY === true && process.env.NO_COLOR === undefined;
  const paint = (code: number, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  let alive = false;
  const line = (text: string): void => {
    stderr.write(`${alive ? CLEAR_LINE : ""}${text}\n`);
    alive = false;
  };
  return {
    json,
    result(value, text) {
      if (alive) line("");
      stdout.write(json ? `${toJson(value)}\n` : `${text}\n`);
    },
    step: line,
    live(text) {
      if (stderr.isTTY !== true) return;
      stderr.write(`${CLEAR_LINE}${text.slice(0, (stderr.columns ?? 80) - 1)}`);
      alive = true;
    },
    error(error) {
      line(`${paint(31, "error")} ${error.code}: ${error.message}`);
      if (error.hint) line(`  ${paint(2, "→")} ${error.hint}`);
      if (json) stdout.write(`${toJson({ error: error.message, code: error.code, hint: error.hint ?? null, details: error.details })}\n`);
    },
  };
}

/** JSON that every reader knows: NaN and infinities become null. */
function toJson(value: unknown): string {
  return JSON.stringify(JSON.parse(encodeJson(value)), (_key, cell) => (cell !== null && typeof cell === "object" && "$gyre" in cell ? null : cell));
}

/** Rows as a table of aligned columns; numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, c) => Math.max(...cells.map((row) => row[c].length)));
  const right = head.map((_, c) => rows.length > 0 && rows.every((row) => typeof row[c] === "number" || /^[−+\d.,%\s–]*$/.test(String(row[c]))));
  return cells
    .map((row) => row.map((cell, c) => (right[c] ? cell.padStart(widths[c]) : cell.padEnd(widths[c]))).join("  ").trimEnd())
    .join("\n");
}

/** A length of time for people: 340 ms, 2.1 s, 3 min 5 s. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}
