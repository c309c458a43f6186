import type { GbdtConfig, GbdtLoss } from "../gbdt-config.js";
import { crossEntropyLoss, logisticLoss } from "./class-losses.js";
import { gammaLoss, poissonLoss, tweedieLoss } from "./log-losses.js";
import type { PointLoss } from "./loss.js";
import { absoluteLoss, fairLoss, huberLoss, mapeLoss, quantileLoss, squaredLoss } from "./number-losses.js";
import { lightgbmPercentile, minimisingQuantile, repeatedQuantile, scikitLearnPercentile } from "./quantiles.js";

/** Losses of one score and one target. */
export type PointLossName = Exclude<GbdtLoss, "softmax" | "lambdarank" | "custom">;

/** The loss `name` with the hyperparameters that `config` has for it. */
export function pointLoss(name: PointLossName, config: GbdtConfig): PointLoss {
  const isLightgbm = config.compat === "lightgbm";
  const isScikitLearn = config.compat === "scikit-learn";
  const quantile = {
    exact: repeatedQuantile,
    lightgbm: lightgbmPercentile,
    "scikit-learn": scikitLearnPercentile,
  }[config.compat];
  switch (name) {
    case "squared":
      return squaredLoss;
    case "absolute":
      return absoluteLoss(quantile, isScikitLearn ? -1 : 0);
    case "huber":
      return huberLoss(config.huberDelta ?? 0.9);
    case "fair":
      return fairLoss(config.fairC ?? 1);
    case "quantile": {
      const alpha = config.quantile ?? 0.5;
      // LightGBM keeps α in single precision.
      return quantileLoss(isLightgbm ? Math.fround(alpha) : alpha, quantile, !isScikitLearn);
    }
    case "mape":
      return isLightgbm ? mapeLoss(lightgbmPercentile, Math.fround) : mapeLoss(minimisingQuantile);
    case "poisson":
      return poissonLoss(config.poissonMaxDeltaStep ?? (isScikitLearn ? 0 : 0.7));
    case "gamma":
      return gammaLoss;
    case "tweedie":
      return tweedieLoss(config.tweediePower ?? 1.5);
    case "logistic":
      return logisticLoss;
    case "crossEntropy":
      return crossEntropyLoss;
  }
}
