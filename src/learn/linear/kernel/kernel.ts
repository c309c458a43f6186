import { compiledModule, instantiate, memoryFor, PAGE_BYTES } from "../../kernels/compile.js";
import { linearModule } from "../../kernels/linear.generated.js";
import { type LinearKernel, plainKernel } from "./plain.js";

/** Doubles, all 0, and the passes that work on them. */
export interface LinearHeap {
  readonly values: Float64Array;
  readonly kernel: LinearKernel;
}

/** Doubles that 32-bit addresses reach, less a page. */
const MOST_DOUBLES = (65_536 - 1) * (PAGE_BYTES / 8);

/** A heap of `length` doubles, in WebAssembly where the host has it and gives as much, else plain; the same bits. */
export function createHeap(length: number, wish: "fastest" | "plain" = "fastest"): LinearHeap {
  const module = wish === "fastest" && length <= MOST_DOUBLES ? compiledModule(linearModule) : null;
  const memory = module === null ? null : memoryOrNull(8 * length);
  if (module === null || memory === null) {
    const values = new Float64Array(length);
    return { values, kernel: plainKernel(values) };
  }
  return {
    values: new Float64Array(memory.buffer, 0, length),
    kernel: { ...instantiate<LinearKernel>(module, memory) },
  };
}

function memoryOrNull(bytes: number): WebAssembly.Memory | null {
  try {
    return memoryFor(Math.max(bytes, PAGE_BYTES));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
