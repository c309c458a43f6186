import type {
  OnnxAttribute,
  OnnxAttributeValue,
  OnnxDatatype,
  OnnxDimension,
  OnnxGraph,
  OnnxNode,
  OnnxTensor,
  OnnxValueInfo,
} from "./types.js";

/** What goes with an operation besides its inputs. */
export interface NodeOptions {
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, OnnxAttributeValue>>;
  /** The name of the value that it makes; a free one by default. */
  readonly output?: string;
}

/** Writes a graph in the order in which it runs. Values are passed on by name. */
export interface GraphBuilder {
  /** Declares an input and gives its name back. */
  input(name: string, datatype: OnnxDatatype, shape: readonly OnnxDimension[]): string;
  /** Adds a row of doubles with the given shape ([length] by default). */
  doubles(values: ArrayLike<number>, dims?: readonly number[]): string;
  int64s(values: readonly number[]): string;
  /** Adds an operation with one output and gives the name of that output. */
  node(opType: string, inputs: readonly string[], options?: NodeOptions): string;
  /** Adds an operation with `count` outputs and gives their names; `options.output` names the first. */
  nodeOutputs(opType: string, inputs: readonly string[], count: number, options?: NodeOptions): readonly string[];
  /** Declares that the value of this name is an output. */
  output(name: string, datatype: OnnxDatatype, shape: readonly OnnxDimension[]): void;
  build(): OnnxGraph;
}

/** An empty graph. `taken` names belong to the caller's inputs and outputs: a free name never meets one of them. */
export function graphBuilder(graphName: string, taken: readonly string[]): GraphBuilder {
  const names = new Set(taken);
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  const inputs: OnnxValueInfo[] = [];
  const outputs: OnnxValueInfo[] = [];

  const free = (stem: string): string => {
    let name = `${stem}_${nodes.length + initializers.length}`;
    while (names.has(name)) name = `_${name}`;
    names.add(name);
    return name;
  };
  const add = (opType: string, nodeInputs: readonly string[], outputs: string[], options: NodeOptions): void => {
    const { domain = "", attributes = {} } = options;
    const list: OnnxAttribute[] = Object.entries(attributes).map(([name, value]) => ({ name, ...value }));
    nodes.push({ name: `${opType}/${outputs[0]}`, opType, domain, inputs: nodeInputs, outputs, attributes: list });
  };
  return {
    input(name, datatype, shape) {
      inputs.push({ name, datatype, shape });
      return name;
    },
    doubles(values, dims = [values.length]) {
      const name = free("constant");
      initializers.push({ name, datatype: "double", dims, data: Float64Array.from(values) });
      return name;
    },
    int64s(values) {
      const name = free("constant");
      initializers.push({
        name,
        datatype: "int64",
        dims: [values.length],
        data: BigInt64Array.from(values, (value) => BigInt(value)),
      });
      return name;
    },
    node(opType, nodeInputs, options = {}) {
      const output = options.output ?? free(opType);
      add(opType, nodeInputs, [output], options);
      return output;
    },
    nodeOutputs(opType, nodeInputs, count, options = {}) {
      const outputs = Array.from({ length: count }, (_, i) => (i === 0 && options.output) || free(`${opType}_${i}`));
      add(opType, nodeInputs, outputs, options);
      return outputs;
    },
    output(name, datatype, shape) {
      outputs.push({ name, datatype, shape });
    },
    build: () => ({ name: graphName, nodes, initializers, inputs, outputs }),
  };
}
