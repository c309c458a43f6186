import { compiledModule, instantiate, memoryFor } from "../../kernels/compile.js";
import { deepWalkModule } from "../../kernels/deep-walk.generated.js";

/** Bytes of a node: threshold, place of its column, left child. */
export const NODE_BYTES = 16;

/** Rows whose values stand together: a column of them is a line of the cache. */
export const GROUP_ROWS = 8;

/**
 * Adds to each row's `width` bytes of sums the values of the leaf that it reaches; places are byte addresses, and `step` is the bytes from one
 * group of rows to the next. Up to seven rows more
 * than asked for may be computed.
 */
export type DeepWalk = (root: number, values: number, sums: number, rows: number, width: number, step: number) => void;

/** A memory and the walks over it: through nodes that ask for numbers alone, and through any. */
export interface DeepMachine {
  readonly buffer: ArrayBuffer;
  readonly kernels: { readonly numbers: DeepWalk; readonly sets: DeepWalk };
}

/** The walks in WebAssembly where the host has it and `plain` is not asked for, else in TypeScript; the bits are the same. */
export function deepMachine(sizeBytes: number, plain: boolean): DeepMachine {
  const module = plain ? null : compiledModule(deepWalkModule);
  const memory = module === null ? null : memoryOrNull(sizeBytes);
  if (module === null || memory === null) {
    const buffer = new ArrayBuffer(Math.ceil(sizeBytes / 8) * 8);
    const walk = plainDeepWalk(buffer);
    return { buffer, kernels: { numbers: walk, sets: walk } };
  }
  return { buffer: memory.buffer, kernels: instantiate<DeepMachine["kernels"]>(module, memory) };
}

function memoryOrNull(sizeBytes: number): WebAssembly.Memory | null {
  try {
    return memoryFor(sizeBytes);
  } catch {
    return null;
  }
}

function plainDeepWalk(buffer: ArrayBuffer): DeepWalk {
  const [words, reals] = [new Int32Array(buffer), new Float64Array(buffer)];
  const isRight = (node: number, at: number, isSet: boolean): boolean => {
    if (!isSet) return !(reals[at >> 3] <= reals[node >> 3]);
    const code = words[at >> 2];
    return ((words[(words[node >> 2] >> 2) + (code >> 5)] >> (code & 31)) & 1) === 1;
  };
  return (root, values, sums, rows, width, step) => {
    for (let i = 0; i < rows; i++) {
      const row = values + Math.floor(i / GROUP_ROWS) * step + 8 * (i % GROUP_ROWS);
      let node = root;
      for (;;) {
        const place = words[(node >> 2) + 2];
        const at = row + (place & ~1);
        const next = words[(node >> 2) + 3] + (isRight(node, at, (place & 1) === 1) ? NODE_BYTES : 0);
        if (next === node) break;
        node = next;
      }
      const leaf = reals[node >> 3] >> 3;
      const to = (sums + i * width) >> 3;
      for (let k = 0; k < width >> 3; k++) reals[to + k] += reals[leaf + k];
    }
  };
}
