import { describe, expect, it } from "vitest";
import { goldenTable, goldenValue } from "../../../test/support/golden-learn.js";
import { categoryFrame, golden, numbers, thirds } from "../../../test/support/golden-preprocess.js";
import { cellsOf, expectSameInGraph, noLearner } from "../../../test/support/step-graph.js";
import { createRandom } from "../../core/index.js";
import type { FitOptions } from "../fit-options.js";
import type { Step, StepConfig, StepState } from "../step.js";
import { type Frame, selectRows, type Table } from "../table.js";
import { classTarget, numberTarget, selectTarget, type Target } from "../target.js";
import { frequencyEncode, frequencyEncodeStep } from "./frequency-encode.js";
import { hashEncode, hashEncodeStep } from "./hash-encode.js";
import { impute, imputeStep } from "./impute/index.js";
import { murmurHash3 } from "./murmur.js";
import { oneHot, oneHotStep } from "./one-hot.js";
import { ordinalEncode, ordinalEncodeStep } from "./ordinal-encode.js";
import { type TargetEncodeConfig, targetEncode, targetEncodeStep } from "./target-encode.js";
import { toCategory, toCategoryStep } from "./to-category.js";

const learn = <C extends StepConfig, S extends StepState>(
  step: Step<C, S>,
  config: C,
  frame: Frame,
  options: FitOptions & { readonly target?: Target } = {},
) => step.fit(config, frame, options.target, options, noLearner);
const binned = (data: { readonly table: Table }, column: string, step: number): Table =>
  categoryFrame(
    "c",
    numbers(data.table, column).map((value) => String(Math.floor(value / step))),
  );
const cancer = goldenTable("breast_cancer");
const cancerCategories = binned(cancer, "x1", 4);
const byCategory = (state: {
  lookups: readonly (readonly { categories: readonly string[]; values: readonly number[] }[])[];
}) =>
  state.lookups[0]!.map(({ categories, values }) => new Map(categories.map((category, i) => [category, values[i]!])));

const training = categoryFrame("c", ["b", "a", null, "é", "a", "", "b", "a", "rare"]);
const later = categoryFrame("c", ["new", "a", null, "rare", "e\u0301", "b", "é", ""]);

describe("oneHot", () => {
  it("keeps and merges the categories that OneHotEncoder does", () => {
    const cases = {
      oneHot: oneHot(),
      oneHotRare: oneHot({ minFrequency: 20 }),
      oneHotMost: oneHot({ maxCategories: 4 }),
    };
    const all = { ...cases, oneHotShare: oneHot({ minFrequency: 0.05, drop: "first" }) };
    for (const [name, config] of Object.entries(all)) {
      const { frame } = learn(oneHotStep, config, cancerCategories);
      const expected = golden<{ names: string[]; sums: number[] }>(name);
      const names = expected.names.map((theirs) =>
        theirs === "c_infrequent_sklearn" ? "c is other" : theirs.replace("_", "="),
      );
      expect(frame.names).toEqual(names);
      expect(names.map((own) => numbers(frame, own).reduce((sum, flag) => sum + flag, 0))).toEqual(expected.sums);
    }
  });

  it("sends unknown and missing categories where it is told to", async () => {
    const flags = (config: ReturnType<typeof oneHot>): Record<string, number[]> => {
      const { state } = learn(oneHotStep, config, training);
      const frame = oneHotStep.apply(state, later, noLearner);
      return Object.fromEntries(frame.names.map((name) => [name, numbers(frame, name)]));
    };
    expect(flags(oneHot())).toEqual({
      "c=": [0, 0, 0, 0, 0, 0, 0, 1],
      "c=a": [0, 1, 0, 0, 0, 0, 0, 0],
      "c=b": [0, 0, 0, 0, 0, 1, 0, 0],
      "c=rare": [0, 0, 0, 1, 0, 0, 0, 0],
      "c=é": [0, 0, 0, 0, 0, 0, 1, 0],
    });
    expect(flags(oneHot({ minFrequency: 2, unknown: "other", missing: "column", drop: "first" }))).toEqual({
      "c=b": [0, 0, 0, 0, 0, 1, 0, 0],
      "c is other": [1, 0, 0, 1, 1, 0, 1, 1],
      "c is missing": [0, 0, 1, 0, 0, 0, 0, 0],
    });
    expect(flags(oneHot({ maxCategories: 1, unknown: "column" }))).toEqual({
      "c is other": [0, 1, 0, 1, 0, 1, 1, 1],
      "c is unknown": [1, 0, 0, 0, 1, 0, 0, 0],
    });
    for (const config of [
      oneHot(),
      oneHot({ minFrequency: 2, unknown: "other", missing: "column" }),
      oneHot({ unknown: "column" }),
    ]) {
      await expectSameInGraph(oneHotStep, learn(oneHotStep, config, training).state, { training, frame: later }, 0);
    }
  });

  it("drops one of two columns if asked, and makes none of a column without values", () => {
    const two = categoryFrame("c", ["no", "yes", "no"]);
    expect(learn(oneHotStep, oneHot({ drop: "ifBinary" }), two).frame.names).toEqual(["c=yes"]);
    expect(learn(oneHotStep, oneHot({ drop: "ifBinary" }), training).frame.names.length).toBe(5);
    expect(learn(oneHotStep, oneHot(), categoryFrame("c", [null, null])).frame.names).toEqual([]);
    const even = learn(oneHotStep, oneHot({ maxCategories: 2 }), categoryFrame("c", ["b", "c", "a"])).frame;
    expect(even.names).toEqual(["c=c", "c is other"]);
  });
});

