import { compiledModule, instantiate, memoryFor, PAGE_BYTES } from "../../kernels/compile.js";
import { linearModule } from "../../kernels/linear.generated.js";
import { plainKernel } from "./plain.js";

/**
 * Passes over the rows of a row-major matrix. All places are indices into one heap of doubles; `stride` is the length of a row;
 * `rows` and `stride` are multiples of 4 above 0.
 */
export interface LinearKernel {
  /** z[i] = Σⱼ x[i][j]·theta[j]. */
  readonly dots: (x: number, rows: number, stride: number, theta: number, z: number) => void;
  /** g[j] += Σᵢ r[i]·x[i][j]. */
  readonly accumulate: (x: number, rows: number, stride: number, r: number, g: number) => void;
  /** h[j][k] += Σᵢ w[i]·x[i][j]·x[i][k] for k from the multiple of 4 at or below j. */
  readonly gram: (x: number, rows: number, stride: number, w: number, h: number) => void;
  /** Σ w·(log(1 + e^z) − y·z), and r = w·(1 / (1 + e^−z) − y). */
  readonly logistic: (z: number, y: number, w: number, rows: number, r: number) => number;
  /** out[i][k] = (raw[k][i] − factors[2k])·factors[2k + 1] for four columns k, each `length` long, into rows of `stride`. */
  readonly standardise: (
    raw: number,
    length: number,
    rows: number,
    factors: number,
    out: number,
    stride: number,
  ) => void;
}

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
