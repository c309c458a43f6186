import { GyreError, type Random } from "../core/index.js";
import type { Frame } from "./table.js";
import type { Target } from "./target.js";

/**
 * Whether the caller has given up. An `AbortSignal` is one, but a fit does not return to the event loop, so only an abort from
 * before it is seen; see {@link sharedSignal} for one that another thread can set.
 */
export interface CancelSignal {
  readonly aborted: boolean;
}

/** Rows kept from the fit, on which it is judged after each round to stop early. */
export interface Validation {
  readonly frame: Frame;
  readonly target: Target;
  readonly weights?: Float64Array;
}

/** What a fit may be given besides its data. */
export interface FitOptions {
  /** One weight ≥ 0 for each row; a weight of 2 counts as the row twice, a weight of 0 as its absence. Default: all 1. */
  readonly weights?: Float64Array;
  /** Chance for sampling; without it a stream with a fixed seed. The same seed gives the same model. */
  readonly random?: Random;
  /** Looked at between columns, rounds and iterations; once aborted the fit throws `core.cancelled`. */
  readonly signal?: CancelSignal;
  /** Called after each round (tree or iteration) with its number from 1 and how many there may be. */
  readonly onRound?: (round: number, of: number) => void;
  /** For boosted trees: told when the values are sorted into bins, and when the trees are grown. */
  readonly onPhase?: (done: "bins" | "trees") => void;
  /** For estimators that stop early. */
  readonly validation?: Validation;
}

/** A signal that another thread aborts: set element 0 of `flag`, over a SharedArrayBuffer, to anything but 0. */
export function sharedSignal(flag: Int32Array): CancelSignal {
  return {
    get aborted() {
      return Atomics.load(flag, 0) !== 0;
    },
  };
}

/** Throws `core.cancelled` once the caller has given up. */
export function checkNotCancelled(options: { readonly signal?: CancelSignal }): void {
  if (options.signal?.aborted) throw new GyreError("core.cancelled", "the fit was cancelled");
}
