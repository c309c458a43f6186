import { type GraphBuilder, graphBuilder, intValue, type OnnxAttributeValue, textsValue } from "../../onnx/index.js";

/** A text as the value of an attribute. */
export function textValue(value: string): OnnxAttributeValue {
  return { kind: "string", value };
}

/** A constant text that goes with any shape, (1). */
export function textConstant(graph: GraphBuilder, text: string): string {
  return graph.node("Constant", [], { attributes: { value: textsValue([text]) } });
}

/** `text` in the shape of the texts `like`. */
export function filledLike(graph: GraphBuilder, like: string, text: string): string {
  return graph.node("Where", [graph.node("Equal", [like, like]), textConstant(graph, text), like]);
}

/** 1 where two values are equal. */
export function equal(graph: GraphBuilder, a: string, b: string): string {
  return graph.node("Equal", [a, b]);
}

/**
 * The parts of texts that match `pattern` (RE2), along a new last axis, filled up with the empty text. ONNX Runtime's own
 * com.microsoft.Tokenizer.
 */
export function matches(graph: GraphBuilder, texts: string, pattern: string): string {
  return graph.node("Tokenizer", [texts], {
    domain: "com.microsoft",
    attributes: { mark: intValue(0), mincharnum: intValue(1), pad_value: textValue(""), tokenexp: textValue(pattern) },
  });
}

/** Each character of texts, along a new last axis. */
export function characters(graph: GraphBuilder, texts: string): string {
  return matches(graph, texts, "(?s:.)");
}

/** Scripts with upper and lower case are in Unicode's first two planes. */
const CASED_BELOW = 0x20000;

/** Characters in lower case, one by one, as `lowerCase` does; ONNX Runtime's StringNormalizer depends on the machine's locales. */
export function lowerCharacters(graph: GraphBuilder, texts: string, lowerCase: (text: string) => string): string {
  const upper: string[] = [];
  for (let code = 0; code < CASED_BELOW; code++) {
    const character = String.fromCodePoint(code);
    if (lowerCase(character) !== character) upper.push(character);
  }
  const lower = graph.node("LabelEncoder", [texts], {
    domain: "ai.onnx.ml",
    attributes: {
      keys_strings: { kind: "strings", value: upper },
      values_strings: { kind: "strings", value: upper.map(lowerCase) },
      default_string: textValue(""),
    },
  });
  return graph.node("Where", [equal(graph, lower, textConstant(graph, "")), texts, lower]);
}

/** The texts of the last of three axes of `parts` (n, w, c) joined, (n, w). `like` are any texts of the shape (n, w). */
export function joined(graph: GraphBuilder, parts: string, like: string): string {
  // Names in the body of a loop must not be those of the graph around it.
  const named = (name: string): string => `${parts}/${name}`;
  const body = graphBuilder(named("join"), []);
  const at = body.input(named("at"), "int64", []);
  const goes = body.input(named("goes"), "bool", []);
  const before = body.input(named("before"), "string", ["n", "w"]);
  const part = body.node("Gather", [parts, at], { attributes: { axis: intValue(2) }, output: named("part") });
  body.output(body.node("Identity", [goes], { output: named("goes on") }), "bool", []);
  body.output(body.node("StringConcat", [before, part], { output: named("after") }), "string", ["n", "w"]);
  const count = graph.node("Shape", [parts], { attributes: { start: intValue(2), end: intValue(3) } });
  return graph.node("Loop", [graph.node("Squeeze", [count]), "", filledLike(graph, like, "")], {
    attributes: { body: { kind: "graph", value: body.build() } },
  });
}
