import { GyreError, nearestName } from "../../../core/index.js";
import type { ClassTarget } from "../../target.js";
import type { GbdtConfig } from "../gbdt-config.js";
import { classShares } from "./softmax.js";

/**
 * The weights of the rows times those of their classes. "balanced" gives a class rows / (classes × rows of the class), counting the
 * classes that have rows and rows by weight, as scikit-learn does. Throws `learn.bad_config` for a class that the target does not know.
 */
export function weightsWithClasses(
  classWeight: GbdtConfig["classWeight"],
  target: ClassTarget,
  weights: Float64Array | undefined,
): Float64Array | undefined {
  if (classWeight === "none") return weights;
  const ofClass = classWeight === "balanced" ? balanced(target, weights) : given(classWeight, target.classes);
  return Float64Array.from(target.codes, (code, i) => ofClass[code] * (weights?.[i] ?? 1));
}

function balanced(target: ClassTarget, weights: Float64Array | undefined): Float64Array {
  const shares = classShares(target, weights);
  const present = shares.filter((share) => share > 0).length;
  return shares.map((share) => (share > 0 ? 1 / (present * share) : 0));
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
