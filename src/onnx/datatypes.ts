import type { OnnxDatatype } from "./types.js";

/** How a datatype looks in a file: its number there and the bytes of one element (0 for strings). */
interface DatatypeForm {
  readonly code: number;
  readonly sizeBytes: number;
}

/** Every readable datatype; the codes are those of `TensorProto.DataType` in onnx.proto. */
export const DATATYPES: Readonly<Record<OnnxDatatype, DatatypeForm>> = {
  float: { code: 1, sizeBytes: 4 },
  uint8: { code: 2, sizeBytes: 1 },
  int8: { code: 3, sizeBytes: 1 },
  uint16: { code: 4, sizeBytes: 2 },
  int16: { code: 5, sizeBytes: 2 },
  int32: { code: 6, sizeBytes: 4 },
  int64: { code: 7, sizeBytes: 8 },
  string: { code: 8, sizeBytes: 0 },
  bool: { code: 9, sizeBytes: 1 },
  float16: { code: 10, sizeBytes: 2 },
  double: { code: 11, sizeBytes: 8 },
  uint32: { code: 12, sizeBytes: 4 },
  uint64: { code: 13, sizeBytes: 8 },
  bfloat16: { code: 16, sizeBytes: 2 },
};

const BY_CODE = new Map(Object.entries(DATATYPES).map(([name, form]) => [form.code, name as OnnxDatatype]));

/** The datatype with this number in a file, or undefined for complex, 8-bit float and 4-bit types. */
export function datatypeOf(code: number): OnnxDatatype | undefined {
  return BY_CODE.get(code);
}

const HOST_IS_LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Bytes in the file's little-endian order from the machine's order, or back; reversed in place on a big-endian machine. */
export function littleEndian(bytes: Uint8Array, sizeBytes: number): Uint8Array {
  if (!HOST_IS_LITTLE) {
    for (let at = 0; at < bytes.length; at += sizeBytes) bytes.subarray(at, at + sizeBytes).reverse();
  }
  return bytes;
}
