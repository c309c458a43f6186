import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { goldenFamily } from "../../../test/learn/golden.js";
import { learnerOf } from "../../../test/learn/learner.js";
import { runModel } from "../../../test/learn/run-graph.js";
import { goldenTable, goldenValue } from "../../../test/support/golden-learn.js";
import { numberTable } from "../../../test/support/learn-tables.js";
import { createRandom } from "../../core/index.js";
import type { Prediction } from "../prediction.js";
import { selectRows, type Table } from "../table.js";
import { type ClassTarget, classTarget } from "../target.js";
import {
  type BayesConfig,
  bernoulliBayes,
  bernoulliBayesEstimator,
  gaussianBayes,
  gaussianBayesEstimator,
  multinomialBayes,
  multinomialBayesEstimator,
} from "./index.js";

const learner = learnerOf([gaussianBayesEstimator, bernoulliBayesEstimator, multinomialBayesEstimator]);
const golden = goldenFamily("bayes");

function logProbabilities(config: BayesConfig, name: "wine" | "digits", at: readonly number[], weighted = false) {
  const { table, y } = goldenTable(name);
  const weights = Float64Array.from({ length: table.rows }, (_, i) => 1 + (i % 3));
  const model = learner.fit(config, table, classTarget(y), weighted ? { weights } : {});
  const said = learner.predict(model, selectRows(table, Int32Array.from(at))) as Prediction & { kind: "class" };
  const k = said.classes.length;
  return at.map((_, i) => Array.from(said.probabilities.slice(i * k, (i + 1) * k), Math.log));
}

/** Compares as log probabilities that a probability can hold. */
function expectLogs(actual: number[][], expected: number[][]): void {
  for (const [i, row] of expected.entries()) {
    for (const [k, log] of row.entries()) {
      if (log < -700) expect(actual[i][k]).toBeLessThan(-690);
      else expect(Math.abs(actual[i][k] - log)).toBeLessThan(1e-9 * Math.max(1, Math.abs(log)));
    }
  }
}

describe("naive Bayes against scikit-learn", () => {
  const rows = [0, 60, 70, 140];
  it("Gaussian: log probabilities, priors with much smoothing, weights, means, accuracy", () => {
    expectLogs(logProbabilities(gaussianBayes(), "wine", rows), golden("gaussian-log-proba"));
    const asked = gaussianBayes({ priors: [0.2, 0.3, 0.5], varSmoothing: 1e-3 });
    expectLogs(logProbabilities(asked, "wine", rows), golden("gaussian-priors"));
    expectLogs(logProbabilities(gaussianBayes(), "wine", rows, true), golden("gaussian-weights"));
    const { table, y } = goldenTable("wine");
    const { means } = gaussianBayesEstimator.fit(gaussianBayes(), table, classTarget(y), {}, learner);
    golden<number[]>("gaussian-mean").forEach((mean, j) => {
      expect(means[table.columns.length + j]).toBeCloseTo(mean, 10);
    });
    const cancer = goldenTable("breast_cancer");
    const model = learner.fit(gaussianBayes(), cancer.table, classTarget(cancer.y), {});
    const { probabilities } = learner.predict(model, cancer.table) as Prediction & { kind: "class" };
    const right = cancer.y.filter((label, i) => (probabilities[2 * i + 1] > 0.5 ? 1 : 0) === label);
    expect(right.length / cancer.table.rows).toBeCloseTo(golden<number>("gaussian-accuracy"), 12);
  });

  it("Bernoulli: binarised counts, uniform priors, weights", () => {
    const config = bernoulliBayes({ alpha: 0.3, binarize: 7.5 });
    expectLogs(logProbabilities(config, "digits", [0, 5, 9]), golden("bernoulli-log-proba"));
    const uniform = bernoulliBayes({ fitPrior: false });
    expectLogs(logProbabilities(uniform, "digits", [0, 5, 9], true), golden("bernoulli-uniform"));
  });

  it("multinomial: the reference value mnb, α clipped from 0, given priors", () => {
    const [first] = logProbabilities(multinomialBayes({ alpha: 0.5 }), "digits", [5]);
    expectLogs([first.slice(0, 4)], [goldenValue<number[]>("mnb")]);
    expectLogs(logProbabilities(multinomialBayes({ alpha: 0 }), "digits", [0, 5, 9]), golden("multinomial-alpha-0"));
    const { table } = goldenTable("wine");
    const a = Array.from((table.columns[0] as { values: Float64Array }).values, (value) => {
      const down = Math.floor(value);
      return value - down === 0.5 ? down + (down % 2) : Math.round(value);
    });
    const counts = numberTable(
      a,
      a.map((value) => value + 1),
      a.map((value) => value + 2),
    );
    const config = multinomialBayes({ classPrior: [...new Array(9).fill(0.01), 0.91] });
    const model = learner.fit(config, counts, classTarget(a.map((_, i) => i % 10)), {});
    const said = learner.predict(model, numberTable([10, 1], [12, 0], [14, 9])) as Prediction & { kind: "class" };
    expectLogs(
      [0, 1].map((i) => Array.from(said.probabilities.slice(10 * i, 10 * i + 10), Math.log)),
      golden("multinomial-prior"),
    );
  });
});

