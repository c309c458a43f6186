import type { OnnxAttribute, OnnxGraph, OnnxNode } from "../onnx/index.js";

/** A graph whose values have other names, where `names` says so; graphs inside its nodes see values of the outer one, so theirs too. */
export function renamedValues(graph: OnnxGraph, names: ReadonlyMap<string, string>): OnnxGraph {
  if (names.size === 0) return graph;
  const to = (name: string): string => names.get(name) ?? name;
  const named = <T extends { readonly name: string }>(value: T): T => ({ ...value, name: to(value.name) });
  const attribute = (one: OnnxAttribute): OnnxAttribute =>
    one.kind === "graph" ? { ...one, value: renamedValues(one.value, names) } : one;
  const node = (one: OnnxNode): OnnxNode => ({
    ...one,
    inputs: one.inputs.map(to),
    outputs: one.outputs.map(to),
    attributes: one.attributes.map(attribute),
  });
  return {
    ...graph,
    nodes: graph.nodes.map(node),
    initializers: graph.initializers.map(named),
    inputs: graph.inputs.map(named),
    outputs: graph.outputs.map(named),
  };
}
