import { describe, expect, it } from "vitest";
import { goldenTable, scaled } from "../../../test/support/golden-learn.js";
import { numberTable, uniforms } from "../../../test/support/learn-tables.js";
import { classTarget, numberTarget } from "../target.js";
import { createDesign } from "./design-matrix.js";
import { fitLinearEncodings } from "./encodings.js";
import { fitWith, predictWith } from "./fit-with.fixture.js";
import { glmFamily, identityLinkLoss, logLinkLoss } from "./glm-family.js";
import { huberHessian, huberObjective } from "./huber-objective.js";
import {
  coefficientsOf,
  elasticNet,
  gamma,
  huberRegression,
  lasso,
  lassoPath,
  leastSquares,
  logistic,
  poisson,
  quantileRegression,
  ridge,
  tweedie,
} from "./index.js";
import { binaryFamily, softmaxFamily } from "./logistic-families.js";
import { smoothedPinball } from "./quantile.js";
import { type Family, smoothProblem } from "./smooth-problem.js";

const random = uniforms(11);
const x = [0, 1, 2].map(() => Array.from({ length: 90 }, () => random() - 0.5));
const table = numberTable(...x);
const y = Float64Array.from(x[0], (value, i) => 1 + value + x[1][i] * x[2][i] + random());
const weights = y.map((_, i) => 1 + (i % 3));
const categories = {
  kind: "category" as const,
  codes: Int32Array.from(y, (_, i) => (i * 7) % 4),
  categories: ["a", "b", "c", "d"],
};
const mixed = { rows: 90, names: [...table.names, "c"], columns: [...table.columns, categories] };

describe("the objectives have the gradients and Hessians of finite differences", () => {
  const encodings = fitLinearEncodings(mixed, { centre: true, minCategoryCount: 1 });
  const design = createDesign(mixed, encodings, { gram: true });
  const codes = Int32Array.from(y, (value) => (value < 1.2 ? 0 : value < 1.6 ? 1 : 2));
  const families: readonly (readonly [string, Family])[] = [
    ["binary", binaryFamily(design, new Float64Array(codes.map((code) => Math.min(code, 1))), weights)],
    ["softmax", softmaxFamily(codes, 3, weights)],
    ["poisson", glmFamily(logLinkLoss(1), y, weights)],
    ["gamma", glmFamily(logLinkLoss(2), y, weights)],
    ["tweedie 1.5", glmFamily(logLinkLoss(1.5), y, weights)],
    ["normal", glmFamily(identityLinkLoss(0), y, weights)],
    ["smoothed quantile", smoothedPinball({ y, weights, quantile: 0.3, bandwidth: 0.2 })],
  ];
  it.each(families)("%s", (_, family) => {
    const ridge = new Float64Array(design.width).fill(0.1);
    const parts = { design, family, total: 180, ridge, fitIntercept: true, isSparse: true };
    const { objective, hessian } = smoothProblem(parts);
    const theta = Float64Array.from({ length: family.outputs * (design.width + 1) }, (_, k) => 0.3 * Math.sin(k + 1));
    checkDerivatives(objective, hessian(theta), theta, family.outputs > 1 ? [design.width] : []);
  });

  it("Huber's", () => {
    const parts = {
      ...{ design, y, weights, total: 180, epsilon: 1.35, fitIntercept: true, leastSigma: 1e-8 },
      ridge: new Float64Array(design.width).fill(0.1),
    };
    const theta = Float64Array.from({ length: design.width + 2 }, (_, k) => 0.2 * Math.sin(k + 1));
    theta[theta.length - 1] = 0.7;
    checkDerivatives((at) => huberObjective(parts, at), huberHessian(parts, theta), theta, []);
  });
});

