/** A logged prediction, as far as judging it needs. */
export interface PredictionRecord {
  readonly predictionId: string;
  readonly probability: number;
}

/** An outcome that became known. */
export interface LabelRecord {
  readonly predictionId: string;
  readonly label: 0 | 1;
}

/** Predictions with their outcomes, row by row, and what found no partner. */
export interface JoinedLabels {
  readonly predictionIds: readonly string[];
  readonly labels: Float64Array;
  readonly probabilities: Float64Array;
  /** Predictions whose outcome is not known. */
  readonly unlabelled: number;
  /** Outcomes of predictions that are not among these. */
  readonly unmatched: number;
}

/**
 * Joins outcomes to predictions by prediction id, in the order of the predictions; O(n + m). Where an outcome was reported
 * again the last report counts, and a prediction logged twice is one row, its first.
 */
export function joinLabels(predictions: Iterable<PredictionRecord>, labels: Iterable<LabelRecord>): JoinedLabels {
  const outcome = new Map<string, 0 | 1>();
  for (const { predictionId, label } of labels) outcome.set(predictionId, label);
  const probability = new Map<string, number>();
  for (const record of predictions) {
    if (!probability.has(record.predictionId)) probability.set(record.predictionId, record.probability);
  }
  const predictionIds = [...probability.keys()].filter((id) => outcome.has(id));
  return {
    predictionIds,
    labels: Float64Array.from(predictionIds, (id) => outcome.get(id) ?? Number.NaN),
    probabilities: Float64Array.from(predictionIds, (id) => probability.get(id) ?? Number.NaN),
    unlabelled: probability.size - predictionIds.length,
    unmatched: outcome.size - predictionIds.length,
  };
}