describe("ordinalEncode and frequencyEncode", () => {
  it("number the categories by name or in the order given, in the graph too", async () => {
    const { state } = learn(ordinalEncodeStep, ordinalEncode(), training);
    const none = Number.NaN;
    expect(numbers(ordinalEncodeStep.apply(state, later, noLearner), "c")).toEqual([none, 1, none, 3, none, 2, 4, 0]);
    await expectSameInGraph(ordinalEncodeStep, state, { training, frame: later }, 0);
    const given = ordinalEncode({ order: { c: ["b", "a"] }, unknown: -1, missing: -2 });
    const ordered = learn(ordinalEncodeStep, given, training).state;
    expect(numbers(ordinalEncodeStep.apply(ordered, later, noLearner), "c")).toEqual([-1, 1, -2, -1, -1, 0, -1, -1]);
    await expectSameInGraph(ordinalEncodeStep, ordered, { training, frame: later }, 0);
    const stray = ordinalEncode({ order: { d: ["b"] } });
    expect(() => learn(ordinalEncodeStep, stray, training)).toThrow(/order names "d"/);
  });

  it("give shares or counts of the rows, 0 for unknown ones", async () => {
    const { state } = learn(frequencyEncodeStep, frequencyEncode({ unit: "count" }), training);
    expect(numbers(frequencyEncodeStep.apply(state, later, noLearner), "c")).toEqual([0, 3, 1, 1, 0, 2, 1, 1]);
    await expectSameInGraph(frequencyEncodeStep, state, { training, frame: later }, 0);
    const shares = learn(frequencyEncodeStep, frequencyEncode(), training).frame;
    expect(numbers(shares, "c")[1]).toBe(3 / 9);
  });
});

