import { DuckDBDecimalType, type DuckDBType, DuckDBTypeId } from "@duckdb/node-api";

/** How DuckDB keeps the values of one type in a vector's memory, and what they become: a JavaScript number. */
export interface NumberLayout {
  readonly kind: "number" | "boolean" | "timestamp";
  readonly bytes: number;
  /** Gives a reader of the i-th value of a vector's memory (little-endian, aligned). */
  readonly open: (memory: Uint8Array) => (i: number) => number;
}

const WORD = 2 ** 32;
const DAY_MS = 86_400_000;

type View = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | Float32Array | Float64Array;
type ViewType = {
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): View;
  readonly BYTES_PER_ELEMENT: number;
};

function viewed(Type: ViewType, kind: NumberLayout["kind"] = "number", scale = 1): NumberLayout {
  const bytes = Type.BYTES_PER_ELEMENT;
  return {
    kind,
    bytes,
    open: (memory) => {
      const view = new Type(memory.buffer, memory.byteOffset, memory.byteLength / bytes);
      return scale === 1 ? (i) => view[i] : (i) => view[i] * scale;
    },
  };
}

/** 64-bit integers in two words, so that no bigint is made; exact up to 2^53 after `convert(high, low)`. */
function wide(
  kind: NumberLayout["kind"],
  signed: boolean,
  convert: (high: number, low: number) => number,
): NumberLayout {
  return {
    kind,
    bytes: 8,
    open: (memory) => {
      const low = new Uint32Array(memory.buffer, memory.byteOffset, memory.byteLength / 4);
      const high = signed ? new Int32Array(memory.buffer, memory.byteOffset, memory.byteLength / 4) : low;
      return (i) => convert(high[2 * i + 1], low[2 * i]);
    },
  };
}

const joined = (high: number, low: number): number => high * WORD + low;

/** floor((high · 2^32 + low) / 1000) with every step below 2^53: µs cut down to ms. */
const microsToMs = (high: number, low: number): number => high * 4_294_967 + Math.floor((high * 296 + low) / 1000);

/** floor((high · 2^32 + low) / 10^6), the same for ns. */
const nanosToMs = (high: number, low: number): number => high * 4294 + Math.floor((high * 967_296 + low) / 1_000_000);

function huge(signed: boolean): NumberLayout {
  return {
    kind: "number",
    bytes: 16,
    open: (memory) => {
      const words = new Uint32Array(memory.buffer, memory.byteOffset, memory.byteLength / 4);
      return (i) => {
        const at = 4 * i;
        const top = signed ? words[at + 3] | 0 : words[at + 3];
        return hugeToNumber(top, words[at + 2], words[at + 1], words[at]);
      };
    },
  };
}

/** Small values come out exact: a negative one is negated first, so that no large parts cancel. */
function hugeToNumber(top: number, third: number, second: number, low: number): number {
  if (top >= 0) return ((top * WORD + third) * WORD + second) * WORD + low;
  const value = (BigInt(top) << 96n) | (BigInt(third) << 64n) | (BigInt(second) << 32n) | BigInt(low);
  return Number(value);
}

const SIGNED_BY_BYTES: Readonly<Record<number, NumberLayout>> = {
  2: viewed(Int16Array),
  4: viewed(Int32Array),
  8: wide("number", true, joined),
  16: huge(true),
};

const LAYOUTS: Partial<Record<DuckDBTypeId, NumberLayout>> = {
  [DuckDBTypeId.BOOLEAN]: viewed(Uint8Array, "boolean"),
  [DuckDBTypeId.TINYINT]: viewed(Int8Array),
  [DuckDBTypeId.SMALLINT]: viewed(Int16Array),
  [DuckDBTypeId.INTEGER]: viewed(Int32Array),
  [DuckDBTypeId.BIGINT]: wide("number", true, joined),
  [DuckDBTypeId.HUGEINT]: huge(true),
  [DuckDBTypeId.UTINYINT]: viewed(Uint8Array),
  [DuckDBTypeId.USMALLINT]: viewed(Uint16Array),
  [DuckDBTypeId.UINTEGER]: viewed(Uint32Array),
  [DuckDBTypeId.UBIGINT]: wide("number", false, joined),
  [DuckDBTypeId.UHUGEINT]: huge(false),
  [DuckDBTypeId.FLOAT]: viewed(Float32Array),
  [DuckDBTypeId.DOUBLE]: viewed(Float64Array),
  [DuckDBTypeId.DATE]: viewed(Int32Array, "timestamp", DAY_MS),
  [DuckDBTypeId.TIMESTAMP]: wide("timestamp", true, microsToMs),
  [DuckDBTypeId.TIMESTAMP_TZ]: wide("timestamp", true, microsToMs),
  [DuckDBTypeId.TIMESTAMP_NS]: wide("timestamp", true, nanosToMs),
  [DuckDBTypeId.TIMESTAMP_MS]: wide("timestamp", true, joined),
  [DuckDBTypeId.TIMESTAMP_S]: wide("timestamp", true, (high, low) => joined(high, low) * 1000),
};

/** The layout of a type that becomes a number, or undefined for all others. */
export function numberLayout(type: DuckDBType): NumberLayout | undefined {
  if (!(type instanceof DuckDBDecimalType)) return LAYOUTS[type.typeId];
  const width = type.width;
  const stored = SIGNED_BY_BYTES[width <= 4 ? 2 : width <= 9 ? 4 : width <= 18 ? 8 : 16];
  const divisor = 10 ** type.scale;
  return {
    ...stored,
    open: (memory) => {
      const at = stored.open(memory);
      return (i) => at(i) / divisor;
    },
  };
}
