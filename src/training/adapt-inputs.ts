import { GyreError } from "../core/index.js";
import type { Table } from "../learn/index.js";
import { graphBuilder, intValue, type OnnxGraph, type OnnxValueInfo } from "../onnx/index.js";

/** Nodes in front of a graph that turn the features into its inputs. */
export interface Front extends Pick<OnnxGraph, "nodes" | "initializers" | "inputs"> {
  /** Values of the graph that get other names, as theirs are now those of features or of what is made from them. */
  readonly renamed: ReadonlyMap<string, string>;
}

/** ONNX's numbers of the element types that numbers can be cast to. */
const CAST_TO: Readonly<Record<string, number>> = { float: 1, int32: 6, int64: 7, bool: 9, double: 11 };

type Kind = "number" | "category";

/**
 * What feeds the inputs of a script's graph; null where each can be fed with the feature of its name. Throws `training.script_failed` for an
 * input that no feature fits.
 */
export function adaptInputs(graph: OnnxGraph, table: Table, names: readonly string[]): Front | null {
  const constants = new Set(graph.initializers.map(({ name }) => name));
  const wanted = graph.inputs.filter(({ name }) => !constants.has(name));
  const isPlain = wanted.every((input) => isPlainColumn(input, table));
  if (isPlain) return null;
  const front = graphBuilder(graph.name, [...names, ...table.names]);
  const renamed = new Map<string, string>();
  const declared = new Set<string>();
  const column = (name: string, kind: Kind): string => {
    if (!declared.has(name)) front.input(name, kind === "number" ? "double" : "string", ["n", 1]);
    declared.add(name);
    return name;
  };
  for (const input of wanted) {
    const kind: Kind = input.datatype === "string" ? "category" : "number";
    const parts = columnsFor(input, kind, table).map((name) => column(name, kind));
    const joined = parts.length === 1 ? parts[0] : front.node("Concat", parts, { attributes: { axis: intValue(1) } });
    renamed.set(input.name, castTo(input, joined, front));
  }
  for (const name of names) {
    if (declared.has(name) && !renamed.has(name)) renamed.set(name, `${name}/of the script's model`);
  }
  const { nodes, initializers, inputs } = front.build();
  return { nodes, initializers, inputs, renamed };
}

/** Whether an input can be fed with a feature as it is. */
function isPlainColumn({ name, datatype, shape }: OnnxValueInfo, table: Table): boolean {
  const column = table.columns[table.names.indexOf(name)];
  if (!column || (shape !== null && shape.length > 1 && shape[1] !== 1)) return false;
  return column.kind === "category" ? datatype === "string" : datatype === "double" || datatype === "float";
}

function columnsFor(input: OnnxValueInfo, kind: Kind, table: Table): readonly string[] {
  const all = table.names.filter((_, c) => table.columns[c].kind === kind);
  const own = table.names.indexOf(input.name);
  const width = input.shape?.[1];
  if (own >= 0 && (width === undefined || width === 1 || typeof width !== "number")) {
    if (table.columns[own].kind === kind) return [input.name];
    throw unfit(input, `the feature of that name is a ${table.columns[own].kind}`);
  }
  if (typeof width === "number" && width !== all.length)
    throw unfit(
      input,
      `it is no feature's name, and takes ${width} columns where there are ${all.length} of that kind`,
    );
  if (all.length === 0) throw unfit(input, "there is no feature of that kind");
  return all;
}

function castTo(input: OnnxValueInfo, value: string, front: ReturnType<typeof graphBuilder>): string {
  const typed =
    input.datatype === "double" || input.datatype === "string"
      ? value
      : front.node("Cast", [value], { attributes: { to: intValue(numberOf(input)) } });
  return input.shape?.length === 1 ? front.node("Reshape", [typed, front.int64s([-1])]) : typed;
}

function numberOf(input: OnnxValueInfo): number {
  const to = CAST_TO[input.datatype];
  if (to !== undefined) return to;
  throw unfit(input, `features are numbers and texts, which do not become ${input.datatype}`);
}

function unfit({ name, datatype, shape }: OnnxValueInfo, reason: string): GyreError {
  const extents = shape?.map((extent) => extent ?? "?").join(",") ?? "?";
  return new GyreError(
    "training.script_failed",
    `the script's model has an input ${name}, ${datatype} [${extents}], that cannot be fed: ${reason}`,
    { hint: "an input has a feature's name and one column, or takes all number columns in the order of GYRE_TRAIN" },
  );
}
