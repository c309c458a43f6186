import type { TreeKernels } from "../engine/kernels.js";
import type { Call } from "./crew.js";

/** What a crew shares: the memory of the trees, and the board on which calls are written for each helper. */
export interface SharedTrees {
  readonly memory: WebAssembly.Memory;
  readonly board: SharedArrayBuffer;
  /** The helper's number, from 1. */
  readonly member: number;
}

/** Places among the board's first 32-bit numbers. */
export const Place = { turn: 0, pending: 1, closed: 2, failed: 3 } as const;
const HEADER_BYTES = 64;
const NUMBERS_PER_CALL = 18;
/** Calls that fit on the board for one member. */
export const MOST_CALLS = 96;
const MEMBER_NUMBERS = 2 + MOST_CALLS * NUMBERS_PER_CALL;

/** The kernels that may be called, by number. */
const names: readonly (keyof TreeKernels)[] = [
  ...([
    "add",
    "addFirst",
    "addLater",
    "gatherPairs",
    "clear",
    "addAll",
    "subtractAll",
    "search",
    "searchPair",
  ] as const),
  ...(["addLeaves", "squaredPass", "logisticPass", "extremes", "roundPairs"] as const),
];

/** A board for a crew of `size`. */
export function createBoard(size: number): SharedArrayBuffer {
  return new SharedArrayBuffer(HEADER_BYTES + 8 * MEMBER_NUMBERS * size);
}

/** The board's header. */
export function headerOf(board: SharedArrayBuffer): Int32Array {
  return new Int32Array(board, 0, HEADER_BYTES / 4);
}

function partOf(board: SharedArrayBuffer, member: number): Float64Array {
  return new Float64Array(board, HEADER_BYTES + 8 * MEMBER_NUMBERS * member, MEMBER_NUMBERS);
}

/** Writes a member's calls. */
export function writeCalls(board: SharedArrayBuffer, member: number, calls: readonly Call[]): void {
  const part = partOf(board, member);
  part[0] = calls.length;
  calls.forEach(({ kernel, numbers }, i) => {
    const at = 2 + i * NUMBERS_PER_CALL;
    part[at] = names.indexOf(kernel);
    part[at + 1] = numbers.length;
    part.set(numbers, at + 2);
  });
}

/** Reads a member's calls. */
export function readCalls(board: SharedArrayBuffer, member: number): Call[] {
  const part = partOf(board, member);
  return Array.from({ length: part[0] }, (_, i) => {
    const at = 2 + i * NUMBERS_PER_CALL;
    return { kernel: names[part[at]], numbers: Array.from(part.subarray(at + 2, at + 2 + part[at + 1])) };
  });
}

/** What a member's last call returned. */
export function resultOf(board: SharedArrayBuffer, member: number, result?: number): number {
  const part = partOf(board, member);
  if (result !== undefined) part[1] = result;
  return part[1];
}
