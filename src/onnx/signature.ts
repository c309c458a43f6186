import type { OnnxDatatype, OnnxModel, OnnxValueInfo } from "./types.js";

/** The names that the Open Inference Protocol gives to element types. */
export type ProtocolDatatype =
  | "BOOL"
  | "UINT8"
  | "UINT16"
  | "UINT32"
  | "UINT64"
  | "INT8"
  | "INT16"
  | "INT32"
  | "INT64"
  | "FP16"
  | "BF16"
  | "FP32"
  | "FP64"
  | "BYTES";

/** One input or output of a model as a caller sees it; −1 is an extent that may vary. */
export interface SignatureTensor {
  readonly name: string;
  readonly datatype: ProtocolDatatype;
  readonly shape: readonly number[];
}

/** What a model takes and gives. */
export interface Signature {
  readonly inputs: readonly SignatureTensor[];
  readonly outputs: readonly SignatureTensor[];
}

const PROTOCOL_NAMES: Readonly<Record<OnnxDatatype, ProtocolDatatype>> = {
  bool: "BOOL",
  uint8: "UINT8",
  uint16: "UINT16",
  uint32: "UINT32",
  uint64: "UINT64",
  int8: "INT8",
  int16: "INT16",
  int32: "INT32",
  int64: "INT64",
  float16: "FP16",
  bfloat16: "BF16",
  float: "FP32",
  double: "FP64",
  string: "BYTES",
};

/** The inputs and outputs of a model, in file order. Inputs that have a constant as default are left out. */
export function signatureOf(model: OnnxModel): Signature {
  const constants = new Set(model.graph.initializers.map((tensor) => tensor.name));
  return {
    inputs: model.graph.inputs.filter((input) => !constants.has(input.name)).map(signatureTensor),
    outputs: model.graph.outputs.map(signatureTensor),
  };
}

function signatureTensor(info: OnnxValueInfo): SignatureTensor {
  const shape = (info.shape ?? []).map((dim) => (typeof dim === "number" ? dim : -1));
  return { name: info.name, datatype: PROTOCOL_NAMES[info.datatype], shape };
}
