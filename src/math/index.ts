export { benjaminiHochberg } from "./benjamini-hochberg.js";
export { chiSquareSurvival } from "./chi-square-distribution.js";
export {
  type ChiSquareStatistic,
  chiSquareStatistic,
  type HomogeneityResult,
  homogeneityTest,
} from "./chi-square-test.js";
export { choleskyInPlace, choleskySolve, shiftedCholesky } from "./cholesky.js";
export { digamma } from "./digamma.js";
export { tridiagonalEigen } from "./eigen.js";
export { fSurvival } from "./f-distribution.js";
export { fisherExactPValue } from "./fisher-exact.js";
export { logGamma, regularizedGammaQ } from "./gamma.js";
export { gramMatrix } from "./gram-matrix.js";
export { pivotedTriangle, type RowWriter, triangleOf, triangularise } from "./householder.js";
export { jacobiSvd } from "./jacobi-svd.js";
export { kolmogorovSurvival } from "./kolmogorov.js";
export { type KsResult, ksPValue, ksStatistic, ksTest } from "./kolmogorov-smirnov.js";
export { type LanczosOptions, type LinearMap, lanczosSvd } from "./lanczos.js";
export { type LbfgsOptions, lbfgs, type MinimiseOptions, type Minimum } from "./lbfgs.js";
export { type Evaluation, type Objective, type Point, wolfeStep } from "./line-search.js";
export { type LeastSquaresSystem, minimumNormSolution } from "./minimum-norm.js";
export { newtonMinimum } from "./newton.js";
export { normalCdf, normalQuantile, normalSurvival } from "./normal.js";
export type { RowSource } from "./row-blocks.js";
export { type RightSvd, rightSvd, sourceOf } from "./svd.js";
export { dot, largestSize, plusScaled, sumOf } from "./vectors.js";
export { wassersteinDistance } from "./wasserstein.js";
export { wilsonInterval } from "./wilson.js";
