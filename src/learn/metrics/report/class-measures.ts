import { accuracyOf, balancedAccuracyOf, cohenKappaOf, matthewsCorrelationOf } from "../classes/agreement.js";
import { type ConfusionMatrix, marginsOf } from "../classes/confusion-matrix.js";
import { fBetaOf, precisionOf, recallOf } from "../classes/precision-recall.js";
import { proportionInterval } from "../intervals/proportion.js";
import type { Formula, Measure } from "./measure.js";

/** Codes of what came and of what was said `(n)`, and how many classes there are. */
export interface Decisions {
  readonly actual: Int32Array;
  readonly predicted: Int32Array;
  readonly classes: number;
}

/** Counts without the checks of {@link confusionMatrix}, since resampling asks for them hundreds of times. */
function counted({ actual, predicted, classes }: Decisions, weights: Float64Array): ConfusionMatrix {
  const counts = new Float64Array(classes * classes);
  for (let i = 0; i < actual.length; i++) counts[actual[i] * classes + predicted[i]] += weights[i];
  return { classes, counts };
}

/** Metrics of the likeliest class; with two classes the second is the positive one. */
export function classMeasures(decisions: Decisions, base: Float64Array): Measure[] {
  const matrix = counted(decisions, base);
  const { actual, predicted, hits, total } = marginsOf(matrix);
  const of = (metric: (matrix: ConfusionMatrix) => number) => (weights: Float64Array) =>
    metric(counted(decisions, weights));
  const common: Measure[] = [
    { name: "accuracy", of: of(accuracyOf), formula: wilson(hits, total) },
    { name: "balancedAccuracy", of: of((m) => balancedAccuracyOf(m)) },
  ];
  const last: Measure = { name: "matthewsCorrelation", of: of(matthewsCorrelationOf) };
  if (decisions.classes !== 2) {
    return [
      ...common,
      { name: "f1Macro", of: of((m) => fBetaOf(m, { average: "macro" })) },
      { name: "f1Weighted", of: of((m) => fBetaOf(m, { average: "weighted" })) },
      last,
      { name: "cohenKappa", of: of((m) => cohenKappaOf(m)) },
    ];
  }
  const positiveHits = matrix.counts[3];
  return [
    ...common,
    { name: "precision", of: of((m) => precisionOf(m)), formula: wilson(positiveHits, predicted[1]) },
    { name: "recall", of: of((m) => recallOf(m)), formula: wilson(positiveHits, actual[1]) },
    { name: "f1", of: of((m) => fBetaOf(m)) },
    last,
  ];
}

function wilson(successes: number, trials: number): Formula {
  return { method: "Wilson", interval: (level) => proportionInterval(successes, trials, { level }) };
}
