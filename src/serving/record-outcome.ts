import type { Clock } from "../core/index.js";
import { GyreError } from "../core/index.js";
import type { PredictionLog } from "./ports.js";
import type { Outcome } from "./types.js";

/** The outcome that counts for a prediction, and whether it is joined to one yet. */
export interface RecordedOutcome extends Outcome {
  /** False when no prediction with this id is known: the outcome is kept until it comes. */
  readonly joined: boolean;
}

/**
 * Keeps what really happened, durably. The first outcome of a prediction counts: recording another gives the first one back.
 * `knownAt` is now unless said otherwise, and never in the future.
 */
export async function recordOutcome(
  context: { readonly log: PredictionLog; readonly clock: Clock },
  input: { readonly predictionId: string; readonly label: 0 | 1; readonly knownAt?: number },
): Promise<RecordedOutcome> {
  const { predictionId, label } = input;
  const now = context.clock.now();
  const knownAt = input.knownAt ?? now;
  if (knownAt > now)
    throw new GyreError("serving.bad_request", `/knownAt: expected a moment not after now (${now}), got ${knownAt}`, {
      hint: "leave knownAt out to record the outcome as known now",
      details: { path: "/knownAt", expected: `at most ${now}`, got: knownAt },
    });
  await context.log.recordOutcomes({
    predictionIds: [predictionId],
    labels: Float64Array.of(label),
    knownAt: Float64Array.of(knownAt),
  });
  const found = await context.log.get(predictionId);
  return { ...(found?.outcome ?? { predictionId, label, knownAt }), joined: found !== null };
}
