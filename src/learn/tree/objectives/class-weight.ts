import { GyreError, nearestName } from "../../../core/index.js";
import type { ClassTarget } from "../../target.js";
import type { GbdtConfig } from "../gbdt-config.js";
import { classShares } from "./softmax.js";

/**
 * What each class's rows count for; undefined when all are 1. "balanced" gives a class rows / (classes × rows of the class), counting
 * the classes that have rows and rows by weight, as scikit-learn does. Throws `learn.bad_config` for a class that the target does not
 * know.
 */
export function classFactors(
  classWeight: GbdtConfig["classWeight"],
  target: ClassTarget,
  weights: Float64Array | undefined,
): readonly number[] | undefined {
  if (classWeight === "none") return undefined;
  return classWeight === "balanced" ? balanced(target, weights) : given(classWeight, target.classes);
}

function balanced(target: ClassTarget, weights: Float64Array | undefined): number[] {
  const shares = classShares(target, weights);
  const present = shares.filter((share) => share > 0).length;
  return Array.from(shares, (share) => (share > 0 ? 1 / (present * share) : 0));
}

function given(classWeight: Readonly<Record<string, number>>, classes: readonly string[]): number[] {
  for (const name of Object.keys(classWeight)) {
    if (classes.includes(name)) continue;
    const near = nearestName(name, classes);
    throw new GyreError(
      "learn.bad_config",
      `gbdt: classWeight has the class "${name}", which the target does not have`,
      {
        hint: near === undefined ? `The classes are ${classes.join(", ")}.` : `Did you mean "${near}"?`,
        details: { name: "classWeight" },
      },
    );
  }
  return classes.map((name) => classWeight[name] ?? 1);
}