const CONFIGS: readonly BayesConfig[] = [
  gaussianBayes(),
  bernoulliBayes({ binarize: 1.5, alpha: 0.2 }),
  multinomialBayes({ alpha: 0.7 }),
];

/** Counts 0 … 4 with a few missing, three classes. */
function randomRows(seed: number, rows: number): { table: Table; target: ClassTarget } {
  const random = createRandom(seed);
  const column = (): number[] => Array.from({ length: rows }, () => (random.next() < 0.1 ? Number.NaN : random.int(5)));
  const labels = Array.from({ length: rows }, (_, i) => ["no", "so-so", "yes"][i < 3 ? i : random.int(3)]);
  return { table: numberTable(column(), column(), column()), target: classTarget(labels) };
}

/** P(k)·Π P(x_j | k) over the sum of the same, by the definitions. */
function byDefinition(config: BayesConfig, table: Table, target: ClassTarget, query: readonly number[]): number[] {
  const columns = table.columns.map((column) => Array.from((column as { values: Float64Array }).values));
  const of = (k: number, values: readonly number[]): number[] =>
    values.filter((value, i) => target.codes[i] === k && !Number.isNaN(value));
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const spread = (values: readonly number[]): number => {
    const mean = sum(values) / values.length;
    return sum(values.map((value) => (value - mean) ** 2)) / values.length;
  };
  const widest = Math.max(...columns.map((values) => spread(values.filter((value) => !Number.isNaN(value)))));
  const joint = target.classes.map((_, k) => {
    let product =
      of(
        k,
        columns[0].map(() => 0),
      ).length / table.rows;
    const all = sum(columns.map((values) => sum(of(k, values)) + 0.7));
    columns.forEach((values, j) => {
      if (Number.isNaN(query[j])) return;
      const own = of(k, values);
      if (config.kind === "gaussianBayes") {
        const variance = spread(own) + 1e-9 * widest;
        const delta = query[j] - sum(own) / own.length;
        product *= Math.exp(-(delta ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
      } else if (config.kind === "bernoulliBayes") {
        const one = (own.filter((value) => value > 1.5).length + 0.2) / (own.length + 0.4);
        product *= query[j] > 1.5 ? one : 1 - one;
      } else product *= ((sum(own) + 0.7) / all) ** query[j];
    });
    return product;
  });
  return joint.map((product) => product / sum(joint));
}

describe.each(CONFIGS)("$kind", (config) => {
  it("is the product of its likelihoods, also with missing values", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { table, target } = randomRows(seed, 60);
        const query = [
          [2, 0],
          [Number.NaN, 3],
          [1, Number.NaN],
        ];
        const model = learner.fit(config, table, target, {});
        const said = learner.predict(model, numberTable(...query)) as Prediction & { kind: "class" };
        const naive = [0, 1].flatMap((i) =>
          byDefinition(
            config,
            table,
            target,
            query.map((values) => values[i]),
          ),
        );
        naive.forEach((p, at) => {
          expect(Math.abs(said.probabilities[at] / p - 1)).toBeLessThan(1e-9);
        });
      }),
      { numRuns: 30 },
    );
  });

  it("exports to the same probabilities, to 1e-12 of themselves, also far out and with missing values", async () => {
    const { table, target } = randomRows(7, 80);
    const model = learner.fit(config, table, target, {});
    const far = [0, 1, 2, 4, Number.NaN, 30, 60, 100, 9, 17.25];
    const frame = numberTable(
      far,
      [...far].reverse(),
      far.map((_, i) => i),
    );
    const said = learner.predict(model, frame) as Prediction & { kind: "class" };
    const ran = (await runModel(learner, model, frame)) as Prediction & { kind: "class" };
    expect(ran.classes).toEqual(["no", "so-so", "yes"]);
    expect(said.probabilities.some((p) => p < 1e-20)).toBe(config.kind !== "bernoulliBayes");
    said.probabilities.forEach((p, at) => {
      expect(Math.abs(ran.probabilities[at] - p)).toBeLessThanOrEqual(1e-12 * p);
    });
  });

  it("gives a class without rows no chance, and one class alone all of it", () => {
    const { table } = randomRows(3, 20);
    const some: ClassTarget = {
      kind: "class",
      codes: Int32Array.from({ length: 20 }, (_, i) => 2 * (i % 2)),
      classes: ["a", "b", "c"],
    };
    const { probabilities } = learner.predict(learner.fit(config, table, some, {}), table) as Prediction & {
      kind: "class";
    };
    expect(probabilities.filter((_, at) => at % 3 === 1).every((p) => p === 0)).toBe(true);
    const asked = { ...config, [config.kind === "gaussianBayes" ? "priors" : "classPrior"]: [0.2, 0.6, 0.2] };
    const all = learner.predict(learner.fit(asked, table, some, {}), table) as Prediction & { kind: "class" };
    expect(all.probabilities.filter((_, at) => at % 3 === 1).every((p) => p === 0)).toBe(true);
    const alone = learner.fit(config, table, classTarget(new Array(20).fill("x")), {});
    expect(learner.predict(alone, table)).toMatchObject({ probabilities: new Float64Array(20).fill(1) });
  });
});

