/** The element types that can be read and written, by ONNX's own lower-case names. */
export type OnnxDatatype = keyof OnnxArrays;

/** What holds the elements of a tensor of each type. 16-bit floats stay as their bits; a bool is 0 or 1. */
export interface OnnxArrays {
  readonly float: Float32Array;
  readonly uint8: Uint8Array;
  readonly int8: Int8Array;
  readonly uint16: Uint16Array;
  readonly int16: Int16Array;
  readonly int32: Int32Array;
  readonly int64: BigInt64Array;
  readonly string: readonly string[];
  readonly bool: Uint8Array;
  readonly float16: Uint16Array;
  readonly double: Float64Array;
  readonly uint32: Uint32Array;
  readonly uint64: BigUint64Array;
  readonly bfloat16: Uint16Array;
}

/** A constant: `data` is row-major and holds as many elements as the product of `dims` (one for a scalar, `dims` = []). */
export type OnnxTensor = {
  readonly [D in OnnxDatatype]: {
    readonly name: string;
    readonly datatype: D;
    readonly dims: readonly number[];
    readonly data: OnnxArrays[D];
  };
}[OnnxDatatype];

/** A 64-bit integer: a number while it is safe (below 2^53 in size), else a bigint. */
export type OnnxInt = number | bigint;

/** A named setting of a node. `float` and `floats` are rounded to 32 bits in the file. */
export type OnnxAttribute = { readonly name: string } & OnnxAttributeValue;

/** What an attribute holds, by its kind in the file. */
export type OnnxAttributeValue =
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "int"; readonly value: OnnxInt }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "tensor"; readonly value: OnnxTensor }
  | { readonly kind: "graph"; readonly value: OnnxGraph }
  | { readonly kind: "floats"; readonly value: readonly number[] }
  | { readonly kind: "ints"; readonly value: readonly OnnxInt[] }
  | { readonly kind: "strings"; readonly value: readonly string[] };

/** One operation. An empty name among `inputs` or `outputs` is an optional one left out; `domain` "" is the standard set. */
export interface OnnxNode {
  readonly name: string;
  readonly opType: string;
  readonly domain: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly OnnxAttribute[];
}

/** An extent: a number, the name of a free one such as "n", or null when nothing is known. */
export type OnnxDimension = number | string | null;

/** The name and type of an input or an output; `shape` is null when not even the rank is known. */
export interface OnnxValueInfo {
  readonly name: string;
  readonly datatype: OnnxDatatype;
  readonly shape: readonly OnnxDimension[] | null;
}

/** A graph of nodes in the order in which they can run. */
export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
}

/** A version of one operator set; `domain` "" is the standard one. */
export interface OnnxOpset {
  readonly domain: string;
  readonly version: number;
}

/** A whole model file. Metadata keep their order. */
export interface OnnxModel {
  readonly irVersion: number;
  readonly opsets: readonly OnnxOpset[];
  readonly producerName: string;
  readonly producerVersion: string;
  readonly domain: string;
  readonly modelVersion: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly graph: OnnxGraph;
}
