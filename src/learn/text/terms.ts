import type { Analysis } from "./config.js";

/** Python's white space, inside of a character class of a regular expression. */
export const WHITE_SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";

/** Letters, numbers and the underscore of all scripts: Python's `\w`, inside of a character class. */
export const WORD_CHARACTERS = "\\p{L}\\p{N}_";

const SPACE_RUNS = new RegExp(`[${WHITE_SPACE}]{2,}`, "gu");
const SPACES = new RegExp(`[${WHITE_SPACE}]+`, "u");

/**
 * Lower case letter by letter, whatever the neighbours: a sigma at the end of a word is σ like any other, and İ is i. So a graph
 * that looks letters up one by one agrees.
 */
export function lowerCase(text: string): string {
  return text.replaceAll("Σ", "σ").replaceAll("İ", "i").toLowerCase();
}

/** A function that gives the terms of a text, with repetition, as scikit-learn's analyzers do. */
export function termsOf(analysis: Analysis): (text: string) => string[] {
  const { minN, maxN } = analysis;
  const prepared = analysis.lowercase ? lowerCase : (text: string) => text;
  if (analysis.analyzer === "word") {
    const words = new RegExp(`[${WORD_CHARACTERS}]{${analysis.minLength},}`, "gu");
    return (text) => slices(prepared(text).match(words) ?? [], { minN, maxN, joint: " " });
  }
  if (analysis.analyzer === "char") {
    return (text) => slices([...prepared(text).replace(SPACE_RUNS, " ")], { minN, maxN, joint: "" });
  }
  return (text) => {
    const words = prepared(text).split(SPACES);
    return words.flatMap((word) => (word === "" ? [] : wordSlices([..." ", ...word, " "], minN, maxN)));
  };
}

function slices(
  parts: readonly string[],
  { minN, maxN, joint }: { readonly minN: number; readonly maxN: number; readonly joint: string },
): string[] {
  const terms: string[] = [];
  for (let n = minN; n <= maxN; n++) {
    if (n === 1) terms.push(...parts);
    else for (let i = 0; i + n <= parts.length; i++) terms.push(parts.slice(i, i + n).join(joint));
  }
  return terms;
}

/** A word shorter than `minN` is one term, whole. */
function wordSlices(characters: readonly string[], minN: number, maxN: number): string[] {
  if (characters.length < minN) return [characters.join("")];
  return slices(characters, { minN, maxN, joint: "" });
}
