import type { GyreError } from "../core/index.js";
import { columnsOf, manyLines, oneLine, shownJson } from "./terminal-text.js";

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

/** Speaks on these streams; colour only where stderr is a terminal and NO_COLOR is not set. */
export function createOutput(
  json: boolean,
  stdout: NodeJS.WriteStream = process.stdout,
  stderr: NodeJS.WriteStream = process.stderr,
): Output {
  const terminal = stderr.isTTY === true;
  const colour = terminal && process.env.NO_COLOR === undefined;
  const paint = (code: number, text: string): string => (colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  let alive = false;
  const clear = (): string => {
    const was = alive;
    alive = false;
    return was ? CLEAR_LINE : "";
  };
  const line = (text: string): void => {
    stderr.write(`${clear()}${text}\n`);
  };
  // JSON knows no NaN and no infinity: JSON.stringify writes null for them.
  const object = (value: unknown): void => {
    stdout.write(`${shownJson(JSON.stringify(value))}\n`);
  };
  return {
    json,
    result(value, text) {
      if (alive) stderr.write(clear());
      if (json) object(value);
      else stdout.write(`${manyLines(text)}\n`);
    },
    step: (text) => line(manyLines(text)),
    live(text) {
      if (!terminal) return;
      stderr.write(`${CLEAR_LINE}${oneLine(text).slice(0, (stderr.columns ?? 80) - 1)}`);
      alive = true;
    },
    error({ code, message, hint, details }) {
      line(`${paint(31, "error")} ${code}: ${manyLines(message)}`);
      for (const problem of problemsOf(details)) line(`  ${manyLines(problem)}`);
      if (hint) line(`  ${paint(2, "→")} ${manyLines(hint)}`);
      if (json) object({ error: message, code, hint: hint ?? null, details });
    },
  };
}

/** All that is wrong with a request, when it is more than the message says. */
function problemsOf({ problems }: GyreError["details"]): readonly string[] {
  if (!Array.isArray(problems)) return [];
  return problems.map(({ path, expected, got, nearest }) => {
    return `${path}: expected ${expected}, got ${got}${nearest ? `; did you mean ${nearest}?` : ""}`;
  });
}

/** Rows as a table of aligned columns, each row on one line; numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => oneLine(String(cell))));
  const widths = head.map((_, c) => cells.reduce((most, row) => Math.max(most, columnsOf(row[c])), 0));
  const right = head.map(
    (_, c) =>
      rows.length > 0 && rows.every((row) => typeof row[c] === "number" || /^[−+\de.,%\s–]*$/.test(String(row[c]))),
  );
  return cells
    .map((row) =>
      row
        .map((cell, c) => padded(cell, right[c] ? -widths[c] : widths[c]))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** A length of time for people: 340 ms, 2.1 s, 3 min 5 s. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** The last moment of the calendar, in milliseconds; clients may send later ones, such as nanoseconds. */
const LAST_MOMENT = 8.64e15;

/** A moment for people: 2013-03-01 05:00 UTC; beyond the calendar its milliseconds. */
export function moment(time: number): string {
  if (!(Math.abs(time) <= LAST_MOMENT)) return `${time} ms`;
  return `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** Labels and what they stand for, the values aligned; a value of several lines is set in. */
export function facts(pairs: readonly (readonly [label: string, value: string])[]): string {
  const labels = pairs.map(([label]) => oneLine(label));
  const width = Math.max(...labels.map(columnsOf));
  const indent = `\n${" ".repeat(width + 2)}`;
  return pairs.map(([, value], i) => `${padded(labels[i], width)}  ${value.replaceAll("\n", indent)}`).join("\n");
}

/** "1 version", "3 versions". */
export function counted(n: number, noun: string): string {
  return `${n.toLocaleString("en-US")} ${noun}${n === 1 ? "" : "s"}`;
}

/** A cell filled up with blanks: behind it, or for a negative width before it. */
function padded(cell: string, width: number): string {
  const blanks = " ".repeat(Math.abs(width) - columnsOf(cell));
  return width < 0 ? blanks + cell : cell + blanks;
}