/** Positions in `gauge` hold the softmax's intercepts, whose Hessian is given a curvature where it has none. */
function checkDerivatives(
  objective: (at: Float64Array) => { value: number; gradient: Float64Array },
  hessian: Float64Array,
  theta: Float64Array,
  gauge: readonly number[],
): void {
  const n = theta.length;
  const { gradient } = objective(theta);
  for (let k = 0; k < n; k++) {
    const above = objective(theta.with(k, theta[k] + 1e-5));
    const below = objective(theta.with(k, theta[k] - 1e-5));
    expect(gradient[k]).toBeCloseTo((above.value - below.value) / 2e-5, 7);
    for (let j = k; j < n; j++) {
      if (gauge.some((width) => j % (width + 1) === width && k % (width + 1) === width)) continue;
      expect(hessian[j * n + k]).toBeCloseTo((above.gradient[j] - below.gradient[j]) / 2e-5, 6);
    }
  }
}

describe("known mathematics", () => {
  it("least squares has NIST's certified coefficients of Longley's data to ten digits", () => {
    const columns = [
      [83, 88.5, 88.2, 89.5, 96.2, 98.1, 99, 100, 101.2, 104.6, 108.4, 110.8, 112.6, 114.2, 115.7, 116.9],
      [
        234289, 259426, 258054, 284599, 328975, 346999, 365385, 363112, 397469, 419180, 442769, 444546, 482704, 502601,
        518173, 554894,
      ],
      [2356, 2325, 3682, 3351, 2099, 1932, 1870, 3578, 2904, 2822, 2936, 4681, 3813, 3931, 4806, 4007],
      [1590, 1456, 1616, 1650, 3099, 3594, 3547, 3350, 3048, 2857, 2798, 2637, 2552, 2514, 2572, 2827],
      [
        107608, 108632, 109773, 110929, 112075, 113270, 115094, 116219, 117388, 118734, 120445, 121950, 123366, 125368,
        127852, 130081,
      ],
      Array.from({ length: 16 }, (_, i) => 1947 + i),
    ];
    const employed = [
      60323, 61122, 60171, 61187, 63221, 63639, 64989, 63761, 66019, 67857, 68169, 66513, 68655, 69564, 69331, 70551,
    ];
    const { values, intercepts } = coefficientsOf(
      fitWith(leastSquares(), numberTable(...columns), numberTarget(employed)),
    );
    const certified = [
      15.0618722713733, -0.035819179292591, -2.02022980381683, -1.03322686717359, -0.0511041056535807, 1829.15146461355,
    ];
    certified.forEach((value, j) => {
      expect(Math.abs(values[0][j] / value - 1)).toBeLessThan(1e-10);
    });
    expect(Math.abs(intercepts[0] / -3482258.63459582 - 1)).toBeLessThan(1e-10);
  });

  it("a softmax of two classes at C is the binary regression at 2C", () => {
    const target = classTarget(Array.from(y, (value) => value > 1.5));
    const binary = coefficientsOf(fitWith(logistic({ l2: 0.01, minCategoryCount: 1 }), mixed, target));
    // A third class of next to no weight leaves a softmax of two.
    const three = classTarget([...y.map((value) => (value > 1.5 ? 1 : 0)), 2]);
    const grown = numberTable(...x.map((values) => [...values, 0]));
    const both = {
      ...mixed,
      rows: 91,
      columns: [...grown.columns, { ...categories, codes: Int32Array.of(...categories.codes, -1) }],
    };
    const rare = Float64Array.from({ length: 91 }, (_, i) => (i < 90 ? 1 : 1e-13));
    const model = fitWith(logistic({ l2: 0.02, minCategoryCount: 1 }), both, three, { weights: rare });
    const { values } = coefficientsOf(model);
    binary.values[0].forEach((value, j) => {
      expect(values[1][j] - values[0][j]).toBeCloseTo(value, 5);
    });
  });

  it("the lasso meets the conditions of its optimum, and its gap bounds the objective", () => {
    const alpha = 0.02;
    const model = fitWith(lasso({ alpha }), table, numberTarget(y), { weights });
    const {
      values: [w],
      intercepts: [b],
    } = coefficientsOf(model);
    const total = weights.reduce((sum, value) => sum + value, 0);
    x.forEach((column, j) => {
      const slope = column.reduce((sum, value, i) => {
        const eta = b + x.reduce((s, other, k) => s + other[i] * w[k], 0);
        return sum + (weights[i] * value * (y[i] - eta)) / total;
      }, 0);
      if (w[j] === 0) expect(Math.abs(slope)).toBeLessThanOrEqual(alpha);
      else expect(slope).toBeCloseTo(alpha * Math.sign(w[j]), 10);
    });
    if ("gap" in model) expect(model.gap).toBeLessThan(1e-10);
  });

  it("a path begins where all coefficients are 0 and ends near the least squares", () => {
    const { alphas, values, gaps } = lassoPath({ count: 20, epsilon: 1e-6 }, table, numberTarget(y));
    expect(values[0]).toEqual([0, 0, 0]);
    expect(values[1].some((value) => value !== 0)).toBe(true);
    expect(alphas[19] / alphas[0]).toBeCloseTo(1e-6, 12);
    const exact = coefficientsOf(fitWith(leastSquares(), table, numberTarget(y))).values[0];
    exact.forEach((value, j) => {
      expect(values[19][j]).toBeCloseTo(value, 5);
    });
    expect(Math.max(...gaps)).toBeLessThan(1e-10);
  });

  it("an elastic net without an L1 part is a ridge, and one without a penalty the least squares", () => {
    const squares = coefficientsOf(fitWith(leastSquares(), table, numberTarget(y)));
    expect(coefficientsOf(fitWith(elasticNet({ alpha: 0 }), table, numberTarget(y)))).toEqual(squares);
    const net = coefficientsOf(fitWith(elasticNet({ alpha: 0.1, l1Ratio: 0 }), table, numberTarget(y)));
    expect(net).toEqual(coefficientsOf(fitWith(ridge({ alpha: 9 }), table, numberTarget(y))));
  });

  it("a quantile has its share of the rows below it", () => {
    const model = fitWith(quantileRegression({ quantile: 0.3, alpha: 0 }), table, numberTarget(y));
    const prediction = predictWith(model, table);
    const below = prediction.kind === "number" ? y.filter((value, i) => value < prediction.values[i] - 1e-9).length : 0;
    const above = prediction.kind === "number" ? y.filter((value, i) => value > prediction.values[i] + 1e-9).length : 0;
    expect(below).toBeLessThanOrEqual(27);
    expect(above).toBeLessThanOrEqual(63);
    expect(below + above).toBe(86);
  });

  it("means of a log link are kept: Σ weight·prediction = Σ weight·y", () => {
    const model = fitWith(poisson({ alpha: 0.1 }), table, numberTarget(y), { weights });
    const prediction = predictWith(model, table);
    const sum = (values: Float64Array): number => values.reduce((total, value, i) => total + weights[i] * value, 0);
    expect(prediction.kind === "number" ? sum(prediction.values) : 0).toBeCloseTo(sum(y), 8);
  });
});

