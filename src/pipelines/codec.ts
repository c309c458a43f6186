import { decodeJson, encodeJson } from "../core/index.js";

/** Turns a value into bytes and back; equal values give equal bytes. */
export interface Codec<T> {
  encode(value: T): Uint8Array;
  decode(bytes: Uint8Array): T;
}

/** Plain data as sorted JSON. */
export function jsonCodec<T>(): Codec<T> {
  return {
    encode: (value) => new TextEncoder().encode(encodeJson(value)),
    decode: (bytes) => decodeJson(new TextDecoder().decode(bytes)) as T,
  };
}
