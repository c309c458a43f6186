import type { TreeKernels } from "../engine/kernels.js";

/** One call of a kernel. */
export interface Call {
  readonly kernel: keyof TreeKernels;
  readonly numbers: readonly number[];
}

/** Those who grow trees together: the calling thread, and helpers on the same memory. */
export interface Crew {
  readonly size: number;
  /** Does one list of calls for each member, at the same time; gives what each list's last call returned. */
  readonly run: (lists: readonly (readonly Call[])[]) => number[];
}

/** Does a call. */
export function callKernel(kernels: TreeKernels, { kernel, numbers }: Call): number {
  return (kernels[kernel] as (...numbers: readonly number[]) => number | undefined)(...numbers) ?? 0;
}

/** The calling thread alone. */
export function soloCrew(kernels: TreeKernels): Crew {
  return {
    size: 1,
    run: (lists) => lists.map((calls) => calls.reduce((_, call) => callKernel(kernels, call), 0)),
  };
}

/** [from, to) in as many shares as there are members, each a multiple of `unit` long but the last. */
export function sharesOf(from: number, to: number, size: number, unit: number): [number, number][] {
  const length = Math.ceil((to - from) / size / unit) * unit;
  return Array.from({ length: size }, (_, i) => {
    const start = Math.min(to, from + i * length);
    return [start, Math.min(to, start + length)];
  });
}
