import { checkConfig, type Rule, refuseIneffective, withDefaults } from "../check-config.js";
import { columnChoiceRule } from "../preprocess/choose-columns.js";
import type { StepConfig } from "../step.js";

/** How a text is taken apart. */
export interface Analysis {
  /** Words, characters, or characters inside of words ("charWb", a space at each end); scikit-learn's `analyzer`. */
  readonly analyzer: "word" | "char" | "charWb";
  /** Fewest and most words or characters in a row that make a term; scikit-learn's `ngram_range`. */
  readonly minN: number;
  readonly maxN: number;
  /** Shortest word that counts; scikit-learn's token pattern has 2. */
  readonly minLength: number;
  /** Letters in lower case first. */
  readonly lowercase: boolean;
}

/** How counts of terms become numbers; each as in scikit-learn. */
export interface Weighting {
  /** 1 for a term that is there, however often. */
  readonly binary: boolean;
  /** 1 + ln(count) instead of the count. */
  readonly sublinearTf: boolean;
  /** Times the inverse document frequency. */
  readonly useIdf: boolean;
  /** ln((1 + n) / (1 + df)) + 1 instead of ln(n / df) + 1. */
  readonly smoothIdf: boolean;
  /** Each row divided by its length, by the sum of its absolute values, or not. */
  readonly norm: "l2" | "l1" | "none";
}

/** Texts as numbers, one for each word or character n-gram. */
export interface NgramsConfig extends StepConfig, Analysis, Weighting {
  readonly kind: "ngrams";
  /** Terms in fewer training texts are left out: a total of weights, or, below 1, a share. */
  readonly minDf: number;
  /** Terms in more training texts are left out: a share up to 1, above it a total of weights. */
  readonly maxDf: number;
  /** At most so many terms, the most frequent ones. */
  readonly maxFeatures?: number;
  /** No vocabulary: terms are hashed to this many columns; scikit-learn's HashingVectorizer and its `n_features`, which is 2^20 there. */
  readonly hashTo?: number;
  /** Hashed terms count up or down by a bit of the hash, so that collisions cancel on average. */
  readonly alternateSign: boolean;
  /** Latent semantic analysis: the table is replaced by this many components of its truncated SVD. */
  readonly components?: number;
}

/** What {@link ngrams} fills in. */
export const ngramsDefaults: NgramsConfig = {
  kind: "ngrams",
  analyzer: "word",
  minN: 1,
  maxN: 1,
  minLength: 2,
  lowercase: true,
  binary: false,
  sublinearTf: false,
  useIdf: true,
  smoothIdf: true,
  norm: "l2",
  minDf: 1,
  maxDf: 1,
  alternateSign: true,
};

const count: Rule = { min: 1, max: Number.MAX_SAFE_INTEGER, whole: true };

const rules: Readonly<Record<string, Rule>> = {
  columns: columnChoiceRule,
  analyzer: { oneOf: ["word", "char", "charWb"] },
  minN: { min: 1, max: 100, whole: true },
  maxN: { min: 1, max: 100, whole: true },
  minLength: { min: 1, max: 100, whole: true },
  lowercase: { boolean: true },
  binary: { boolean: true },
  sublinearTf: { boolean: true },
  useIdf: { boolean: true },
  smoothIdf: { boolean: true },
  norm: { oneOf: ["l2", "l1", "none"] },
  minDf: { min: 0, max: Number.MAX_VALUE, open: true },
  maxDf: { min: 0, max: Number.MAX_VALUE, open: true },
  maxFeatures: count,
  hashTo: { min: 1, max: 2 ** 24, whole: true },
  alternateSign: { boolean: true },
  components: count,
};

/**
 * A step that replaces texts by TF-IDF weighted counts of their words or characters. What is not given comes from
 * {@link ngramsDefaults}, which are scikit-learn's; `maxN` is at least `minN`. Throws `learn.bad_config` for an unknown name, a
 * value out of range, or one that would have no effect.
 *
 * @example
 * ```ts
 * ngrams({ columns: ["title"], maxN: 2, minDf: 5, maxFeatures: 2000 });
 * ```
 */
export function ngrams(config: Partial<Omit<NgramsConfig, "kind">> = {}): NgramsConfig {
  const given = withDefaults<NgramsConfig>(ngramsDefaults, config);
  const full = config.maxN === undefined ? { ...given, maxN: given.minN } : given;
  checkConfig("ngrams", full, rules);
  checkConfig("ngrams", { maxN: full.maxN }, { maxN: { min: full.minN, max: 100, whole: true } });
  refuse(config, full);
  return full;
}

function refuse(given: Partial<NgramsConfig>, full: NgramsConfig): void {
  const ineffective = (name: keyof NgramsConfig, when: boolean, reason: string): void =>
    refuseIneffective("ngrams", given[name] !== undefined && when, name, reason);
  const hashed = full.hashTo !== undefined;
  ineffective("minLength", full.analyzer !== "word", "it is for words");
  for (const name of ["minDf", "maxDf", "maxFeatures"] as const) {
    ineffective(name, hashed, "hashTo keeps no vocabulary");
  }
  ineffective("alternateSign", !hashed, "it is for hashTo");
  ineffective("smoothIdf", !full.useIdf, "useIdf is false");
  ineffective("sublinearTf", full.binary && full.sublinearTf, "binary has no counts");
  // The logarithm of a count, and presence, have no meaning for counts that may be negative.
  const signed = hashed && full.alternateSign;
  for (const name of ["binary", "sublinearTf"] as const) {
    checkConfig("ngrams", signed ? { [name]: full[name] } : {}, {
      [name]: { accepts: (value) => value === false, expected: "false while hashTo counts with alternateSign" },
    });
  }
}
