import { GyreError } from "../../../core/index.js";
import type { Prediction } from "../../prediction.js";
import type { Target } from "../../target.js";
import { alignClasses } from "../report/aligned.js";
import { checkPairs } from "../weights.js";

/** What a row costs: `logLoss` or `error` (1 where the likeliest class is wrong) for classes, `squared` or `absolute` for numbers. */
export type RowLoss = "logLoss" | "error" | "squared" | "absolute";

/** The loss of each row, `(n)`; by default log loss for classes and squared error for numbers. */
export function rowLosses(
  target: Target,
  prediction: Prediction,
  options: { readonly loss?: RowLoss | undefined; readonly weights?: Float64Array | undefined } = {},
): Float64Array {
  const { loss = target.kind === "class" ? "logLoss" : "squared" } = options;
  if (target.kind === "class" && prediction.kind === "class" && (loss === "logLoss" || loss === "error")) {
    const { classes, codes, probabilities } = alignClasses(target, prediction, options.weights);
    return ofClasses({ codes, probabilities, k: classes.length }, loss);
  }
  if (target.kind === "number" && prediction.kind === "number" && (loss === "squared" || loss === "absolute")) {
    checkPairs(target.values, prediction.values);
    const errors = target.values.map((y, row) => Math.abs(y - prediction.values[row]));
    return loss === "absolute" ? errors : errors.map((error) => error * error);
  }
  throw new GyreError(
    "learn.bad_config",
    `the loss "${loss}" is not defined row by row for a target of ${target.kind} values`,
  );
}

interface Said {
  readonly codes: Int32Array;
  readonly probabilities: Float64Array;
  readonly k: number;
}

function ofClasses({ codes, probabilities, k }: Said, loss: "logLoss" | "error"): Float64Array {
  return Float64Array.from(codes, (code, row) => {
    const own = probabilities[row * k + code];
    if (loss === "logLoss") return -Math.log(Math.max(Number.EPSILON, own));
    for (let c = 0; c < k; c++) {
      const other = probabilities[row * k + c];
      if (other > own || (other === own && c < code)) return 1;
    }
    return 0;
  });
}
