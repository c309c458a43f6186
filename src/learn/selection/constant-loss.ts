import type { MetricName } from "../metrics/report/index.js";
import { metricValues } from "../metrics/report/index.js";
import type { Prediction } from "../prediction.js";
import type { Target } from "../target.js";
import { selectTarget } from "../target.js";
import type { FoldTask } from "./fold-task.js";
import { lossOf } from "./verdict.js";

/** The mean loss over the folds of predicting the training rows' mean, or shares of the classes, for every test row. */
export function constantLoss(tasks: readonly FoldTask[], metric: MetricName): number {
  const losses = tasks.map(({ data, train, test }) => {
    const { target, weights } = data;
    const prediction = constantPrediction(target, { train, rows: test.length, weights });
    const own = weights === undefined ? undefined : Float64Array.from(test, (row) => weights[row]);
    const [{ value }] = metricValues(selectTarget(target, test), prediction, { weights: own, metrics: [metric] });
    return lossOf(metric, value);
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

interface From {
  readonly train: Int32Array;
  readonly rows: number;
  readonly weights: Float64Array | undefined;
}

function constantPrediction(target: Target, { train, rows, weights }: From): Prediction {
  const weightOf = (row: number): number => (weights === undefined ? 1 : weights[row]);
  const total = train.reduce((sum, row) => sum + weightOf(row), 0);
  if (target.kind !== "class") {
    const mean = train.reduce((sum, row) => sum + weightOf(row) * target.values[row], 0) / total;
    return { kind: "number", values: new Float64Array(rows).fill(mean) };
  }
  const { classes, codes } = target;
  const shares = new Float64Array(classes.length);
  for (const row of train) shares[codes[row]] += weightOf(row) / total;
  const probabilities = new Float64Array(rows * classes.length);
  for (let row = 0; row < rows; row++) probabilities.set(shares, row * classes.length);
  return { kind: "class", classes, probabilities };
}
