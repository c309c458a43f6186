import { GyreError } from "../../core/index.js";
import type { Tensor } from "../../registry/index.js";

/** Least and greatest value of the integer datatypes; what a JSON number holds exactly ends at 2^53 − 1. */
const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  INT8: [-128, 127],
  INT16: [-32_768, 32_767],
  INT32: [-2_147_483_648, 2_147_483_647],
  INT64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  UINT8: [0, 255],
  UINT16: [0, 65_535],
  UINT32: [0, 4_294_967_295],
  UINT64: [0, Number.MAX_SAFE_INTEGER],
};

/** Where data stands, for messages. */
interface Place {
  readonly input: string;
  readonly datatype: string;
  readonly path: string;
}

/**
 * The elements of a JSON tensor in the container of its datatype. Throws `serving.bad_request` naming the first element that is not of
 * the datatype; a whole number beyond ±(2^53 − 1) is refused, since JSON readers would have rounded it.
 */
export function tensorData(place: Place, data: readonly unknown[]): Tensor["data"] {
  switch (place.datatype) {
    case "FP64":
      return Float64Array.from(checked(place, data, isNumber, "a number"));
    case "FP32":
      return Float32Array.from(checked(place, data, isFloat, "a number that FP32 can hold"));
    case "BOOL":
      return Uint8Array.from(checked(place, data, isBoolean, "true or false"), Number);
    case "BYTES":
      return checked(place, data, isText, "text");
    default:
      return integers(place, data);
  }
}

function integers(place: Place, data: readonly unknown[]): Tensor["data"] {
  const range = RANGES[place.datatype];
  if (!range) throw badElement(place, place.path, "a datatype that JSON can carry (not FP16 or BF16)", place.datatype);
  const [least, greatest] = range;
  const fits = (value: unknown): value is number =>
    typeof value === "number" && Number.isInteger(value) && value >= least && value <= greatest;
  const values = checked(place, data, fits, `a whole number from ${least} to ${greatest}`);
  if (place.datatype === "UINT8") return Uint8Array.from(values);
  if (place.datatype.endsWith("64") || place.datatype === "UINT32") return BigInt64Array.from(values, BigInt);
  return Int32Array.from(values);
}

function checked<T>(
  place: Place,
  data: readonly unknown[],
  fits: (value: unknown) => value is T,
  expected: string,
): readonly T[] {
  for (let i = 0; i < data.length; i++) {
    if (!fits(data[i])) throw badElement(place, `${place.path}/${i}`, expected, shown(data[i]));
  }
  return data as readonly T[];
}

const isNumber = (value: unknown): value is number => typeof value === "number";
const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";
const isText = (value: unknown): value is string => typeof value === "string";

function isFloat(value: unknown): value is number {
  return typeof value === "number" && (Number.isFinite(Math.fround(value)) || !Number.isFinite(value));
}

function shown(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (value !== null && typeof value === "object") return Array.isArray(value) ? "an array" : "an object";
  return JSON.stringify(value)?.slice(0, 60) ?? "nothing";
}

function badElement(place: Place, path: string, expected: string, got: string): GyreError {
  const message = `${path}: expected ${expected} for input '${place.input}' of datatype ${place.datatype}, got ${got}`;
  return new GyreError("serving.bad_request", message, { details: { path, expected, got } });
}

/** A tensor's elements as JSON text; NaN and infinities as the bare tokens that Python and Triton read. */
export function dataText(data: Tensor["data"], datatype: string): string {
  if (datatype === "BYTES") return JSON.stringify(data);
  if (datatype === "BOOL") return `[${Array.from(data as Uint8Array, (value) => value !== 0).join(",")}]`;
  if (datatype === "UINT64") return `[${BigUint64Array.from(data as BigInt64Array).join(",")}]`;
  return `[${(data as Float64Array).join(",")}]`;
}
