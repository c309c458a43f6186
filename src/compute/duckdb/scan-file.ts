import { open, stat } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
import { GyreError } from "../../core/index.js";
import type { Source } from "../../data/index.js";
import { literal, quote } from "./names.js";

type FileSource = Pick<Extract<Source, { kind: "file" }>, "name" | "path" | "format">;

const HEADER_BYTES = 1024 * 1024;

/** The SQL that reads a file's rows, cells of CSV as texts. Throws `data.file_missing`, `store.path_escapes`, `data.unreadable`. */
export async function scanFile(projectFolder: string, source: FileSource): Promise<string> {
  const path = await findFile(resolve(projectFolder), source);
  // An array of one name: a name with `*` or `[` in it is a name, not a pattern.
  const file = literal(path.replaceAll(/[*?[]/g, "[$&]"));
  if (source.format === "parquet") return `read_parquet(${file})`;
  const columns = (await headerOf(path, source)).map((name) => `${quote(name)}: 'VARCHAR'`);
  return `read_csv(${file}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', columns = {${columns.join(", ")}})`;
}

async function findFile(projectFolder: string, source: FileSource): Promise<string> {
  const path = resolve(projectFolder, source.path);
  const inside = relative(projectFolder, path);
  const details = { source: source.name, path: source.path };
  if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) {
    throw new GyreError(
      "store.path_escapes",
      `source ${source.name} points outside the project's folder: ${source.path}`,
      { hint: "move the file into the project's folder", details },
    );
  }
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) {
    throw new GyreError("data.file_missing", `source ${source.name}: there is no file ${source.path}`, {
      hint: "check the path in the project file; it is relative to the project's folder",
      details,
    });
  }
  return path;
}

/** A source by its name and path; a file that is no project's source has its path alone. */
function said({ name, path }: FileSource): string {
  return name === path ? path : `source ${name}: ${path}`;
}

/** The column names of a CSV file. They are read here because DuckDB's own detection guesses at delimiters and skips lines. */
async function headerOf(path: string, source: FileSource): Promise<readonly string[]> {
  const names = parseHeader(await firstText(path));
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  const wrong = names.join("") === "" ? "it has no header line" : twice && `two columns are called ${twice}`;
  if (wrong) {
    throw new GyreError("data.unreadable", `${said(source)} cannot be read as csv: ${wrong}`, {
      hint: "the first line must name the columns, separated by commas",
      details: { source: source.name, path: source.path },
    });
  }
  return names;
}

async function firstText(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    return new TextDecoder().decode(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

/** The cells of the first line (RFC 4180): quoted cells may hold commas, line ends, and quotes written twice. */
export function parseHeader(text: string): readonly string[] {
  const cell = /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r\n|\n|\r|$)/y;
  const names: string[] = [];
  for (let match = cell.exec(text); match; match = cell.exec(text)) {
    names.push(match[1]?.replaceAll('""', '"') ?? match[2]);
    if (match[3] !== ",") break;
  }
  return names;
}