describe("rows on a line, or nearly so few", () => {
  it("fit Huber's objective no worse than scikit-learn, where they are few and σ goes to 0", () => {
    const parts = {
      x: [
        [0.46, 0.48, 2.01, 1.19, 0.46, 0.72],
        [2.64, 0.68, 0.5, 0.27, 0.81, 0.29],
      ],
      y: [8.1, 8.4, 14.7, 9, 27.3, 9.8],
      w: [3, 3, 1, 3, 1, 3],
    };
    const config = huberRegression({ epsilon: 1.1, alpha: 1 });
    const options = { weights: Float64Array.from(parts.w) };
    const model = fitWith(config, numberTable(...parts.x), numberTarget(parts.y), options);
    const { values, intercepts } = coefficientsOf(model);
    const objective = (sigma: number, beta: readonly number[], intercept: number): number =>
      parts.y.reduce(
        (sum, value, i) => {
          const z = Math.abs(value - intercept - beta[0] * parts.x[0][i] - beta[1] * parts.x[1][i]) / sigma;
          return sum + parts.w[i] * sigma * (1 + (z < 1.1 ? z * z : 2.2 * z - 1.21));
        },
        beta[0] ** 2 + beta[1] ** 2,
      );
    const reached = objective("sigma" in model ? model.sigma : Number.NaN, values[0], intercepts[0]);
    // HuberRegressor(epsilon=1.1, alpha=1, tol=1e-10, max_iter=100000) of scikit-learn 1.9.1.
    expect(reached).toBeLessThan(61.51841);
  });

  it("are met exactly by the median and by Huber's regression", () => {
    const line = numberTable(Array.from({ length: 50 }, (_, i) => i));
    const exact = Array.from({ length: 50 }, (_, i) => 3 * i + 1);
    const huber = fitWith(huberRegression(), line, numberTarget(exact));
    expect("converged" in huber && huber.converged).toBe(true);
    expect(coefficientsOf(huber).values[0][0]).toBeCloseTo(3, 10);
    // A quarter of them moved far away.
    const bent = numberTarget(exact.map((value, i) => (i % 4 === 1 ? value + 500 : value)));
    expect(coefficientsOf(fitWith(quantileRegression({ alpha: 0 }), line, bent)).values[0][0]).toBeCloseTo(3, 12);
  });
});

