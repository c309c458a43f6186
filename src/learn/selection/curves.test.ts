import { describe, expect, it } from "vitest";
import { createRandom } from "../../core/index.js";
import type { Frame } from "../table.js";
import { classTarget, numberTarget } from "../target.js";
import { learningCurve, validationCurve } from "./index.js";
import { curveLearner, polynomial, shares } from "./learner.fixture.js";

function dataOf(rows: number, of: (x: number, chance: () => number) => number) {
  const random = createRandom(`curves ${rows}`);
  const x = Float64Array.from({ length: rows }, () => random.next());
  const frame: Frame = { rows, names: ["x"], columns: [{ kind: "number", values: x }] };
  return { frame, target: numberTarget(x.map((value) => of(value, () => random.next() - 0.5))) };
}
const sine = (x: number, chance: () => number): number => Math.sin(12 * x) + 0.1 * chance();
const options = { random: createRandom(1) };

describe("a learning curve", () => {
  it("of a line on a sine says bias, and that more rows would hardly help", () => {
    const { frame, target } = dataOf(400, sine);
    const curve = learningCurve(polynomial(1), frame, target, options, curveLearner);
    expect(curve.limit).toBe("bias");
    expect(curve.moreRowsHelp).toBe(false);
    expect(curve.sentences.join(" ")).toMatch(/Bias dominates.*More rows would hardly help/);
    expect(curve.points.map(({ trainRows }) => trainRows)).toEqual([32, 80, 160, 240, 320]);
  });

  it("of a very flexible model on few rows says variance, and that more rows would help", () => {
    const { frame, target } = dataOf(60, (x, chance) => Math.sin(12 * x) + 0.6 * chance());
    const curve = learningCurve(polynomial(14), frame, target, { ...options, shares: [0.5, 1] }, curveLearner);
    expect(curve.limit).toBe("variance");
    expect(curve.moreRowsHelp).toBe(true);
    expect(curve.sentences.join(" ")).toMatch(/Variance dominates.*More rows would help/);
  });

  it("of a model that learns noise by heart says that nothing holds", () => {
    const random = createRandom("noise");
    const x = Float64Array.from({ length: 200 }, () => random.next());
    const frame: Frame = { rows: 200, names: ["x"], columns: [{ kind: "number", values: x }] };
    const target = classTarget(Array.from(x, () => random.int(2)));
    const curve = learningCurve(shares(400), frame, target, { ...options, metric: "accuracy" }, curveLearner);
    expect(curve.limit).toBe("variance");
    expect(curve.moreRowsHelp).toBe(false);
    expect(curve.sentences[0]).toContain("no better than a constant");
  });

  it("of a fitting model on plain data says that nothing is left to gain", () => {
    const { frame, target } = dataOf(300, (x, chance) => 3 * x + 0.02 * chance());
    const curve = learningCurve(polynomial(1), frame, target, options, curveLearner);
    expect(curve.limit).toBe("neither");
  });

  it("refuses shares that do not rise", () => {
    const { frame, target } = dataOf(50, sine);
    const shared = { ...options, shares: [0.5, 0.5] };
    expect(() => learningCurve(polynomial(1), frame, target, shared, curveLearner)).toThrow(
      "two or more rising numbers",
    );
  });
});

describe("a validation curve", () => {
  it("tells values that are too simple from those that are too flexible", () => {
    const { frame, target } = dataOf(60, (x, chance) => Math.sin(9 * x) + 0.5 * chance());
    const sweep = {
      name: "degree",
      values: [1, 3, 6, 20],
      configOf: (value: number | string) => polynomial(Number(value)),
    };
    const curve = validationCurve(sweep, frame, target, options, curveLearner);
    expect(curve.best).toBe(6);
    expect(curve.sentences.find((sentence) => sentence.startsWith("Bias"))).toContain("degree = 1, 3");
    expect(curve.sentences.find((sentence) => sentence.startsWith("Variance"))).toContain("degree = 20");
    expect(curve.points[0].limit).toBe("bias");
    expect(curve.points[3].limit).toBe("variance");
  });

  it("says when the best value is at the end of the list", () => {
    const { frame, target } = dataOf(200, sine);
    const sweep = {
      name: "degree",
      values: [1, 2, 3],
      configOf: (value: number | string) => polynomial(Number(value)),
    };
    const { sentences } = validationCurve(sweep, frame, target, options, curveLearner);
    expect(sentences.at(-1)).toContain("at the end of the list");
  });
});
