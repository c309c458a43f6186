import { compiledModule, instantiate, memoryFor } from "../../kernels/compile.js";
import { treeWalkModule } from "../../kernels/tree-walk.generated.js";
import { plainKernels } from "./plain-kernels.js";

/** Rows of a block: the distance between two columns of ranks. */
export const BLOCK_ROWS = 512;

/**
 * The inner loops of prediction over one memory; all places are byte addresses in it, `rows` at most {@link BLOCK_ROWS}. Up to seven
 * rows more than asked for may be computed, so that arrays of rows have room for a whole block.
 */
export interface WalkKernels {
  /** Ranks of `rows` values among the 2^steps − 1 thresholds at `table`; NaN below all. */
  readonly rankLow: (values: number, table: number, steps: number, ranks: number, rows: number) => void;
  /** The same with NaN above all. */
  readonly rankHigh: (values: number, table: number, steps: number, ranks: number, rows: number) => void;
  /** Rank of each code, −1 or more: the byte that many behind the second of `table`. */
  readonly mark: (codes: number, table: number, ranks: number, rows: number) => void;
  /** Adds to each row's sum the value in the slot `delta` bytes behind its leaf. */
  readonly sum: (root: number, delta: number, ranks: number, sums: number, rows: number) => void;
  /** Adds to each row's `width` bytes of sums the values that the slot behind its leaf points to. */
  readonly spread: (root: number, delta: number, ranks: number, sums: number, rows: number, width: number) => void;
}

/** A memory and the kernels over it. */
export interface WalkMachine {
  readonly buffer: ArrayBuffer;
  readonly kernels: WalkKernels;
}

/** Kernels for ranks of `bytes` bytes: WebAssembly where the host has it and `plain` is not asked for, else TypeScript. */
export function walkMachine(sizeBytes: number, bytes: 1 | 2, plain: boolean): WalkMachine {
  const module = plain ? null : compiledModule(treeWalkModule);
  const memory = module === null ? null : memoryOrNull(sizeBytes);
  if (module === null || memory === null) {
    const buffer = new ArrayBuffer(Math.ceil(sizeBytes / 8) * 8);
    return { buffer, kernels: plainKernels(buffer, bytes) };
  }
  const of = instantiate<Record<string, never>>(module, memory);
  const kernels = {
    rankLow: of[`rankLow${bytes}`],
    rankHigh: of[`rankHigh${bytes}`],
    mark: of[`mark${bytes}`],
    sum: of[`sum${bytes}`],
    spread: of[`spread${bytes}`],
  };
  return { buffer: memory.buffer, kernels };
}

function memoryOrNull(sizeBytes: number): WebAssembly.Memory | null {
  try {
    return memoryFor(sizeBytes);
  } catch {
    return null;
  }
}