describe("what cannot be learned", () => {
  const target = numberTarget(y);
  it("is refused with the row and the reason", () => {
    expect(() => fitWith(poisson(), table, numberTarget(y.with(3, -1)))).toThrow("the target of row 3 is -1");
    expect(() => fitWith(poisson(), table, numberTarget(y.map(() => 0)))).toThrow("the mean of the target is 0");
    expect(() => fitWith(gamma(), table, numberTarget(y.with(5, 0)))).toThrow("row 5 is 0, expected a number above 0");
    expect(() => fitWith(ridge(), table, numberTarget(y.with(2, 1e308)))).toThrow("row 2 is 1e+308, too large");
    expect(() => tweedie({ power: 0.5 })).toThrow("none between 0 and 1 exists");
    expect(() => lasso({ alpha: 0, standardize: true })).toThrow("no effect");
    expect(() => fitWith(logistic(), table, target)).toThrow("logistic learns a class, the target is a number");
    expect(() => fitWith(ridge(), table, target, { weights: weights.with(7, -1) })).toThrow(
      "the weight of row 7 is -1",
    );
    expect(() => logistic({ classWeight: "even" as "none" })).toThrow('classWeight is "even"');
    const classes = classTarget(Array.from(y, (value) => value > 1.5));
    expect(() => fitWith(logistic({ classWeight: { tru: 2 } }), table, classes)).toThrow('"tru", which is no class');
  });

  it("separated classes without a penalty, wholly or in one category, are reported", () => {
    const whole = classTarget(x[0].map((value) => value > 0));
    expect(() => fitWith(logistic({ l2: 0 }), table, whole)).toThrow("the columns separate the classes");
    const partly = classTarget(x[0].map((value, i) => categories.codes[i] === 2 || value + random() > 0.5));
    expect(() => fitWith(logistic({ l2: 0, minCategoryCount: 1 }), mixed, partly)).toThrow("separate");
    const three = classTarget(x[0].map((value) => (value < -0.2 ? 0 : value < 0.2 ? 1 : 2)));
    expect(() => fitWith(logistic({ l2: 0 }), table, three)).toThrow("separate");
    const mixedUp = classTarget(x[0].map((value) => value + random() > 0.5));
    const free = fitWith(logistic({ l2: 0 }), table, mixedUp);
    expect("converged" in free && free.converged).toBe(true);
  });

  it("one class gives ±34.5, and a class without rows the probability 0", () => {
    const one = fitWith(logistic(), table, { kind: "class", codes: new Int32Array(90), classes: ["no", "yes"] });
    expect(one.intercepts[0]).toBeCloseTo(-34.539, 3);
    const codes = Int32Array.from(y, (value) => (value > 1.5 ? 2 : 0));
    const model = fitWith(logistic(), table, { kind: "class", codes, classes: ["a", "b", "c"] });
    const prediction = predictWith(model, table);
    if (prediction.kind !== "class") throw new Error("expected classes");
    for (let i = 0; i < 90; i++) {
      expect(prediction.probabilities[3 * i + 1]).toBe(0);
      expect(prediction.probabilities[3 * i] + prediction.probabilities[3 * i + 2]).toBeCloseTo(1, 12);
    }
  });
});

