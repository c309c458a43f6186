import { decodeJson, encodeJson, GyreError } from "../core/index.js";

/** Turns a value into bytes and back; equal values give equal bytes. Bytes that it did not write are `store.corrupt`. */
export interface Codec<T> {
  encode(value: T): Uint8Array;
  decode(bytes: Uint8Array): T;
}

/** Plain data as sorted JSON. */
export function jsonCodec<T>(): Codec<T> {
  return {
    encode: (value) => new TextEncoder().encode(encodeJson(value)),
    decode(bytes) {
      try {
        return decodeJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as T;
      } catch (cause) {
        throw new GyreError("store.corrupt", "a file of JSON is damaged or cut short", {
          cause,
          hint: "delete .gyre/objects and run again",
        });
      }
    },
  };
}
