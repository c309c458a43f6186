/** What the reader gives: every scalar as text, but null for a plain `null`, `~` or nothing. */
export type YamlValue = string | null | readonly YamlValue[] | { readonly [key: string]: YamlValue };

/** The text is not of the kind of YAML that is read here. */
export class YamlProblem extends Error {}

/** Nested deeper than any file that a program writes for people. */
const MOST_DEPTH = 64;

/** Blanks are spaces and tabs, and nothing else that looks empty. */
const BLANKS = /^[ \t]+/;

interface Line {
  readonly indent: number;
  readonly text: string;
}

/** Where the reader stands; `next` counts up as lines are read. */
interface Reader {
  readonly lines: Line[];
  next: number;
}

/**
 * Reads YAML as programs dump it: mappings and sequences in blocks, scalars plain, quoted, folded over lines or as blocks of text, `[]`
 * and `{}`. Other collections on one line and tags are refused; what an anchor names is read, what refers to one is null. Throws {@link YamlProblem}.
 */
export function parseDumpedYaml(text: string): YamlValue {
  const lines = text
    .replace(/^\ufeff/, "")
    .split(/\r\n|\n/)
    .map((line) => {
      const text = line.replace(/^[ ]+/, "");
      return { indent: line.length - text.length, text: /^[ \t]*$/.test(text) ? "" : text };
    });
  const reader: Reader = { lines, next: 0 };
  const first = peek(reader);
  if (!first) return null;
  const value = block(reader, first.indent, 0);
  if (peek(reader)) throw problem(reader, "the end of the file");
  return value;
}

/** The next line that says something. */
function peek(reader: Reader): Line | null {
  for (; reader.next < reader.lines.length; reader.next++) {
    const { text } = reader.lines[reader.next];
    if (text !== "" && !text.startsWith("#") && text !== "---") return reader.lines[reader.next];
  }
  return null;
}

function block(reader: Reader, indent: number, depth: number): YamlValue {
  if (depth > MOST_DEPTH) throw problem(reader, `at most ${MOST_DEPTH} levels`);
  const line = peek(reader)!;
  if (isItem(line.text)) return sequence(reader, indent, depth);
  return keyOf(line.text) === null ? scalar(reader, line.text, indent - 1) : mapping(reader, indent, depth);
}

function sequence(reader: Reader, indent: number, depth: number): YamlValue {
  const items: YamlValue[] = [];
  for (let line = peek(reader); line?.indent === indent && isItem(line.text); line = peek(reader)) {
    const rest = line.text.slice(1).replace(BLANKS, "");
    if (rest === "") {
      reader.next++;
      items.push(nested(reader, indent + 1, depth));
      continue;
    }
    // What follows the dash is a block of its own, set in as far as it stands.
    const inner = indent + line.text.length - rest.length;
    reader.lines[reader.next] = { indent: inner, text: rest };
    items.push(isItem(rest) || keyOf(rest) !== null ? block(reader, inner, depth + 1) : scalar(reader, rest, indent));
  }
  return items;
}

function mapping(reader: Reader, indent: number, depth: number): YamlValue {
  const entries: [string, YamlValue][] = [];
  for (let line = peek(reader); line?.indent === indent; line = peek(reader)) {
    const key = keyOf(line.text);
    if (key === null || isItem(line.text)) throw problem(reader, "a key and a colon");
    const rest = line.text
      .slice(key.length)
      .replace(BLANKS, "")
      .replace(/^&\S+[ ]*/, "");
    const name = key.text;
    if (rest === "" || rest.startsWith("#")) {
      reader.next++;
      const after = peek(reader);
      const itemsHere = after?.indent === indent && isItem(after.text);
      entries.push([name, itemsHere ? sequence(reader, indent, depth + 1) : nested(reader, indent + 1, depth)]);
    } else entries.push([name, scalar(reader, rest, indent)]);
  }
  // fromEntries makes `__proto__` a key like any other.
  return Object.fromEntries(entries);
}

/** The block that begins at the next line if that is set in by `least`; else there is nothing. */
function nested(reader: Reader, least: number, depth: number): YamlValue {
  const line = peek(reader);
  return line && line.indent >= least ? block(reader, line.indent, depth + 1) : null;
}

function isItem(text: string): boolean {
  return text === "-" || text.startsWith("- ");
}

