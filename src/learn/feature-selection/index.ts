export { type SelectAnovaConfig, selectAnova, selectAnovaStep } from "./anova.js";
export { type SelectChiSquareConfig, selectChiSquare, selectChiSquareStep } from "./chi-square.js";
export type { ScoreChoice, TestChoice } from "./choice.js";
export { type EliminateConfig, type Elimination, eliminate, eliminateStep } from "./eliminate.js";
export { type SelectLassoConfig, selectLasso, selectLassoStep } from "./lasso.js";
export {
  type SelectMutualInformationConfig,
  selectMutualInformation,
  selectMutualInformationStep,
} from "./mutual-information.js";
export type { Selection } from "./selection.js";
export { type SelectVarianceConfig, selectVariance, selectVarianceStep } from "./variance.js";
