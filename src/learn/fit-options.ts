import { GyreError, type Random } from "../core/index.js";

/** What a fit may be given besides its data. */
export interface FitOptions {
  /** Chance for column sampling; without it a stream with a fixed seed. The same seed gives the same model. */
  readonly random?: Random;
  /** Looked at between columns, rounds and iterations; once aborted the fit throws `core.cancelled`. */
  readonly signal?: AbortSignal;
  /** Called after each round (tree or iteration) with its number from 1 and how many there may be. */
  readonly onRound?: (round: number, of: number) => void;
}

/** Throws `core.cancelled` once the caller has given up. */
export function checkNotCancelled(options: FitOptions): void {
  if (options.signal?.aborted) throw new GyreError("core.cancelled", "the fit was cancelled");
}
