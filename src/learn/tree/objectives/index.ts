export { createObjective, type ObjectiveRows } from "./create-objective.js";
export type { CustomLoss, LossDerivatives, NumberTarget } from "./custom.js";
export { type LossMetric, lossMetric } from "./metric.js";
export { orderFreeMean, orderFreeSum, totalWeight } from "./order-free-sum.js";
export { minimisingQuantile, repeatedQuantile } from "./quantiles.js";
export { resolveLoss, targetKindsOf } from "./resolve-loss.js";
export { fillSoftmax } from "./softmax.js";
