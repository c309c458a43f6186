import { GyreError } from "../../../core/index.js";
import { PAGE_BYTES } from "../../kernels/compile.js";

/** What a 32-bit address reaches. */
const LIMIT_BYTES = 65_536 * PAGE_BYTES;

/** One memory that grows; places in it are addresses in bytes. Views are valid until the next `reserve`. */
export interface Arena {
  readonly memory: WebAssembly.Memory | null;
  readonly isShared: boolean;
  /** The address of `bytes` new bytes, all 0, a multiple of 64. */
  readonly reserve: (bytes: number) => number;
  readonly buffer: () => ArrayBuffer;
  readonly usedBytes: () => number;
}

/**
 * An arena in WebAssembly's memory, or in a plain buffer where `wasm` is false. `reserve` throws `learn.bad_table` with the numbers
 * when the 4 GB of a 32-bit address do not suffice or the host has no memory left.
 */
export function createArena(wasm: boolean, shared = false): Arena {
  const memory = wasm ? new WebAssembly.Memory({ initial: 1, maximum: LIMIT_BYTES / PAGE_BYTES, shared }) : null;
  let plain = new ArrayBuffer(0);
  let used = 64;
  return {
    memory,
    isShared: shared,
    reserve: (bytes) => {
      const at = used;
      used += Math.ceil(bytes / 64) * 64;
      // Two pages more than asked for: kernels that take two or four values at a time read a little past the end.
      const wanted = Math.ceil(used / PAGE_BYTES) + 2;
      if (wanted * PAGE_BYTES > LIMIT_BYTES) throw tooLarge(used);
      if (memory === null) plain = grown(plain, wanted * PAGE_BYTES);
      else grow(memory, wanted, used);
      return at;
    },
    buffer: () => memory?.buffer ?? plain,
    usedBytes: () => used,
  };
}

function grow(memory: WebAssembly.Memory, pages: number, usedBytes: number): void {
  const missing = pages - memory.buffer.byteLength / PAGE_BYTES;
  if (missing <= 0) return;
  try {
    memory.grow(missing);
  } catch {
    throw tooLarge(usedBytes);
  }
}

function grown(old: ArrayBuffer, bytes: number): ArrayBuffer {
  if (old.byteLength >= bytes) return old;
  const buffer = new ArrayBuffer(bytes);
  new Uint8Array(buffer).set(new Uint8Array(old));
  return buffer;
}

function tooLarge(bytes: number): GyreError {
  const gigabytes = (bytes / 2 ** 30).toFixed(1);
  return new GyreError("learn.bad_table", `the trees need ${gigabytes} GB for this table, and 4 GB is the most`, {
    hint: 'Train on a sample of the rows or on fewer columns; memory: "small" and fewer leaves need less.',
  });
}