/** A line's key, and how many characters it takes with its colon; null where the line has none. */
function keyOf(text: string): { readonly text: string; readonly length: number } | null {
  const quoted = /^(?:'(?:[^']|'')*'(?!')|"(?:[^"\\]|\\.)*")(?=[ \t]*:(?:[ \t]|$))/.exec(text)?.[0];
  if (quoted !== undefined) return { text: unquoted(quoted), length: text.indexOf(":", quoted.length) + 1 };
  if (/^['"[{|>%@`?]/.test(text)) return null;
  const plain = /^(.*?)[ \t]*:(?=[ \t]|$)/.exec(text);
  return plain ? { text: plain[1], length: plain[0].length } : null;
}

/** A scalar that begins with `text` on the line being read, and goes on over lines that are set in further than `indent`. */
function scalar(reader: Reader, text: string, indent: number): YamlValue {
  if (/^['"]/.test(text)) return quotedScalar(reader, text);
  if (/^[|>]/.test(text)) return textBlock(reader, text, indent);
  if (text === "[]" || text === "{}") {
    reader.next++;
    return text === "[]" ? [] : {};
  }
  if (/^(?:[[{!@`%]|\?(?: |$))/.test(text)) throw problem(reader, "a value in a form that is read here");
  reader.next++;
  let whole = withoutComment(text);
  for (let breaks = 1; reader.next < reader.lines.length; reader.next++) {
    const line = reader.lines[reader.next];
    if (line.text !== "" && line.indent <= indent) break;
    if (line.text === "") breaks++;
    else {
      whole += folded(breaks) + withoutComment(line.text);
      breaks = 1;
    }
  }
  return whole === "null" || whole === "~" || whole === "" || whole.startsWith("*") ? null : whole;
}

function withoutComment(text: string): string {
  return text.replace(/[ \t]+(?:#.*)?$/, "");
}

/** Line breaks within a scalar: a single one is a space, of several the first goes. */
function folded(breaks: number): string {
  return breaks === 1 ? " " : "\n".repeat(breaks - 1);
}

function quotedScalar(reader: Reader, text: string): string {
  const closed = text.startsWith("'") ? /^'(?:[^']|'')*'(?!')/ : /^"(?:[^"\\]|\\.)*"/s;
  let whole = text;
  for (let breaks = 1; !closed.test(whole); ) {
    const line = reader.lines[++reader.next];
    if (!line) throw problem(reader, "the end of a quoted text");
    if (line.text === "") breaks++;
    else {
      // A back-slash at the end of a line joins it to the next without a space.
      const joins = text.startsWith('"') && /(?:^|[^\\])(?:\\\\)*\\$/.test(whole) && breaks === 1;
      whole = joins ? whole.slice(0, -1) + line.text : whole.replace(/[ \t]+$/, "") + folded(breaks) + line.text;
      breaks = 1;
    }
  }
  reader.next++;
  return unquoted(closed.exec(whole)![0]);
}

const ESCAPES: Readonly<Record<string, string>> = {
  "0": "\0",
  a: "\u0007",
  b: "\b",
  t: "\t",
  n: "\n",
  v: "\v",
  f: "\f",
  r: "\r",
  e: "\u001b",
  N: "\u0085",
  _: "\u00a0",
  L: "\u2028",
  P: "\u2029",
};

function unquoted(text: string): string {
  const inner = text.slice(1, -1);
  if (text.startsWith("'")) return inner.replaceAll("''", "'");
  return inner.replace(/\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))/gs, (_, x, u, U, one) => {
    const code = x ?? u ?? U;
    return code === undefined
      ? (ESCAPES[one] ?? one)
      : String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff));
  });
}

/** Text after `|`, whose lines stay, or `>`, whose lines are joined; `-` takes the last line break off, `+` keeps all. */
function textBlock(reader: Reader, head: string, indent: number): string {
  const lines: string[] = [];
  let inset: number | null = /\d/.test(head) ? indent + Number(/\d/.exec(head)![0]) : null;
  reader.next++;
  for (; reader.next < reader.lines.length; reader.next++) {
    const line = reader.lines[reader.next];
    if (line.text !== "" && line.indent <= indent) break;
    if (line.text !== "") inset ??= line.indent;
    lines.push(line.text === "" ? "" : " ".repeat(line.indent - inset!) + line.text);
  }
  const text = lines.join("\n").replace(/\n+$/, "");
  const end = head.includes("-") ? "" : "\n";
  return (head.startsWith("|") ? text : text.replace(/(\S)\n(?=\S)/g, "$1 ").replace(/\n\n/g, "\n")) + end;
}

function problem(reader: Reader, expected: string): YamlProblem {
  return new YamlProblem(`line ${reader.next + 1}: expected ${expected}`);
}
