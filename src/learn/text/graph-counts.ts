import { type GraphBuilder, intsValue, intValue } from "../../onnx/index.js";
import type { Analysis } from "./config.js";
import { equal, filledLike, textConstant, textValue } from "./graph-strings.js";
import type { NgramsState } from "./state.js";

/** How often each of `terms` is among the parts (n, t), double (n, terms.length). */
export function addTermCounts(
  graph: GraphBuilder,
  parts: string,
  terms: readonly string[],
  analysis: Analysis,
): string {
  const split = terms.map((term) => (analysis.analyzer === "word" ? term.split(" ") : [...term]));
  const sizes = split.map((term) => term.length);
  const longest = Math.max(...sizes);
  const order = Array.from(terms.keys()).sort((i, j) => sizes[i] - sizes[j] || i - j);
  const starts: number[] = [];
  let pooled = 0;
  for (let size = 1; size <= longest; size++) {
    starts.push(pooled);
    pooled += size * sizes.filter((found) => found === size).length;
  }
  const counts = graph.node("TfIdfVectorizer", [parts], {
    attributes: {
      mode: textValue("TF"),
      min_gram_length: intValue(Math.min(...sizes)),
      max_gram_length: intValue(longest),
      max_skip_count: intValue(0),
      ngram_counts: intsValue(starts),
      ngram_indexes: intsValue(order),
      pool_strings: { kind: "strings", value: order.flatMap((i) => split[i]) },
    },
  });
  return graph.node("Cast", [counts], { attributes: { to: intValue(11) } });
}

/** Terms of the parts (n, t) counted by their hashes, double (n, hashTo). */
export function addHashCounts(
  graph: GraphBuilder,
  parts: string,
  analysis: Analysis,
  { hashTo, alternateSign }: NonNullable<NgramsState["hashing"]>,
): string {
  const padded = withEmptyEnd(graph, parts, analysis.maxN - 1);
  const all: Windows[] = [];
  // A padded word shorter than minN is one term, whole: at least three characters, a space at both ends.
  const first = analysis.analyzer === "charWb" ? Math.min(3, analysis.minN) : analysis.minN;
  for (let n = first; n <= analysis.maxN; n++) {
    all.push(windows(graph, padded, { n, joint: analysis.analyzer === "word" ? " " : "", whole: n < analysis.minN }));
  }
  const join = (values: readonly string[]): string =>
    values.length === 1 ? values[0] : graph.node("Concat", values, { attributes: { axis: intValue(1) } });
  const hash = graph.node("MurmurHash3", [join(all.map(({ terms }) => terms))], {
    domain: "com.microsoft",
    attributes: { positive: intValue(0), seed: intValue(0) },
  });
  // |−2^31| has no 32 bits.
  const wide = graph.node("Cast", [hash], { attributes: { to: intValue(7) } });
  const column = graph.node("Mod", [graph.node("Abs", [wide]), graph.int64s([hashTo])]);
  const one = graph.doubles([1]);
  const sign = alternateSign
    ? graph.node("Where", [graph.node("Less", [wide, graph.int64s([0])]), graph.doubles([-1]), one])
    : one;
  const step = graph.node("Where", [join(all.map(({ real }) => real)), sign, graph.doubles([0])]);
  const rows = graph.node("Shape", [parts], { attributes: { start: intValue(0), end: intValue(1) } });
  const shape = graph.node("Concat", [rows, graph.int64s([hashTo])], { attributes: { axis: intValue(0) } });
  return graph.node("ScatterElements", [graph.node("Expand", [graph.doubles([0]), shape]), column, step], {
    attributes: { axis: intValue(1), reduction: textValue("add") },
  });
}

interface Windows {
  readonly terms: string;
  /** Whether a window is a term and not partly empty. */
  readonly real: string;
}

/** All runs of n parts; with `whole` only those from a space to a space. */
function windows(
  graph: GraphBuilder,
  padded: string,
  { n, joint, whole }: { readonly n: number; readonly joint: string; readonly whole: boolean },
): Windows {
  const slices = Array.from({ length: n }, (_, i) => {
    const end = n - 1 - i === 0 ? Number.MAX_SAFE_INTEGER : -(n - 1 - i);
    return graph.node("Slice", [padded, graph.int64s([i]), graph.int64s([end]), graph.int64s([1])]);
  });
  const empty = textConstant(graph, "");
  let terms = slices[0];
  let real = graph.node("Not", [equal(graph, slices[0], empty)]);
  for (const slice of slices.slice(1)) {
    if (joint !== "") terms = graph.node("StringConcat", [terms, textConstant(graph, joint)]);
    terms = graph.node("StringConcat", [terms, slice]);
    real = graph.node("And", [real, graph.node("Not", [equal(graph, slice, empty)])]);
  }
  if (!whole) return { terms, real };
  const space = textConstant(graph, " ");
  const ends = graph.node("And", [equal(graph, slices[0], space), equal(graph, slices[n - 1], space)]);
  return { terms, real: graph.node("And", [real, ends]) };
}

/** The parts (n, t) with `count` empty ones after them, so that each run has room. */
function withEmptyEnd(graph: GraphBuilder, parts: string, count: number): string {
  if (count === 0) return parts;
  const one = graph.node("Slice", [parts, graph.int64s([0]), graph.int64s([1]), graph.int64s([1])]);
  const empty = filledLike(graph, one, "");
  const columns = Array.from({ length: count }, () => empty);
  return graph.node("Concat", [parts, ...columns], { attributes: { axis: intValue(1) } });
}
