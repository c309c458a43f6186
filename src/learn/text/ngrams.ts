import { GyreError } from "../../core/index.js";
import { checkNotCancelled, type FitOptions } from "../fit-options.js";
import { changedFrame, numberColumn } from "../preprocess/change-frame.js";
import { chosenColumns, columnNamed } from "../preprocess/choose-columns.js";
import { rowWeights } from "../preprocess/row-weights.js";
import type { Step } from "../step.js";
import type { Frame } from "../table.js";
import { leadingDirections } from "./components.js";
import type { NgramsConfig } from "./config.js";
import { countHashes, countTerms } from "./counts.js";
import { addNgrams } from "./graph.js";
import { denseColumns, productColumns, type SparseRows } from "./sparse.js";
import type { NgramsState, TextState } from "./state.js";
import { refuseTooLarge, textsOf } from "./texts.js";
import { fitVocabulary } from "./vocabulary.js";
import { documentFrequencies, inverseFrequencies, weighed } from "./weigh.js";

/** Text columns, and category columns named in `columns`, replaced by numbers: TF-IDF, hashed counts, or their components. */
export const ngramsStep: Step<NgramsConfig, NgramsState> = {
  kind: "ngrams",
  fit: (config, frame, _target, options) => {
    const state = fitNgrams(config, frame, options);
    return { state, frame: applyNgrams(state, frame) };
  },
  apply: applyNgrams,
  addToGraph: addNgrams,
};

function fitNgrams(config: NgramsConfig, frame: Frame, options: FitOptions): NgramsState {
  const weights = rowWeights(frame, options);
  const names = chosenColumns({ ...config, columns: config.columns ?? "text" }, frame, ["text", "category"]);
  if (names.length === 0) {
    throw new GyreError("learn.bad_table", "ngrams works on text columns, of which the table has none", {
      hint: 'Name category columns in "columns" to take their values as texts.',
    });
  }
  const columns = names.map((name) => fitColumn(config, { frame, name, weights }, options));
  const { analyzer, minN, maxN, minLength, lowercase, hashTo, alternateSign } = config;
  const { binary, sublinearTf, useIdf, smoothIdf, norm } = config;
  const analysis = { analyzer, minN, maxN, minLength, lowercase };
  const weighting = { binary, sublinearTf, useIdf, smoothIdf, norm };
  return {
    kind: "ngrams",
    analysis,
    weighting,
    hashing: hashTo === undefined ? null : { hashTo, alternateSign },
    columns,
  };
}

interface Training {
  readonly frame: Frame;
  readonly name: string;
  readonly weights: Float64Array;
}

function fitColumn(config: NgramsConfig, { frame, name, weights }: Training, options: FitOptions): TextState {
  checkNotCancelled(options);
  const column = columnNamed(frame, name, "ngrams");
  const categories = column.kind === "category" ? column.categories : null;
  const texts = textsOf(frame, { name, categories });
  const n = weights.reduce((sum, weight) => sum + weight, 0);
  const { hashTo, alternateSign } = config;
  if (hashTo !== undefined && config.components === undefined) refuseTooLarge(name, frame.rows, hashTo);
  const { terms, counts } =
    hashTo === undefined
      ? fitVocabulary(config, { name, texts, weights, n })
      : { terms: null, counts: countHashes(texts, config, { hashTo, alternateSign }) };
  const idf = config.useIdf ? inverseFrequencies(documentFrequencies(counts, weights), n, config.smoothIdf) : null;
  const state = { name, categories, terms, idf };
  if (config.components === undefined) {
    refuseTooLarge(name, frame.rows, counts.cols);
    const labels = terms ?? Array.from({ length: counts.cols }, (_, j) => `#${j}`);
    return { ...state, outputs: labels.map((label) => `${name}: ${label}`), components: null };
  }
  const components = leadingDirections(weighed(counts, config, idf), config.components, { weights, options });
  return { ...state, outputs: components.map((_, k) => `${name}: svd${k}`), components };
}

function applyNgrams(state: NgramsState, frame: Frame): Frame {
  const appended = state.columns.flatMap((column) => {
    refuseTooLarge(column.name, frame.rows, column.outputs.length);
    const matrix = weighed(countsOf(state, column, frame), state.weighting, column.idf);
    const numbers = column.components === null ? denseColumns(matrix) : productColumns(matrix, column.components);
    return numbers.map((values, j) => numberColumn(column.outputs[j], values));
  });
  return changedFrame(frame, { replaced: new Map(state.columns.map(({ name }) => [name, []])), appended });
}

/** The counts of the terms that the state knows, or of the hashes of all. */
function countsOf({ analysis, hashing }: NgramsState, column: TextState, frame: Frame): SparseRows {
  const texts = textsOf(frame, column);
  if (hashing !== null) return countHashes(texts, analysis, hashing);
  const terms = column.terms ?? [];
  const places = new Map(terms.map((term, place) => [term, place]));
  return countTerms(texts, analysis, (term) => places.get(term) ?? -1).result(terms.length);
}
