import { GyreError } from "../../core/index.js";
import type { NgramsConfig } from "./config.js";
import { countTerms, type Texts } from "./counts.js";
import { type SparseRows, withColumns } from "./sparse.js";
import { documentFrequencies } from "./weigh.js";

/** The training texts of a column. */
export interface Corpus {
  readonly name: string;
  readonly texts: Texts;
  /** One for each text, and their sum. */
  readonly weights: Float64Array;
  readonly n: number;
}

/** Terms in the order of their columns, and how often each is in each text. */
export interface Vocabulary {
  readonly terms: readonly string[];
  readonly counts: SparseRows;
}

/**
 * The terms of the texts that minDf, maxDf and maxFeatures leave, sorted by code unit. Throws `learn.bad_table` when none is
 * left.
 */
export function fitVocabulary(config: NgramsConfig, corpus: Corpus): Vocabulary {
  const all = sortedVocabulary(config, corpus.texts);
  const kept = keptColumns(config, all.counts, corpus);
  if (kept.length === 0) throw noTerms(corpus.name, all.terms.length);
  const places = new Int32Array(all.terms.length).fill(-1);
  kept.forEach((column, place) => {
    places[column] = place;
  });
  return {
    terms: kept.map((column) => all.terms[column]),
    counts: withColumns(all.counts, places, kept.length),
  };
}

/** Sorted, so that the order of the texts does not matter. */
function sortedVocabulary(config: NgramsConfig, texts: Texts): Vocabulary {
  const found = new Map<string, number>();
  const counter = countTerms(texts, config, (term) => {
    const known = found.get(term);
    if (known !== undefined) return known;
    found.set(term, found.size);
    return found.size - 1;
  });
  const terms = [...found.keys()].sort();
  const places = new Int32Array(terms.length);
  terms.forEach((term, place) => {
    places[found.get(term)!] = place;
  });
  return { terms, counts: withColumns(counter.result(terms.length), places, terms.length) };
}

/** As scikit-learn's `min_df`, `max_df` and `max_features`; terms of equal total frequency go by their order. */
function keptColumns(
  { minDf, maxDf, maxFeatures }: NgramsConfig,
  counts: SparseRows,
  { weights, n }: Corpus,
): readonly number[] {
  const df = documentFrequencies(counts, weights);
  const least = minDf < 1 ? minDf * n : minDf;
  const most = maxDf <= 1 ? maxDf * n : maxDf;
  const kept = Array.from(df.keys()).filter((j) => df[j] >= least && df[j] <= most);
  if (maxFeatures === undefined || kept.length <= maxFeatures) return kept;
  const total = new Float64Array(counts.cols);
  for (let row = 0; row < counts.rows; row++) {
    for (let at = counts.starts[row]; at < counts.starts[row + 1]; at++) {
      total[counts.columns[at]] += weights[row] * counts.values[at];
    }
  }
  const frequent = kept.sort((i, j) => total[j] - total[i] || i - j).slice(0, maxFeatures);
  return frequent.sort((i, j) => i - j);
}

function noTerms(name: string, found: number): GyreError {
  const what = found === 0 ? "holds no term at all" : `holds ${found} terms, of which minDf and maxDf leave none`;
  return new GyreError("learn.bad_table", `column "${name}" ${what}`, {
    hint: "Drop the column, or look at minLength, minN, minDf and maxDf.",
    details: { column: name },
  });
}
