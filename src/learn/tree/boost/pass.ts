import { type CancelSignal, checkNotCancelled } from "../../fit-options.js";
import { type Call, type Crew, callKernel, sharesOf } from "../crew/crew.js";
import type { TreeKernels } from "../engine/kernels.js";
import { plainGradientKernels } from "../engine/plain-gradients.js";
import type { Workshop } from "../grow/workshop.js";

/** Rows of one member between two looks at the signal; even, since kernels take two at a time. */
const CHUNK_ROWS = 2 ** 19;
const FEWEST_SHARED_ROWS = 16_384;

/**
 * Does `callFor` for all rows, shared out among the crew, and gives what the calls returned. An odd last row comes alone and with
 * the plain kernels: the others would write a row too many.
 */
export function forRows(
  workshop: Pick<Workshop, "binned" | "crew"> & { readonly signal: { readonly signal?: CancelSignal } },
  callFor: (from: number, n: number, member: number) => Call,
): number[] {
  const { binned, crew, signal } = workshop;
  const { rows, kernels, arena } = binned;
  const even = rows - (rows % 2);
  const size = even < FEWEST_SHARED_ROWS ? 1 : crew.size;
  const results: number[] = [];
  for (let from = 0; from < even; from += CHUNK_ROWS * size) {
    checkNotCancelled(signal);
    const shares = sharesOf(from, Math.min(even, from + CHUNK_ROWS * size), size, 2).filter(([a, b]) => b > a);
    results.push(
      ...together(
        crew,
        kernels,
        shares.map(([a, b], member) => callFor(a, b - a, member)),
      ),
    );
  }
  if (even < rows) results.push(callKernel(plainGradientKernels(arena) as TreeKernels, callFor(even, 1, 0)));
  return results;
}

function together(crew: Crew, kernels: TreeKernels, calls: readonly Call[]): number[] {
  return calls.length === 1 ? [callKernel(kernels, calls[0])] : crew.run(calls.map((call) => [call]));
}
