import { fieldsOf, type WireField, type WireSpan } from "../core/index.js";
import { wireWriter } from "./wire-writer.js";

/** What becomes of a field: null keeps it, bytes are the new payload of a length-delimited one, "drop" leaves it out. */
export type Patch = Uint8Array | "drop" | null;

/** A copy of a message with some of its fields changed and all others byte for byte, then `more`; null when nothing changes. */
export function patched(
  message: WireSpan,
  patchOf: (field: WireField) => Patch,
  more: Uint8Array = new Uint8Array(0),
): Uint8Array | null {
  const parts: Uint8Array[] = [];
  let kept = message.start;
  let before = message.start;
  for (const field of fieldsOf(message)) {
    const patch = patchOf(field);
    if (patch !== null) {
      parts.push(message.bytes.subarray(kept, before));
      if (patch !== "drop") parts.push(lengthDelimited(field.number, patch));
      kept = field.end;
    }
    before = field.end;
  }
  if (parts.length === 0 && more.length === 0) return null;
  return joined([...parts, message.bytes.subarray(kept, message.end), more]);
}

/** A whole field that holds these bytes. */
export function lengthDelimited(number: number, payload: Uint8Array): Uint8Array {
  const writer = wireWriter();
  writer.bytes(number, payload);
  return writer.finish();
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