describe("targetEncode", () => {
  const encodings = (data: Table, target: Target, config = targetEncode(), options: FitOptions = {}) =>
    learn(targetEncodeStep, config, data, { ...options, target }).state;

  it("has the encodings of TargetEncoder, automatic and with a given smoothing", () => {
    const target = classTarget(Array.from(cancer.y));
    const [mean, ...first] = goldenValue<number[]>("target-auto");
    const auto = encodings(cancerCategories, target);
    expect(auto.lookups[0]![0]!.unknown).toBeCloseTo(mean!, 14);
    auto.lookups[0]![0]!.values.slice(0, 5).forEach((value, i) => {
      expect(value).toBeCloseTo(first[i]!, 13);
    });
    const ten = encodings(cancerCategories, target, targetEncode({ smoothing: 10 })).lookups[0]![0]!.values;
    goldenValue<number[]>("target-10").forEach((value, i) => {
      expect(ten[i]).toBeCloseTo(value, 13);
    });
  });

  it("has a column for each of more than two classes, and takes numbers and repeated rows", () => {
    const wine = goldenTable("wine");
    const diabetes = goldenTable("diabetes");
    const sugar = binned(diabetes, "x2", 0.02);
    const classes = classTarget(Array.from(wine.y));
    const { weights } = thirds(sugar.rows);
    const found = {
      targetClasses: encodings(binned(wine, "x0", 0.5), classes),
      targetClasses10: encodings(binned(wine, "x0", 0.5), classes, targetEncode({ smoothing: 10 })),
      targetNumber: encodings(sugar, numberTarget(diabetes.y)),
      targetRepeated: encodings(sugar, numberTarget(diabetes.y), targetEncode(), { weights }),
    };
    for (const [name, state] of Object.entries(found)) {
      const expected = golden<{ categories: string[]; encodings: number[][]; mean: number[] }>(name);
      const tables = byCategory(state);
      expect(tables.length).toBe(expected.encodings.length);
      expected.encodings.forEach((values, k) => {
        expect(state.lookups[0]![k]!.unknown).toBeCloseTo(expected.mean[k]!, 10);
        values.forEach((value, i) => {
          expect(tables[k]!.get(expected.categories[i]!)).toBeCloseTo(value, 10);
        });
      });
    }
    expect(found.targetClasses.lookups[0]!.map(({ name }) => name)).toEqual(["c for 0", "c for 1", "c for 2"]);
  });

  it("does not leak: a column of 1000 random categories ranks its training rows at an AUC of a half", () => {
    for (const config of [targetEncode(), targetEncode({ smoothing: 0 }), targetEncode({ smoothing: 20 })]) {
      for (const seed of [1, 2, 3, 4]) {
        const random = createRandom(seed);
        const rows = 20_000;
        const noise = categoryFrame(
          "c",
          Array.from({ length: rows }, () => `k${random.int(1000)}`),
        );
        const y = Array.from({ length: rows }, () => random.int(2));
        const target = classTarget(y);
        const { frame, state } = learn(targetEncodeStep, config, noise, { target, random });
        // Var(AUC) = (m + n + 1)/12mn with m = n = rows/2.
        const limit = 3 * Math.sqrt((rows + 1) / (3 * rows * rows));
        expect(Math.abs(rankedAuc(numbers(frame, "c"), y) - 0.5)).toBeLessThan(limit);
        const leaking = numbers(targetEncodeStep.apply(state, noise, noLearner), "c");
        expect(rankedAuc(leaking, y)).toBeGreaterThan(0.58);
      }
    }
  });

  it("learns from the rows that count, whatever their order, and encodes the others as new", () => {
    const rows = 300;
    const random = createRandom("order");
    const cells = Array.from({ length: rows }, () => (random.next() < 0.1 ? null : `k${random.int(12)}`));
    const table = categoryFrame("c", cells);
    const target = classTarget(cells.map(() => random.int(3)));
    const { weights, repeated } = thirds(rows);
    const weighted = learn(targetEncodeStep, targetEncode(), table, { target, weights });
    const twice = learn(targetEncodeStep, targetEncode(), selectRows(table, repeated), {
      target: selectTarget(target, repeated),
    });
    const values = (state: typeof weighted.state) =>
      state.lookups[0]!.flatMap((lookup) => [...lookup.values, lookup.missing]);
    values(weighted.state).forEach((value, i) => {
      expect(value).toBeCloseTo(values(twice.state)[i]!, 13);
    });
    const applied = targetEncodeStep.apply(weighted.state, table, noLearner);
    for (let row = 0; row < rows; row += 3) {
      expect(numbers(weighted.frame, "c for 1")[row]).toBe(numbers(applied, "c for 1")[row]);
    }
    const turned = Int32Array.from({ length: rows }, (_, i) => (i * 7) % rows);
    const sortedPairs = (order: Int32Array): string[] => {
      const [frame, answers] = [selectRows(table, order), selectTarget(target, order)];
      const encoded = numbers(learn(targetEncodeStep, targetEncode(), frame, { target: answers }).frame, "c for 2");
      const cellsThere = cellsOf(frame.columns[0]!);
      return encoded.map((value, i) => `${cellsThere[i]} ${answers.codes[i]} ${value.toFixed(12)}`).sort();
    };
    expect(sortedPairs(turned)).toEqual(sortedPairs(Int32Array.from({ length: rows }, (_, i) => i)));
  });

  it("takes missing as a category and gives the mean for unknown ones, in the graph bit for bit", async () => {
    const target = numberTarget([1, 2, 10, 4, 5, 6, 7, 8, 2]);
    const { state } = learn(targetEncodeStep, targetEncode({ smoothing: 0 }), training, { target });
    expect(numbers(targetEncodeStep.apply(state, later, noLearner), "c")).toEqual([5, 5, 10, 2, 5, 4, 4, 6]);
    await expectSameInGraph(targetEncodeStep, state, { training, frame: later }, 0);
    const single = learn(targetEncodeStep, targetEncode(), selectRows(training, Int32Array.of(0)), {
      target: numberTarget([3]),
    });
    expect(numbers(single.frame, "c")).toEqual([3]);
    const constant = learn(targetEncodeStep, targetEncode(), training, {
      target: numberTarget(new Float64Array(9).fill(2)),
    });
    expect(numbers(constant.frame, "c")).toEqual(new Array(9).fill(2));
    const none: TargetEncodeConfig = targetEncode();
    expect(() => learn(targetEncodeStep, none, training)).toThrow(/needs a target/);
  });
});

