import { GyreError } from "../../core/index.js";

/** LightGBM's model text, cut into its lines `key=value`. */
export interface ModelText {
  readonly header: ReadonlyMap<string, string>;
  readonly trees: readonly ReadonlyMap<string, string>[];
  /** The values of pandas' category columns, in the order of those columns. */
  readonly pandasCategories: readonly (readonly unknown[])[];
}

/** Cuts a model text into header, trees and what the Python package adds. Throws `learn.bad_config` naming what is missing. */
export function parseModelText(text: string): ModelText {
  const lines = text.split(/\r?\n/);
  if (lines[0].trim() !== "tree") throw unreadable(`the first line is "${lines[0].slice(0, 40)}", expected "tree"`);
  const end = lines.indexOf("end of trees");
  if (end < 0) throw unreadable('the line "end of trees" is missing: the text is cut off');
  const starts = lines.flatMap((line, i) => (i < end && line.startsWith("Tree=") ? [i] : []));
  const header = pairs(lines.slice(1, starts[0] ?? end));
  if (header.get("version") !== "v4" && header.get("version") !== "v3") {
    throw unreadable(`the version is ${header.get("version")}, expected v4 or v3`);
  }
  const trees = starts.map((start, t) => pairs(lines.slice(start, starts[t + 1] ?? end)));
  const expected = (header.get("tree_sizes") ?? "").split(" ").filter((size) => size !== "").length;
  if (header.has("tree_sizes") && trees.length !== expected) {
    throw unreadable(`there are ${trees.length} trees, the header tells of ${expected}`);
  }
  return { header, trees, pandasCategories: pandasCategories(lines.slice(end)) };
}

/** The value of `key`; throws `learn.bad_config` when there is none. */
export function textOf(section: ReadonlyMap<string, string>, key: string): string {
  const value = section.get(key);
  if (value === undefined) throw unreadable(`the line "${key}=" is missing${placeOf(section)}`);
  return value;
}

/** The numbers after `key`, `count` of them; throws `learn.bad_config` where there are others. */
export function numbersOf(section: ReadonlyMap<string, string>, key: string, count: number): number[] {
  const numbers = wordsOf(textOf(section, key)).map(numberOf);
  if (numbers.length !== count || numbers.some(Number.isNaN)) {
    throw unreadable(`"${key}=" holds ${numbers.length} values, expected ${count} numbers${placeOf(section)}`);
  }
  return numbers;
}

/** The parts between spaces. */
export function wordsOf(text: string): string[] {
  return text.split(" ").filter((word) => word !== "");
}

/** The failure that a text is not a model that can be read. */
export function unreadable(reason: string, hint?: string): GyreError {
  return new GyreError("learn.bad_config", `this LightGBM model cannot be read: ${reason}`, hint ? { hint } : {});
}

function placeOf(section: ReadonlyMap<string, string>): string {
  return section.has("Tree") ? ` in tree ${section.get("Tree")}` : "";
}

function numberOf(word: string): number {
  if (word === "inf") return Number.POSITIVE_INFINITY;
  return word === "-inf" ? Number.NEGATIVE_INFINITY : Number(word);
}

function pairs(lines: readonly string[]): Map<string, string> {
  return new Map(
    lines
      .filter((line) => line !== "")
      .map((line) => {
        const at = line.indexOf("=");
        return at < 0 ? [line, ""] : [line.slice(0, at), line.slice(at + 1)];
      }),
  );
}

function pandasCategories(lines: readonly string[]): readonly (readonly unknown[])[] {
  const line = lines.find((candidate) => candidate.startsWith("pandas_categorical:"));
  if (line === undefined) return [];
  const value: unknown = JSON.parse(line.slice("pandas_categorical:".length));
  return Array.isArray(value) ? value : [];
}
