export { d2Tweedie, gammaDeviance, poissonDeviance, type TweedieOptions, tweedieDeviance } from "./deviance.js";
export {
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogError,
  medianAbsoluteError,
  rootMeanSquaredError,
} from "./errors.js";
export { explainedVariance, r2 } from "./explained.js";
export {
  d2Pinball,
  type IntervalQuality,
  intervalQuality,
  pinballLoss,
  type QuantileOptions,
  quantileCoverage,
} from "./quantiles.js";
