/** A varint. */
function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

/** A field with a length, as protobuf writes it: a text, bytes or a message. */
export function part(number: number, content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content as Uint8Array);
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

/** A field that is a varint. */
export function whole(number: number, value: number | bigint): Buffer {
  return Buffer.concat([varint(number << 3), varint(value)]);
}

/** A field of eight bytes. */
export function eightBytes(number: number, write: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(8);
  write(bytes);
  return Buffer.concat([varint((number << 3) | 1), bytes]);
}

/** A `KeyValue` as the field of a number; the value is an `AnyValue` already written. */
export function entry(number: number, key: string, value: Uint8Array): Buffer {
  return part(number, Buffer.concat([part(1, key), part(2, value)]));
}

export const TRACE_ID = "0102030405060708090a0b0c0d0e0f10";
export const SPAN_ID = "1112131415161718";

/** A span of one second, with more fields after it. */
export function spanBytes(...more: readonly Uint8Array[]): Buffer {
  return Buffer.concat([
    part(1, Buffer.from(TRACE_ID, "hex")),
    part(2, Buffer.from(SPAN_ID, "hex")),
    part(5, "root"),
    eightBytes(7, (bytes) => bytes.writeBigUInt64LE(1_700_000_000_123_456_789n)),
    eightBytes(8, (bytes) => bytes.writeBigUInt64LE(1_700_000_001_123_456_789n)),
    ...more,
  ]);
}

/** An export of spans that one resource made. */
export function exportBytes(...spans: readonly Uint8Array[]): Buffer {
  const resource = part(1, entry(1, "service.name", part(1, "shop")));
  return part(1, Buffer.concat([resource, part(2, Buffer.concat(spans.map((span) => part(2, span))))]));
}

/** The same as {@link spanBytes}, in JSON. */
export const SPAN_JSON = {
  traceId: TRACE_ID,
  spanId: SPAN_ID,
  name: "root",
  startTimeUnixNano: "1700000000123456789",
  endTimeUnixNano: "1700000001123456789",
};

/** An export in JSON of spans that one resource made. */
export function exportJson(...spans: readonly object[]): object {
  const resource = { attributes: [{ key: "service.name", value: { stringValue: "shop" } }] };
  return { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] };
}
