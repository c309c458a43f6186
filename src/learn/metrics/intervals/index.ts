export { betaQuantile, regularizedBeta, studentSurvival } from "./beta.js";
export {
  acceleration,
  type BootstrapMethod,
  type BootstrapOptions,
  bootstrapInterval,
} from "./bootstrap.js";
export { jackknife } from "./jackknife.js";
export { type ProportionOptions, proportionInterval } from "./proportion.js";
export type { WeightedStatistic } from "./resample.js";
