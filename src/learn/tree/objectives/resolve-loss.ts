import { GyreError } from "../../../core/index.js";
import { refuseIneffective } from "../../check-config.js";
import type { Target } from "../../target.js";
import type { GbdtConfig, GbdtLoss } from "../gbdt-config.js";

const targetsOf: Readonly<Record<GbdtLoss, readonly Target["kind"][]>> = {
  squared: ["number"],
  absolute: ["number"],
  huber: ["number"],
  fair: ["number"],
  quantile: ["number"],
  mape: ["number"],
  poisson: ["number"],
  gamma: ["number"],
  tweedie: ["number"],
  crossEntropy: ["number"],
  logistic: ["class"],
  softmax: ["class"],
  lambdarank: ["relevance"],
  custom: ["number", "class", "relevance"],
};

const nouns: Readonly<Record<Target["kind"], string>> = {
  number: "numbers",
  class: "classes",
  relevance: "relevances",
};

/** Which targets the loss of `config` can learn. */
export function targetKindsOf(config: GbdtConfig): readonly Target["kind"][] {
  return config.loss === "auto" ? ["class", "number", "relevance"] : targetsOf[config.loss];
}

/**
 * The loss that `config` means for `target`: of "auto" logistic for at most two classes, softmax for more, squared for numbers,
 * lambdarank for relevances. Throws `learn.bad_config` where the two do not fit, or a hyperparameter would have no effect.
 */
export function resolveLoss(config: GbdtConfig, target: Target): GbdtLoss {
  const loss = config.loss === "auto" ? lossFor(target) : config.loss;
  if (!targetsOf[loss].includes(target.kind)) {
    const takes = targetsOf[loss].map((kind) => nouns[kind]).join(" or ");
    throw new GyreError(
      "learn.bad_config",
      `gbdt: loss "${loss}" learns ${takes}, the target is ${nouns[target.kind]}`,
    );
  }
  if (loss === "logistic" && target.kind === "class" && target.classes.length > 2) {
    throw new GyreError(
      "learn.bad_config",
      `gbdt: loss "logistic" learns two classes, the target has ${target.classes.length}`,
      {
        hint: 'Choose loss "softmax".',
      },
    );
  }
  const isOther = config.lambdarank !== undefined && loss !== "lambdarank";
  refuseIneffective("gbdt", isOther, "lambdarank", `it belongs to loss "lambdarank", the loss is "${loss}"`);
  const weighs = config.classWeight !== "none" && target.kind !== "class";
  refuseIneffective("gbdt", weighs, "classWeight", `the target is ${nouns[target.kind]}, not classes`);
  return loss;
}

function lossFor(target: Target): GbdtLoss {
  if (target.kind === "class") return target.classes.length === 2 ? "logistic" : "softmax";
  return target.kind === "number" ? "squared" : "lambdarank";
}