/** By ranks, ties counting a half. */
function rankedAuc(scores: readonly number[], y: readonly number[]): number {
  const order = [...scores.keys()].sort((a, b) => scores[a]! - scores[b]!);
  let [sum, positives] = [0, 0];
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) end++;
    const positivesHere = order.slice(start, end).filter((row) => y[row] === 1).length;
    positives += positivesHere;
    sum += (positivesHere * (start + 1 + end)) / 2;
    start = end;
  }
  return (sum - (positives * (positives + 1)) / 2) / (positives * (y.length - positives));
}

/** Two fitted steps, one after the other. */
function chain<S extends StepState, T extends StepState>(
  first: Pick<Step<StepConfig, S>, "apply" | "addToGraph">,
  state: S,
  second: Pick<Step<StepConfig, T>, "apply" | "addToGraph">,
  next: T,
): Step<StepConfig, StepState> {
  return {
    kind: "chained",
    fit: () => expect.unreachable(),
    apply: (_, table) => second.apply(next, first.apply(state, table, noLearner), noLearner),
    addToGraph: (_, graph) => second.addToGraph(next, first.addToGraph(state, graph, noLearner), noLearner),
  };
}

describe("hashEncode and toCategory", () => {
  it("hash as scikit-learn does", () => {
    const words = ["cat", "dog", "the", "", "naïve"];
    expect(words.map((word) => murmurHash3(word))).toEqual(goldenValue<number[]>("hash"));
    const first = cellsOf(cancerCategories.columns[0]!).slice(0, 10);
    const [c, e] = [
      categoryFrame("c", first.map(String)),
      categoryFrame(
        "e",
        first.map((cell) => `${cell}é`),
      ),
    ];
    const both = { rows: 10, names: ["c", "e"], columns: [c.columns[0]!, e.columns[0]!] };
    const { frame } = learn(hashEncodeStep, hashEncode({ features: 8 }), both);
    golden<number[][]>("hashed").forEach((row, i) => {
      expect(frame.names.map((name) => numbers(frame, name)[i])).toEqual(row);
    });
  });

  it("hash the same in the graph, categories never seen and missing ones included", async () => {
    const texts = [...Array.from({ length: 200 }, (_, i) => `${i} naïve 😀 ${"x".repeat(i % 9)}`), null];
    const frame = categoryFrame("c", texts);
    for (const alternateSign of [true, false]) {
      const { state } = learn(hashEncodeStep, hashEncode({ features: 7, alternateSign }), training);
      await expectSameInGraph(hashEncodeStep, state, { training, frame }, 0);
    }
  });

  it("hash the category that came, known or not, behind a step that fills missing ones", async () => {
    const { state, frame } = learn(imputeStep, impute({ strategy: "mostFrequent" }), training);
    const { state: hashes } = learn(hashEncodeStep, hashEncode({ features: 7 }), frame);
    const steps = chain(imputeStep, state, hashEncodeStep, hashes);
    await expectSameInGraph(steps, { kind: "chained" }, { training, frame: later }, 0);
  });

  it("take numbers as categories, known, unknown and missing", async () => {
    const numbersIn = (values: readonly number[]): Table => {
      return { rows: values.length, names: ["c"], columns: [{ kind: "number", values: Float64Array.from(values) }] };
    };
    const codes = numbersIn([8001, 3000, 8001, Number.NaN, 0.5, -0, 1e21]);
    const { state, frame } = learn(toCategoryStep, toCategory(), codes);
    expect(cellsOf(frame.columns[0]!)).toEqual(["8001", "3000", "8001", null, "0.5", "0", "1e+21"]);
    const asked = numbersIn([0, -0, Number.NaN, 3000, 7, 1e21, Number.POSITIVE_INFINITY]);
    const cells = cellsOf(toCategoryStep.apply(state, asked, noLearner).columns[0]!);
    expect(cells).toEqual(["0", "0", null, "3000", "_", "1e+21", "_"]);
    const { state: places } = learn(oneHotStep, oneHot({ unknown: "column", missing: "column" }), frame);
    const { state: hashes } = learn(hashEncodeStep, hashEncode(), frame);
    const frames = { training: codes, frame: asked };
    await expectSameInGraph(chain(toCategoryStep, state, oneHotStep, places), { kind: "chained" }, frames, 0);
    await expectSameInGraph(chain(toCategoryStep, state, hashEncodeStep, hashes), { kind: "chained" }, frames, 0);
    expect(() => learn(toCategoryStep, toCategory({ maxCategories: 2 }), codes)).toThrow(/more than 2 categories/);
  });
});

