import { describe, expect, it } from "vitest";
import { GyreError } from "../../../core/index.js";
import { classTarget, numberTarget, relevanceTarget, type Target } from "../../target.js";
import { type GbdtSettings, gbdt } from "../config.js";
import { createObjective, type ObjectiveRows } from "./create-objective.js";
import type { CustomLoss, NumberTarget } from "./custom.js";

function refusal(settings: GbdtSettings, rows: ObjectiveRows): string {
  try {
    createObjective(gbdt(settings), rows);
  } catch (error) {
    if (error instanceof GyreError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "nothing thrown";
}

const numbers = numberTarget([1, 2.5, 0, 4]);
const two = classTarget(["no", "yes", "no", "no"]);
const three = classTarget(["a", "b", "c", "a"]);
const relevances = relevanceTarget([0, 1, 2, 0], [1, 1, 2, 2]);

describe("the loss of a configuration", () => {
  it("is chosen by the target unless it is named", () => {
    const kind = (target: Target) => {
      const { outputs, link, fused } = createObjective(gbdt(), { target });
      return [outputs, link, fused];
    };
    expect(kind(numbers)).toEqual([1, "identity", "squared"]);
    expect(kind(two)).toEqual([1, "logistic", "logistic"]);
    expect(kind(three)).toEqual([3, "softmax", undefined]);
    expect(kind(relevances)).toEqual([1, "identity", undefined]);
    expect(kind(classTarget(["a", "a"]))).toEqual([1, "softmax", undefined]);
  });

  it("is refused for a target of another kind", () => {
    expect(refusal({ loss: "squared" }, { target: two })).toBe(
      'learn.bad_config: gbdt: loss "squared" learns numbers, the target is classes',
    );
    expect(refusal({ loss: "lambdarank" }, { target: numbers })).toContain("learns relevances, the target is numbers");
    expect(refusal({ loss: "logistic" }, { target: three })).toContain("learns two classes, the target has 3");
    expect(refusal({ lambdarank: {} }, { target: numbers })).toBe(
      'learn.bad_config: gbdt: lambdarank would have no effect: it belongs to loss "lambdarank", the loss is "squared"',
    );
    expect(refusal({ classWeight: "balanced" }, { target: numbers })).toBe(
      "learn.bad_config: gbdt: classWeight would have no effect: the target is numbers, not classes",
    );
  });

  it.each<[GbdtSettings, Target, string]>([
    [
      { loss: "poisson" },
      numberTarget([1, -0.5]),
      'the target of row 1 is -0.5, expected a number ≥ 0 for loss "poisson"',
    ],
    [{ loss: "gamma" }, numberTarget([1, 0]), 'the target of row 1 is 0, expected a number above 0 for loss "gamma"'],
    [{ loss: "tweedie" }, numberTarget([-1]), 'the target of row 0 is -1, expected a number ≥ 0 for loss "tweedie"'],
    [
      { loss: "poisson" },
      numberTarget([0, 0]),
      'the target is 0 in every row, expected one above 0 for loss "poisson"',
    ],
    [
      { loss: "crossEntropy" },
      numberTarget([0.5, 1.5]),
      'the target of row 1 is 1.5, expected a number between 0 and 1 for loss "crossEntropy"',
    ],
    [{}, numberTarget([1, 1e308]), 'the target of row 1 is 1e+308, expected at most 1e+140 in size for loss "squared"'],
    [{}, { ...two, codes: Int32Array.of(0, -1) }, "the label of row 1 is -1, expected a code of 0 … 1"],
    [{}, relevanceTarget([0, 4000], [1, 1]), "the relevance of row 1 is 4000, expected at most 1000"],
  ])("%j names the row of a target that it cannot take", (settings, target, message) => {
    expect(refusal(settings, { target })).toBe(`learn.bad_table: ${message}`);
  });
});

describe("class weights", () => {
  const weights = Float64Array.of(1, 1, 3, 1);

  it("that are balanced give every class the same total", () => {
    const objective = createObjective(gbdt({ classWeight: "balanced" }), { target: two, weights });
    // The two classes weigh 5 and 1 of 6: 6 / (2·5) and 6 / (2·1).
    expect(objective.fusedRows?.factors).toEqual([expect.closeTo(0.6, 12), expect.closeTo(3, 12)]);
    expect(objective.weights).toBe(weights);
    expect(objective.start[0]).toBeCloseTo(0, 12);
  });

  it("that are given multiply the rows, others stay 1", () => {
    const objective = createObjective(gbdt({ classWeight: { yes: 5 } }), { target: two });
    expect(objective.fusedRows?.factors).toEqual([1, 5]);
    const [gradient, hessian] = [new Float64Array(4), new Float64Array(4)];
    objective.gradients(new Float64Array(4), 0, gradient, hessian);
    expect(gradient).toEqual(Float64Array.of(0.5, -2.5, 0.5, 0.5));
    expect(hessian).toEqual(Float64Array.of(0.25, 1.25, 0.25, 0.25));
    expect(objective.start[0]).toBeCloseTo(Math.log(5 / 3), 12);
    const lightgbm = createObjective(gbdt({ classWeight: { yes: 5 }, compat: "lightgbm" }), { target: two });
    expect(lightgbm.start[0]).toBeCloseTo(Math.log(1 / 3), 12);
  });

  it("of an unknown class are refused", () => {
    expect(refusal({ classWeight: { Yes: 2 } }, { target: two })).toBe(
      'learn.bad_config: gbdt: classWeight has the class "Yes", which the target does not have',
    );
  });
});

describe("a loss of one's own", () => {
  const squared: CustomLoss<NumberTarget> = {
    start: (target, weights) => {
      const weight = (i: number): number => weights?.[i] ?? 1;
      const total = target.values.reduce((sum, _, i) => sum + weight(i), 0);
      return [target.values.reduce((sum, y, i) => sum + weight(i) * y, 0) / total];
    },
    derivatives: (scores, target) => ({
      gradient: scores.map((score, i) => score - target.values[i]),
      hessian: scores.map(() => 1),
    }),
  };
  const loss: CustomLoss = squared;
  const custom = (own: Partial<CustomLoss>, target: Target = numbers) => {
    const objective = createObjective(gbdt({ loss: "custom" }), { target, loss: { ...loss, ...own } });
    const n = 4;
    const gradient = new Float64Array(n);
    const hessian = new Float64Array(n);
    objective.prepare?.(new Float64Array(n * objective.outputs));
    objective.gradients(new Float64Array(n * objective.outputs), 0, gradient, hessian);
    return { objective, gradient, hessian };
  };

  it("has its weights, and equals the built-in one where it says the same", () => {
    const weights = Float64Array.of(1, 2, 0.5, 1);
    const objectives = [
      createObjective(gbdt({ loss: "custom" }), { target: numbers, weights, loss }),
      createObjective(gbdt({ loss: "squared" }), { target: numbers, weights }),
    ];
    const scores = Float64Array.of(0, 1, 2, 3);
    const [own, builtIn] = objectives.map((objective) => {
      const pair = [new Float64Array(4), new Float64Array(4)];
      objective.prepare?.(scores);
      objective.gradients(scores, 0, pair[0], pair[1]);
      return [...pair, objective.start, objective.weights];
    });
    expect(own).toEqual(builtIn);
  });

  it("is refused where it is not what training needs, with the row", () => {
    const bad = (own: Partial<CustomLoss>, target?: Target) => () => custom(own, target);
    const four = new Float64Array(4);
    expect(bad({ derivatives: () => ({ gradient: four.with(2, Number.NaN), hessian: four }) })).toThrow(
      "the custom loss: gradient of row 2 is NaN, expected a finite number",
    );
    expect(bad({ derivatives: () => ({ gradient: four, hessian: four.with(1, -1) }) })).toThrow(
      "the custom loss: hessian of row 1 is -1, expected a finite number ≥ 0",
    );
    expect(bad({ derivatives: () => ({ gradient: four.slice(1), hessian: four }) })).toThrow("3 numbers, expected 4");
    expect(bad({ start: () => [Number.NaN] })).toThrow("start is [NaN], expected 1 finite numbers");
    expect(bad({ outputs: 2 })).toThrow("outputs is 2, expected 1 for this target and link");
    expect(bad({}, two)).toThrow('link "identity" gives no probabilities of 2 classes, expected "softmax"');
    expect(bad({ link: "softmax" })).toThrow('link "softmax" needs a target of classes');
    expect(
      custom({ link: "softmax", start: () => [0, 0], derivatives: (s) => ({ gradient: s, hessian: s }) }, two).objective
        .outputs,
    ).toBe(2);
  });

  it("and the configuration have to agree that there is one", () => {
    expect(refusal({ loss: "custom" }, { target: numbers })).toBe(
      'learn.bad_config: gbdt: loss is "custom", but none was given',
    );
    expect(refusal({ loss: "huber" }, { target: numbers, loss })).toBe(
      'learn.bad_config: gbdt: a loss was given, but loss is "huber"',
    );
  });
});
