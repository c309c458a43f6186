export { benjaminiHochberg } from "./benjamini-hochberg.js";
export { chiSquareSurvival } from "./chi-square-distribution.js";
export {
  type ChiSquareStatistic,
  chiSquareStatistic,
  type HomogeneityResult,
  homogeneityTest,
} from "./chi-square-test.js";
export { fisherExactPValue } from "./fisher-exact.js";
export { logGamma, regularizedGammaQ } from "./gamma.js";
export { kolmogorovSurvival } from "./kolmogorov.js";
export { type KsResult, ksPValue, ksStatistic, ksTest } from "./kolmogorov-smirnov.js";
export { normalCdf, normalQuantile, normalSurvival } from "./normal.js";
export { wassersteinDistance } from "./wasserstein.js";
export { wilsonInterval } from "./wilson.js";
