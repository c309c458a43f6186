import type { TableModelColumn } from "../model.js";
import { type ModelText, textOf, unreadable, wordsOf } from "./model-text.js";
import { leftCategories, type RawTree } from "./raw-tree.js";

/** The columns of a model, and for each category column the code of ours for each of LightGBM's. */
export interface ReadColumns {
  readonly columns: readonly TableModelColumn[];
  readonly codeOf: readonly (ReadonlyMap<number, number> | null)[];
}

/**
 * The columns by name. A category's values are those of `given`, else of pandas' dictionary, both in LightGBM's codes, else the codes
 * that the text knows, written as decimals.
 */
export function readColumns(
  text: ModelText,
  trees: readonly RawTree[],
  given: Readonly<Record<string, readonly string[]>>,
): ReadColumns {
  const names = wordsOf(textOf(text.header, "feature_names"));
  const infos = wordsOf(textOf(text.header, "feature_infos"));
  if (infos.length !== names.length) throw unreadable(`${names.length} names for ${infos.length} columns`);
  const codes = knownCodes(infos, trees);
  const dictionaries = pandasDictionaries(text, names, codes, infos, given);
  const codeOf: (Map<number, number> | null)[] = [];
  const columns = names.map((name, c): TableModelColumn => {
    const dictionary = given[name] ?? dictionaries.get(c);
    if (dictionary === undefined && codes[c] === null) {
      codeOf.push(null);
      return { name, kind: "number" };
    }
    const seen = dictionary === undefined ? [...codes[c]!].sort((a, b) => a - b) : [...dictionary.keys()];
    codeOf.push(new Map(seen.map((code, position) => [code, position])));
    return { name, kind: "category", categories: dictionary ?? seen.map(String) };
  });
  return { columns, codeOf };
}

/** For each category column the codes that the text mentions; null for a number. */
function knownCodes(infos: readonly string[], trees: readonly RawTree[]): (Set<number> | null)[] {
  const codes = infos.map((info) =>
    info === "none" || info.startsWith("[")
      ? null
      : new Set(
          info
            .split(":")
            .map(Number)
            .filter((code) => code >= 0),
        ),
  );
  for (const tree of trees) {
    tree.column.forEach((column, node) => {
      if (!tree.isCategory[node]) return;
      codes[column] ??= new Set();
      for (const code of leftCategories(tree, node)) codes[column].add(code);
    });
  }
  return codes;
}

/** Pandas' dictionaries follow the order of the category columns; columns that never vary do not tell whether they are one. */
function pandasDictionaries(
  { pandasCategories }: ModelText,
  names: readonly string[],
  codes: readonly (Set<number> | null)[],
  infos: readonly string[],
  given: Readonly<Record<string, readonly string[]>>,
): Map<number, readonly string[]> {
  const sure = [...names.keys()].filter((c) => codes[c] !== null);
  const possible = [...names.keys()].filter((c) => codes[c] !== null || infos[c] === "none");
  const count = pandasCategories.length;
  if (count === 0 || sure.every((c) => given[names[c]] !== undefined)) return new Map();
  const columns = [sure, possible].find((candidates) => candidates.length === count);
  if (columns === undefined) {
    throw unreadable(
      `it holds ${count} dictionaries of categories for ${sure.length} category columns`,
      "Say which column has which categories with the option `categories`.",
    );
  }
  return new Map(columns.map((c, i) => [c, pandasCategories[i].map(String)]));
}
