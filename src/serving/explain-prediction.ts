import { GyreError } from "../core/index.js";
import type { PredictionLog } from "./ports.js";
import type { Outcome, Prediction } from "./types.js";

/** A prediction as it was given and what really happened, null until known. Throws `serving.prediction_unknown`. */
export async function explainPrediction(
  context: { readonly log: PredictionLog },
  id: string,
): Promise<{ readonly prediction: Prediction; readonly outcome: Outcome | null }> {
  const found = await context.log.get(id);
  if (found) return found;
  throw new GyreError("serving.prediction_unknown", `no prediction with the id ${id}`, {
    hint: "each answer to a prediction has its id, and `gyre status` shows the latest",
    details: { id },
  });
}