describe("many rows", () => {
  const many = uniforms(3);
  const n = 70_000;
  const columns = Array.from({ length: 6 }, () => Array.from({ length: n }, () => many() + many() - 1));
  const codes = Int32Array.from({ length: n }, () => Math.floor(many() * 5));
  const wide = {
    rows: n,
    names: ["a", "b", "c", "d", "e", "f", "k"],
    columns: [
      ...numberTable(...columns).columns,
      { kind: "category" as const, codes, categories: ["p", "q", "r", "s", "t"] },
    ],
  };
  const classes = Float64Array.from(columns[0], (value, i) =>
    value + 0.3 * codes[i] + columns[1][i] + many() - 0.5 > 0.7 ? 1 : 0,
  );

  it("have the same objective, to the last bit, whether they are stored or streamed", () => {
    const encodings = fitLinearEncodings(wide, { centre: true, minCategoryCount: 20 });
    const [stored, streamed] = [false, true].map((isStreamed) => {
      const design = createDesign(wide, encodings, { gram: true, isStreamed });
      const family = binaryFamily(design, classes, new Float64Array(n).fill(1));
      const ridge = new Float64Array(design.width).fill(0.1);
      const parts = { design, family, total: n, ridge, fitIntercept: true, isSparse: false };
      const { objective, hessian } = smoothProblem(parts);
      const theta = Float64Array.from({ length: design.width + 1 }, (_, k) => Math.sin(k));
      return { ...objective(theta), hessian: hessian(theta) };
    });
    expect(streamed).toEqual(stored);
  });

  it("end at a zero gradient by way of a sample", () => {
    const model = fitWith(logistic({ l2: 1e-3, tolerance: 1e-10, standardize: true }), wide, classTarget(classes));
    const encodings = fitLinearEncodings(wide, { centre: true, minCategoryCount: 20 });
    const design = createDesign(wide, encodings, { gram: true });
    const ridge = new Float64Array(design.width).fill(1e-3);
    const family = binaryFamily(design, classes, new Float64Array(n).fill(1));
    const { objective } = smoothProblem({ design, family, total: n, ridge, fitIntercept: true, isSparse: false });
    const theta = new Float64Array(design.width + 1);
    design.positions.forEach((position, k) => {
      theta[position] = model.weights[k];
    });
    theta[design.width] = model.intercepts[0];
    for (const slope of objective(theta).gradient) expect(Math.abs(slope)).toBeLessThan(1e-10);
    expect("iterations" in model && model.iterations).toBeLessThan(12);
  });

  it("are not needed: more numbers than can be factorised are learned too", () => {
    const { table: digits, y: label } = goldenTable("breast_cancer");
    const pairs = scaled(digits).columns.flatMap((one, i, list) =>
      list.map((other, j) => ({
        kind: "number" as const,
        values:
          one.kind === "number" && other.kind === "number"
            ? one.values.map((value, row) =>
                i <= j ? value * other.values[row] : Math.tanh(value + other.values[row]),
              )
            : new Float64Array(),
      })),
    );
    const big = {
      rows: digits.rows,
      names: pairs.map((_, i) => `p${i}`),
      columns: [
        ...pairs,
        ...pairs.slice(0, 150).map(({ values }) => ({ kind: "number" as const, values: values.map(Math.sin) })),
      ],
    };
    const named = { ...big, names: big.columns.map((_, i) => `p${i}`) };
    const smooth = fitWith(logistic({ l2: 0.1, standardize: true, tolerance: 1e-4 }), named, classTarget(label));
    expect("converged" in smooth && smooth.converged).toBe(true);
    const sparse = fitWith(
      logistic({ l2: 0.01, l1: 0.05, standardize: true, tolerance: 1e-3, maxIterations: 500 }),
      named,
      classTarget(label),
    );
    expect("converged" in sparse && sparse.converged).toBe(true);
    expect(sparse.weights.filter((weight) => weight !== 0).length).toBeLessThan(200);
  });
});
