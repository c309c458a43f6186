import { murmurHash3 } from "../preprocess/murmur.js";
import type { Analysis } from "./config.js";
import { type RowCounter, rowCounter, type SparseRows } from "./sparse.js";
import { termsOf } from "./terms.js";

/** Texts of a column; a missing one has no terms. */
export type Texts = readonly (string | null)[];

/** How often each term is in each text, in the columns that `columnOf` gives; −1 leaves a term out. */
export function countTerms(texts: Texts, analysis: Analysis, columnOf: (term: string) => number): RowCounter {
  const analysed = termsOf(analysis);
  const counter = rowCounter();
  for (const text of texts) {
    for (const term of text === null ? [] : analysed(text)) {
      const column = columnOf(term);
      if (column >= 0) counter.add(column, 1);
    }
    counter.endRow();
  }
  return counter;
}

/**
 * Terms counted in the columns |h| mod `hashTo`, down where h < 0 with `alternateSign`, h being their MurmurHash3 (Weinberger et
 * al. 2009, Feature hashing for large scale multitask learning).
 */
export function countHashes(
  texts: Texts,
  analysis: Analysis,
  { hashTo, alternateSign }: { readonly hashTo: number; readonly alternateSign: boolean },
): SparseRows {
  const analysed = termsOf(analysis);
  const counter = rowCounter();
  for (const text of texts) {
    for (const term of text === null ? [] : analysed(text)) {
      const hash = murmurHash3(term);
      counter.add(Math.abs(hash) % hashTo, alternateSign && hash < 0 ? -1 : 1);
    }
    counter.endRow();
  }
  return counter.result(hashTo);
}
