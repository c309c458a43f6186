import { regularizedGammaQ } from "./gamma.js";

/** P(X ≥ x) for X chi-square with `degrees` > 0 degrees of freedom. */
export function chiSquareSurvival(x: number, degrees: number): number {
  return regularizedGammaQ(degrees / 2, x / 2);
}
