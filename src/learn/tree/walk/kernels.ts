import { compiledModule, instantiate, memoryFor } from "../../kernels/compile.js";
import { treeWalkModule } from "../../kernels/tree-walk.generated.js";
import { plainKernels, type WalkKernels } from "./plain-kernels.js";

/** Rows of a block: the distance between two columns of ranks. */
export const BLOCK_ROWS = 512;

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
