import { GyreError } from "../core/index.js";
import type { OutcomeBatch, PredictionBatch } from "../serving/index.js";

/** Refuses a batch whose columns differ in length, before anything of it is kept. */
export function checkPredictionBatch(batch: PredictionBatch): void {
  checkLengths("predictions", batch.ids.length, {
    at: batch.at.length,
    versionIds: batch.versionIds.length,
    arms: batch.arms.length,
    units: batch.units.length,
    probabilities: batch.probabilities.length,
    requests: batch.requests.names.length === 0 ? batch.ids.length : batch.requests.rows,
    features: batch.features.names.length === 0 ? batch.ids.length : batch.features.rows,
  });
}

/** Refuses outcomes whose columns differ in length. */
export function checkOutcomeBatch({ predictionIds, labels, knownAt }: OutcomeBatch): void {
  checkLengths("outcomes", predictionIds.length, { labels: labels.length, knownAt: knownAt.length });
}

function checkLengths(what: string, expected: number, lengths: Readonly<Record<string, number>>): void {
  for (const [name, length] of Object.entries(lengths)) {
    if (length !== expected)
      throw new GyreError("core.unexpected", `expected ${expected} ${name} for ${expected} ${what}, got ${length}`);
  }
}