describe("encoders", () => {
  const target = classTarget(Array.from(cancer.y));
  const encoders = [
    [oneHotStep, oneHot({ minFrequency: 30 })],
    [ordinalEncodeStep, ordinalEncode()],
    [frequencyEncodeStep, frequencyEncode()],
    [targetEncodeStep, targetEncode()],
    [hashEncodeStep, hashEncode()],
  ] as unknown as readonly [Step<StepConfig, StepState>, StepConfig][];

  it("count weights as repeated rows, and do not care about the order of the dictionary", () => {
    const { weights, repeated } = thirds(cancer.table.rows);
    const column = cancerCategories.columns[0]!;
    if (column.kind !== "category") return expect.unreachable();
    const last = column.categories.length - 1;
    const reversed = {
      ...column,
      categories: [...column.categories].reverse(),
      codes: column.codes.map((code) => last - code),
    };
    const other: Table = { ...cancerCategories, columns: [reversed] };
    for (const [step, config] of encoders) {
      const weighted = learn(step, config, cancerCategories, { target, weights }).state;
      const twice = learn(step, config, selectRows(other, repeated), { target: selectTarget(target, repeated) }).state;
      const [a, b] = [step.apply(weighted, other, noLearner), step.apply(twice, cancerCategories, noLearner)];
      expect(a.names).toEqual(b.names);
      for (const name of a.names) {
        numbers(a, name).forEach((value, i) => {
          expect(Math.abs(value - numbers(b, name)[i]!)).toBeLessThan(1e-12);
        });
      }
    }
  });
});
