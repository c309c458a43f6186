import type { OnnxAttribute, OnnxGraph, OnnxModel, OnnxNode, OnnxTensor } from "./types.js";

/** A place in which two models differ, and how. */
export interface ModelDifference {
  readonly kind: "structure" | "values" | "metadata";
  /** Such as `initializer coefficients` or `TreeEnsembleClassifier tree: nodes_values`. */
  readonly place: string;
  readonly before: string;
  readonly after: string;
  /** The largest difference of two numbers at the same position, where as many are in both. */
  readonly largest?: number;
}

/**
 * In what two models differ: the graph's structure, the numbers in it, and what stands beside. Empty when their content is the same; two files
 * may then still differ in their bytes. Cost: linear in the size.
 */
export function compareModels(before: OnnxModel, after: OnnxModel): readonly ModelDifference[] {
  return [...metadataDifferences(before, after), ...graphDifferences("graph", before.graph, after.graph)];
}

function metadataDifferences(before: OnnxModel, after: OnnxModel): readonly ModelDifference[] {
  const facts = ({ graph: _, metadata, opsets, ...rest }: OnnxModel): Readonly<Record<string, unknown>> => ({
    ...rest,
    opsets: opsets.map(({ domain, version }) => `${domain || "ai.onnx"} ${version}`).join(", "),
    ...Object.fromEntries(Object.entries(metadata).map(([key, value]) => [`metadata ${key}`, value])),
  });
  const [a, b] = [facts(before), facts(after)];
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return names.flatMap((name) => different("metadata", name, a[name], b[name]));
}

function graphDifferences(place: string, before: OnnxGraph, after: OnnxGraph): readonly ModelDifference[] {
  const signature = (values: OnnxGraph["inputs"]): string =>
    values.map(({ name, datatype, shape }) => `${name} ${datatype}[${shape ?? "?"}]`).join(", ");
  const shapes = [
    ...different("metadata", `${place} name`, before.name, after.name),
    ...different("structure", `${place} inputs`, signature(before.inputs), signature(after.inputs)),
    ...different("structure", `${place} outputs`, signature(before.outputs), signature(after.outputs)),
  ];
  const [a, b] = [before.nodes.map(outline).join("\n"), after.nodes.map(outline).join("\n")];
  if (a !== b) return [...shapes, nodeDifference(place, before.nodes, after.nodes), ...constantsOf(before, after)];
  const nodes = before.nodes.flatMap((node, i) => attributeDifferences(node, after.nodes[i]));
  return [...shapes, ...nodes, ...constantsOf(before, after)];
}

/** What a node does, without its settings. */
function outline({ opType, domain, inputs, outputs, attributes }: OnnxNode): string {
  return `${domain}:${opType}(${inputs}) -> ${outputs} {${attributes.map(({ name, kind }) => `${name} ${kind}`)}}`;
}

function nodeDifference(place: string, before: readonly OnnxNode[], after: readonly OnnxNode[]): ModelDifference {
  const at = before.findIndex((node, i) => !after[i] || outline(node) !== outline(after[i]));
  const first = at < 0 ? before.length : at;
  const shown = (nodes: readonly OnnxNode[]): string =>
    `${nodes.length} nodes, the ${first + 1}. of them ${nodes[first]?.opType ?? "not there"}`;
  return { kind: "structure", place: `${place} nodes`, before: shown(before), after: shown(after) };
}

function attributeDifferences(before: OnnxNode, after: OnnxNode): readonly ModelDifference[] {
  return before.attributes.flatMap((attribute, i) =>
    valueDifferences(
      `${before.opType} ${before.name || before.outputs[0]}: ${attribute.name}`,
      attribute,
      after.attributes[i],
    ),
  );
}

function valueDifferences(place: string, before: OnnxAttribute, after: OnnxAttribute): readonly ModelDifference[] {
  if (before.kind === "graph" && after.kind === "graph") return graphDifferences(place, before.value, after.value);
  if (before.kind === "tensor" && after.kind === "tensor") return tensorDifferences(place, before.value, after.value);
  return listDifferences(place, [before.value].flat(), [after.value].flat());
}

function constantsOf(before: OnnxGraph, after: OnnxGraph): readonly ModelDifference[] {
  const others = new Map(after.initializers.map((tensor) => [tensor.name, tensor]));
  const known = new Set(before.initializers.map(({ name }) => name));
  const gone = before.initializers.flatMap((tensor) => {
    const other = others.get(tensor.name);
    const place = `initializer ${tensor.name}`;
    return other ? tensorDifferences(place, tensor, other) : different("structure", place, "there", "not there");
  });
  const added = after.initializers.filter(({ name }) => !known.has(name));
  return [...gone, ...added.flatMap(({ name }) => different("structure", `initializer ${name}`, "not there", "there"))];
}

function tensorDifferences(place: string, before: OnnxTensor, after: OnnxTensor): readonly ModelDifference[] {
  const type = ({ datatype, dims }: OnnxTensor): string => `${datatype}[${dims}]`;
  if (type(before) !== type(after)) return different("structure", place, type(before), type(after));
  return listDifferences(place, Array.from<unknown>(before.data), Array.from<unknown>(after.data));
}

function listDifferences(
  place: string,
  before: readonly unknown[],
  after: readonly unknown[],
): readonly ModelDifference[] {
  if (before.length !== after.length)
    return different("structure", place, `${before.length} values`, `${after.length} values`);
  const at = before.findIndex((value, i) => !Object.is(value, after[i]));
  if (at < 0) return [];
  const differing = before.filter((value, i) => !Object.is(value, after[i])).length;
  const kept = { kind: "values", place, before: shown(before[at]), after: shown(after[at]) } as const;
  const largest = before.reduce<number>((most, value, i) => Math.max(most, distance(value, after[i])), 0);
  const where = differing === 1 ? place : `${place} (${differing} of ${before.length} values)`;
  return [largest > 0 ? { ...kept, place: where, largest } : { ...kept, place: where }];
}

function distance(a: unknown, b: unknown): number {
  if (typeof a === "bigint" && typeof b === "bigint") return Math.abs(Number(a - b));
  if (typeof a !== "number" || typeof b !== "number" || Object.is(a, b)) return 0;
  const apart = Math.abs(a - b);
  return Number.isNaN(apart) ? Number.POSITIVE_INFINITY : apart;
}

function different(
  kind: ModelDifference["kind"],
  place: string,
  before: unknown,
  after: unknown,
): readonly ModelDifference[] {
  return Object.is(before, after) ? [] : [{ kind, place, before: shown(before), after: shown(after) }];
}

function shown(value: unknown): string {
  return value === undefined ? "not there" : String(value).slice(0, 200);
}
