import { GyreError } from "../../../core/index.js";
import type { Arena } from "../engine/arena.js";
import type { TreeKernels } from "../engine/kernels.js";
import { createBoard, headerOf, MOST_CALLS, Place, resultOf, type SharedTrees, writeCalls } from "./board.js";
import { type Call, type Crew, callKernel } from "./crew.js";

/**
 * Whoever can start threads. Requirements: `start` returns once each helper's thread has been started (it need not run yet) with
 * `runTreeWorker(shared)` as all that it does; a thread ends by itself when its board is closed. The kernel starts no threads of its own.
 */
export interface TreeWorkers {
  readonly start: (shared: SharedTrees) => void;
}

/** A crew with helpers; it must be closed, which ends them. */
export interface SharedCrew extends Crew {
  readonly close: () => void;
}

const SPINS = 2000;
const NAP_MS = 20;
/** A helper that has not answered for so long is taken for dead. */
const MOST_NAPS = 3000;

/** The calling thread and `size` − 1 helpers on the arena's shared memory. */
export function createSharedCrew(arena: Arena, kernels: TreeKernels, size: number, workers: TreeWorkers): SharedCrew {
  const board = createBoard(size);
  const header = headerOf(board);
  for (let member = 1; member < size; member++) {
    workers.start({ memory: arena.memory as WebAssembly.Memory, board, member });
  }
  return {
    size,
    run: (lists) => {
      const results = lists.map(() => 0);
      const longest = Math.max(...lists.map((calls) => calls.length));
      for (let from = 0; from < longest; from += MOST_CALLS) {
        takeTurn({ board, header, kernels, size }, lists, from, results);
      }
      return results;
    },
    close: () => {
      Atomics.store(header, Place.closed, 1);
      Atomics.add(header, Place.turn, 1);
      Atomics.notify(header, Place.turn);
    },
  };
}

interface Turn {
  readonly board: SharedArrayBuffer;
  readonly header: Int32Array;
  readonly kernels: TreeKernels;
  readonly size: number;
}

function takeTurn(
  { board, header, kernels, size }: Turn,
  lists: readonly (readonly Call[])[],
  from: number,
  results: number[],
): void {
  const partOf = (member: number): readonly Call[] => (lists[member] ?? []).slice(from, from + MOST_CALLS);
  for (let member = 1; member < size; member++) writeCalls(board, member, partOf(member));
  Atomics.store(header, Place.pending, size - 1);
  Atomics.add(header, Place.turn, 1);
  Atomics.notify(header, Place.turn);
  for (const call of partOf(0)) results[0] = callKernel(kernels, call);
  awaitHelpers(header);
  for (let member = 1; member < lists.length; member++) {
    if (partOf(member).length > 0) results[member] = resultOf(board, member);
  }
}

function awaitHelpers(header: Int32Array): void {
  for (let i = 0, naps = 0; ; i++) {
    const pending = Atomics.load(header, Place.pending);
    if (pending === 0) break;
    if (i < SPINS) continue;
    Atomics.wait(header, Place.pending, pending, NAP_MS);
    if (++naps > MOST_NAPS) throw new GyreError("core.unexpected", "a thread that grows trees does not answer");
  }
  if (Atomics.load(header, Place.failed) !== 0)
    throw new GyreError("core.unexpected", "a thread that grows trees failed");
}
