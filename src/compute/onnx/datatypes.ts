import { Tensor as OrtTensor } from "onnxruntime-node";
import { GyreError } from "../../core/index.js";
import type { Tensor } from "../../registry/index.js";

/** Open Inference datatype → ONNX Runtime element type. FP16 and BF16 have no form in JSON and are not offered. */
const ORT_TYPE: Readonly<Record<string, OrtTensor.Type>> = {
  FP64: "float64",
  FP32: "float32",
  INT64: "int64",
  INT32: "int32",
  INT16: "int16",
  INT8: "int8",
  UINT64: "uint64",
  UINT32: "uint32",
  UINT16: "uint16",
  UINT8: "uint8",
  BOOL: "bool",
  BYTES: "string",
};

const DATATYPE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(ORT_TYPE).map(([datatype, type]) => [type, datatype])),
  float16: "FP16",
};

/** The Open Inference name of an ONNX Runtime element type. */
export function datatypeOf(type: string): string {
  return DATATYPE[type] ?? type.toUpperCase();
}

/** An ONNX Runtime tensor over the same values; copied only where the runtime wants another element width. */
export function toOrt(tensor: Tensor): OrtTensor {
  const type = ORT_TYPE[tensor.datatype];
  if (type === undefined)
    throw new GyreError("onnx.unsupported", `the datatype ${tensor.datatype} of input '${tensor.name}' cannot be run`, {
      details: { input: tensor.name, datatype: tensor.datatype },
    });
  return new OrtTensor(type, widened(tensor) as OrtTensor.DataType, tensor.shape);
}

function widened(tensor: Tensor): unknown {
  const data = tensor.data;
  switch (tensor.datatype) {
    case "INT16":
      return Int16Array.from(data as Int32Array);
    case "INT8":
      return Int8Array.from(data as Int32Array);
    case "UINT16":
      return Uint16Array.from(data as Int32Array);
    case "UINT32":
      return Uint32Array.from(data as BigInt64Array, Number);
    case "UINT64":
      return BigUint64Array.from(data as BigInt64Array);
    default:
      return data;
  }
}

/** The runtime's tensor as plain data, in the containers that {@link Tensor} names. */
export function fromOrt(name: string, tensor: OrtTensor): Tensor {
  return {
    name,
    datatype: datatypeOf(tensor.type),
    shape: [...tensor.dims],
    data: narrowed(tensor.type, tensor.data),
  };
}

function narrowed(type: OrtTensor.Type, data: OrtTensor.DataType): Tensor["data"] {
  switch (type) {
    case "float64":
    case "float32":
    case "int32":
    case "int64":
    case "uint8":
    case "string":
      return data as Tensor["data"];
    case "bool":
      return Uint8Array.from(data as Uint8Array);
    case "int16":
    case "int8":
    case "uint16":
      return Int32Array.from(data as Int16Array);
    case "uint32":
      return BigInt64Array.from(data as Uint32Array as unknown as Iterable<number>, BigInt);
    case "uint64":
      return BigInt64Array.from(data as BigUint64Array);
    default:
      throw new GyreError("onnx.unsupported", `an output of type ${type} cannot be read`, { details: { type } });
  }
}
