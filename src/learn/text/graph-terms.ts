import { type GraphBuilder, intValue } from "../../onnx/index.js";
import type { Analysis } from "./config.js";
import {
  characters,
  equal,
  filledLike,
  joined,
  lowerCharacters,
  matches,
  textConstant,
  textValue,
} from "./graph-strings.js";
import { lowerCase } from "./terms.js";

// RE2's spelling of the classes of terms.ts.
const SPACE =
  "\\t-\\r\\x1c-\\x20\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}";
const WORD = "\\pL\\pN_";

/** What stands for no word while words are taken apart: a code point that Unicode keeps out of texts. */
const NO_WORD = "\uffff";

/**
 * What terms are made of, in order, for texts (n, 1): words, or characters, (n, t) with t ≥ 1. An empty text stands for nothing,
 * and no term goes across it.
 */
export function addParts(graph: GraphBuilder, texts: string, analysis: Analysis): string {
  if (analysis.analyzer === "word") return words(graph, texts, analysis);
  if (analysis.analyzer === "charWb") return charactersOfWords(graph, texts, analysis.lowercase);
  const runs = `[${SPACE}]{2,}`;
  const found = flattened(graph, texts, `${runs}|(?s:.)`, "");
  const isRun = graph.node("RegexFullMatch", [found], { attributes: { pattern: textValue(runs) } });
  const single = graph.node("Where", [isRun, textConstant(graph, " "), found]);
  return analysis.lowercase ? lowerCharacters(graph, single, lowerCase) : single;
}

function words(graph: GraphBuilder, texts: string, { minLength, lowercase }: Analysis): string {
  const found = flattened(graph, texts, `[${WORD}]{${minLength},}`, "");
  if (!lowercase) return found;
  const lower = lowerCharacters(graph, characters(graph, found), lowerCase);
  return joined(graph, lower, found);
}

/** Characters of each word with a space at both ends, and nothing between the words. */
function charactersOfWords(graph: GraphBuilder, texts: string, lowercase: boolean): string {
  const found = flattened(graph, texts, `[^${SPACE}]+`, NO_WORD);
  const space = textConstant(graph, " ");
  const spaced = graph.node("StringConcat", [graph.node("StringConcat", [space, found]), space]);
  const isWord = graph.node("Not", [
    graph.node("Or", [equal(graph, found, textConstant(graph, NO_WORD)), equal(graph, found, textConstant(graph, ""))]),
  ]);
  const parts = characters(graph, graph.node("Where", [isWord, spaced, textConstant(graph, NO_WORD)]));
  const gap = filledLike(graph, graph.node("Unsqueeze", [found, graph.int64s([2])]), "");
  const apart = graph.node("Concat", [parts, gap], { attributes: { axis: intValue(2) } });
  const row = graph.node("Flatten", [apart], { attributes: { axis: intValue(1) } });
  const single = graph.node("Where", [equal(graph, row, textConstant(graph, NO_WORD)), textConstant(graph, ""), row]);
  return lowercase ? lowerCharacters(graph, single, lowerCase) : single;
}

/** The matches in texts (n, 1) as (n, t), with one more column of `last`, so that t ≥ 1 even where nothing matches. */
function flattened(graph: GraphBuilder, texts: string, pattern: string, last: string): string {
  const found = graph.node("Squeeze", [matches(graph, texts, pattern), graph.int64s([1])]);
  return graph.node("Concat", [found, filledLike(graph, texts, last)], { attributes: { axis: intValue(1) } });
}
