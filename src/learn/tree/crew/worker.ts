import { sharedKernels } from "../engine/wasm-kernels.js";
import { headerOf, Place, readCalls, resultOf, type SharedTrees } from "./board.js";
import { callKernel } from "./crew.js";

/** Looks at the board before a helper goes to sleep: a turn often follows the one before within microseconds. */
const SPINS = 2000;
const NAP_MS = 100;

/**
 * A helper's whole life: does the calls that the calling thread writes for it, turn after turn, until the board is closed. It blocks its
 * thread, which must be one of its own.
 */
export function runTreeWorker({ memory, board, member }: SharedTrees): void {
  const header = headerOf(board);
  const kernels = sharedKernels(memory);
  for (let turn = 0; ; ) {
    turn = nextTurn(header, turn);
    if (Atomics.load(header, Place.closed) !== 0) return;
    try {
      let result = 0;
      for (const call of readCalls(board, member)) result = callKernel(kernels, call);
      resultOf(board, member, result);
    } catch {
      Atomics.store(header, Place.failed, 1);
    }
    Atomics.sub(header, Place.pending, 1);
    Atomics.notify(header, Place.pending);
  }
}

function nextTurn(header: Int32Array, last: number): number {
  for (let i = 0; ; i++) {
    const turn = Atomics.load(header, Place.turn);
    if (turn !== last || Atomics.load(header, Place.closed) !== 0) return turn;
    if (i >= SPINS) Atomics.wait(header, Place.turn, last, NAP_MS);
  }
}
