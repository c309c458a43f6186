import { compiledModule, instantiate, memoryFor } from "../../kernels/compile.js";
import { forestModule } from "../../kernels/forest.generated.js";
import type { ForestKernels } from "./kernels.js";
import { plainKernels } from "./plain-kernels.js";

/** For fewer rows WebAssembly does not pay: each of its memories takes gigabytes of addresses. */
export const FEW_ROWS = 256;

/** A memory and the kernels over it. */
export interface ForestMachine {
  readonly buffer: ArrayBuffer;
  readonly kernels: ForestKernels;
}

/** Kernels over `sizeBytes` of memory, all 0: WebAssembly where the host has it and `plain` is not asked for, else TypeScript. */
export function forestMachine(sizeBytes: number, plain = false): ForestMachine {
  const module = plain ? null : compiledModule(forestModule);
  const memory = module === null ? null : memoryOrNull(sizeBytes);
  if (module === null || memory === null) {
    const buffer = new ArrayBuffer(Math.ceil(sizeBytes / 8) * 8);
    return { buffer, kernels: plainKernels(buffer) };
  }
  return { buffer: memory.buffer, kernels: instantiate<ForestKernels>(module, memory) };
}

function memoryOrNull(sizeBytes: number): WebAssembly.Memory | null {
  try {
    return memoryFor(sizeBytes);
  } catch {
    return null;
  }
}