describe("naive Bayes refuses", () => {
  const x = numberTable([1, 2, 3]);
  const y = classTarget(["a", "b", "a"]);
  const refused = (run: () => unknown, message: RegExp): void => expect(run).toThrow(message);
  it("what it cannot read, naming column and row", () => {
    for (const config of CONFIGS) {
      const city: Table = {
        rows: 3,
        names: ["city"],
        columns: [{ kind: "category", codes: Int32Array.of(0, 0, 0), categories: ["Bern"] }],
      };
      refused(() => learner.fit(config, city, y, {}), /"city" is a category/);
      refused(
        () =>
          learner.fit(
            config,
            { rows: 0, names: ["x"], columns: [{ kind: "number", values: new Float64Array() }] },
            classTarget([]),
            {},
          ),
        /no rows/,
      );
      refused(() => learner.fit(config, x, { kind: "number", values: Float64Array.of(1, 2, 3) }, {}), /learns classes/);
      refused(() => learner.fit(config, x, y, { weights: Float64Array.of(1, -1, 1) }), /weight of row 1 is -1/);
    }
    const infinite = numberTable([1, Number.POSITIVE_INFINITY, 3]);
    refused(() => learner.fit(gaussianBayes(), infinite, y, {}), /"x0" is Infinity in row 1/);
    refused(() => learner.fit(gaussianBayes(), numberTable([1, 2, 1e308]), y, {}), /"x0" is 1e\+308 in row 2/);
    refused(() => learner.fit(multinomialBayes(), numberTable([1, -2, 3]), y, {}), /"x0" is -2 in row 1/);
    refused(() => learner.fit(gaussianBayes({ varSmoothing: 0 }), x, y, {}), /"x0" is constant in the class "b"/);
  });

  it("chances that do not add up, do not fit, or rule out what is set", () => {
    refused(() => gaussianBayes({ priors: [0.5, 0.6] }), /priors is \[0.5,0.6\]/);
    refused(() => learner.fit(gaussianBayes({ priors: [0.5, 0.25, 0.25] }), x, y, {}), /3 prior chances for 2 classes/);
    refused(() => bernoulliBayes({ fitPrior: false, classPrior: [0.5, 0.5] }), /fitPrior would have no effect/);
  });

  it("nothing of a row whose weight is 0", () => {
    const weights = Float64Array.of(1, 1, 0);
    const model = learner.fit(gaussianBayes(), numberTable([1, 2, Number.POSITIVE_INFINITY]), y, { weights });
    expect(model).toEqual({ ...learner.fit(gaussianBayes(), numberTable([1, 2]), classTarget(["a", "b"]), {}) });
  });
});
