import { readFile } from "node:fs/promises";
import { SourceMap, type SourceMapPayload } from "node:module";
import { join } from "node:path";
import type { Bundle } from "./bundle.js";

/** A place in one of a project's files; line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** The place as people write it: `gyre.config.ts:12:7`. */
export function placeText({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

/** Where in the project's files an error was thrown, by its stack; null when it was thrown elsewhere. */
export function thrownAt(error: unknown, { map, files }: Bundle): Place | null {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const source = new SourceMap(JSON.parse(map) as SourceMapPayload);
  for (const [, line, column] of stack.matchAll(/data:text\/javascript[^\s)]*?:(\d+):(\d+)\)?$/gm)) {
    const entry = source.findEntry(Number(line) - 1, Number(column) - 1);
    if ("originalSource" in entry && files.includes(entry.originalSource)) {
      return { file: entry.originalSource, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
    }
  }
  return null;
}

/** The first place where the project's files have a name in quotes, else as a word; null where they do not. */
export async function namedAt(name: string, folder: string, files: readonly string[]): Promise<Place | null> {
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  const word = name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  for (const pattern of [`(?<=["'\`])${word}(?=["'\`])`, `(?<![\\w$])${word}(?![\\w$])`]) {
    for (const [i, text] of texts.entries()) {
      const at = text.search(new RegExp(pattern));
      if (at < 0) continue;
      const before = text.slice(0, at).split("\n");
      return { file: files[i], line: before.length, column: before[before.length - 1].length + 1 };
    }
  }
  return null;
}

/** Every word of a file that could be a name in code. */
export async function identifiersOf(folder: string, file: string): Promise<ReadonlySet<string>> {
  return new Set((await readFile(join(folder, file), "utf8")).match(/[A-Za-z_$][\w$]*/g));
}
