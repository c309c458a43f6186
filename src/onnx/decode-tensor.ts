import { bigintsOf, bytesOf, countOf, fieldsOf, floatsOf, GyreError, textOf, type WireSpan } from "../core/index.js";
import { DATATYPES, datatypeOf, littleEndian } from "./datatypes.js";
import { malformed } from "./malformed.js";
import type { OnnxArrays, OnnxDatatype, OnnxTensor } from "./types.js";

/** The elements of a tensor as the file may hold them: raw bytes, or one of the typed lists. */
interface Stored {
  raw: Uint8Array | null;
  readonly numbers: number[];
  readonly integers: bigint[];
  readonly texts: string[];
}

type NumericDatatype = Exclude<OnnxDatatype, "string">;

const ARRAYS: { readonly [D in NumericDatatype]: new (buffer: ArrayBuffer) => OnnxArrays[D] } = {
  float: Float32Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
  float16: Uint16Array,
  double: Float64Array,
  uint32: Uint32Array,
  uint64: BigUint64Array,
  bfloat16: Uint16Array,
};

/** A TensorProto. Raw bytes and typed lists are both read; data kept outside the file are refused. */
export function decodeTensor(message: WireSpan): OnnxTensor {
  const dims: number[] = [];
  const stored: Stored = { raw: null, numbers: [], integers: [], texts: [] };
  let name = "";
  let code = 0;
  for (const field of fieldsOf(message)) {
    if (field.number === 1) dims.push(...bigintsOf(message, field).map((value) => extent(value, field.start)));
    else if (field.number === 2) code = countOf(message, field);
    else if (field.number === 4) append(stored.numbers, floatsOf(message, field, 4));
    else if (field.number === 5 || field.number === 7 || field.number === 11)
      append(stored.integers, bigintsOf(message, field));
    else if (field.number === 6) stored.texts.push(textOf(message, field));
    else if (field.number === 8) name = textOf(message, field);
    else if (field.number === 9) stored.raw = bytesOf(message, field);
    else if (field.number === 10) append(stored.numbers, floatsOf(message, field, 8));
    else if (field.number === 13 || (field.number === 14 && countOf(message, field) === 1)) throw outside(name);
  }
  const datatype = datatypeOf(code);
  if (datatype === undefined) throw unsupportedType(code, `tensor "${name}"`);
  const elements = dims.reduce((product, dim) => product * dim, 1);
  return { name, datatype, dims, data: elementsOf(datatype, stored, elements, message.start) } as OnnxTensor;
}

/** The failure for a datatype that this reader does not know. */
export function unsupportedType(code: number, where: string): GyreError {
  return new GyreError("onnx.unsupported", `expected a known element type in ${where}, got type number ${code}`, {
    details: { code },
  });
}

function outside(name: string): GyreError {
  return new GyreError(
    "onnx.unsupported",
    `expected tensor "${name}" inside the file, got a reference to another file`,
    {
      hint: "save the model as one file, with its weights inside",
    },
  );
}

function extent(value: bigint, offset: number): number {
  if (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)) throw malformed("a tensor extent of 0 or more", offset);
  return Number(value);
}

// Spreading a long list into push() would exhaust the stack.
function append<T>(into: T[], values: readonly T[]): void {
  for (const value of values) into.push(value);
}

function elementsOf(
  datatype: OnnxDatatype,
  stored: Stored,
  elements: number,
  offset: number,
): OnnxArrays[OnnxDatatype] {
  const expect = (count: number): void => {
    if (count !== elements) throw malformed(`${elements} elements (${count} came) in the tensor`, offset);
  };
  if (datatype === "string") {
    expect(stored.texts.length);
    return stored.texts;
  }
  const { sizeBytes } = DATATYPES[datatype];
  if (stored.raw !== null) {
    expect(stored.raw.length / sizeBytes);
    return fromRaw(datatype, stored.raw);
  }
  const floating = datatype === "float" || datatype === "double";
  expect(floating ? stored.numbers.length : stored.integers.length);
  return fromLists(datatype, stored, elements * sizeBytes);
}

function fromRaw(datatype: NumericDatatype, raw: Uint8Array): OnnxArrays[NumericDatatype] {
  // A copy starts at offset 0, as a wider view needs, and does not keep the whole file in memory. Not `slice()`: that of
  // Node's Buffer does not copy.
  const copy = littleEndian(new Uint8Array(raw), DATATYPES[datatype].sizeBytes);
  return new ARRAYS[datatype](copy.buffer as ArrayBuffer);
}

function fromLists(datatype: NumericDatatype, stored: Stored, sizeBytes: number): OnnxArrays[NumericDatatype] {
  const data = new ARRAYS[datatype](new ArrayBuffer(sizeBytes));
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) data.set(stored.integers);
  else if (data instanceof Float32Array || data instanceof Float64Array) data.set(stored.numbers);
  else data.set(stored.integers.map(Number));
  return data;
}
