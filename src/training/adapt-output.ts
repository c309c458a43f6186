import { GyreError } from "../core/index.js";
import { graphBuilder, intValue, type OnnxGraph, type OnnxValueInfo } from "../onnx/index.js";

/** The output that the loop asks for: the probabilities of 0 and of 1. */
export const PROBABILITIES = "probabilities";

/** Element types of probabilities with ONNX's numbers. */
const FLOATS: Readonly<Record<string, number>> = { float: 1, double: 11 };

/** The output that holds the probabilities. Throws `training.script_failed` where none does. */
export function findProbabilities(graph: OnnxGraph): OnnxValueInfo {
  const floats = graph.outputs.filter(({ datatype }) => datatype in FLOATS);
  const found = floats.find(({ name }) => name === PROBABILITIES) ?? (floats.length === 1 ? floats[0] : undefined);
  if (found === undefined) throw unfit(graph, `there are ${floats.length} outputs of floats, none of that name`);
  const width = found.shape?.[1];
  if (typeof width === "number" && width > 2) throw unfit(graph, `${found.name} has ${width} columns`);
  return found;
}

/** Whether the loop can ask it as it is. */
export function isAsAsked({ name, shape }: OnnxValueInfo): boolean {
  return name === PROBABILITIES && shape?.length === 2 && shape[1] === 2;
}

/** Nodes behind a graph that make `probabilities` (n, 2) of the output `found`; the other outputs stay. */
export function adaptOutput(
  graph: OnnxGraph,
  found: OnnxValueInfo,
  taken: readonly string[],
): Pick<OnnxGraph, "nodes" | "initializers" | "outputs"> {
  const back = graphBuilder(graph.name, [...taken, PROBABILITIES]);
  const isOneColumn = found.shape !== null && (found.shape.length < 2 || found.shape[1] === 1);
  if (isOneColumn) {
    const column = back.node("Reshape", [found.name, back.int64s([-1, 1])]);
    const one = back.node("Cast", [back.doubles([1], [1, 1])], {
      attributes: { to: intValue(FLOATS[found.datatype]) },
    });
    const rest = back.node("Sub", [one, column]);
    back.node("Concat", [rest, column], { output: PROBABILITIES, attributes: { axis: intValue(1) } });
  } else {
    back.node("Identity", [found.name], { output: PROBABILITIES });
  }
  const { nodes, initializers } = back.build();
  const others = graph.outputs.filter(({ name }) => name !== found.name);
  return { nodes, initializers, outputs: [...others, { ...found, name: PROBABILITIES, shape: ["n", 2] }] };
}

function unfit({ outputs }: OnnxGraph, reason: string): GyreError {
  const listed = outputs.map(({ name, datatype }) => `${name} (${datatype})`).join(", ");
  return new GyreError(
    "training.script_failed",
    `expected the script's model to have an output ${PROBABILITIES} with the probabilities of 0 and 1, got ${listed}: ${reason}`,
    { hint: "export the classifier with its probabilities as one tensor of floats (n, 2)" },
  );
}
