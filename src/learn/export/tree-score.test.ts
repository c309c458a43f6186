import { readFileSync } from "node:fs";
import fc from "fast-check";
import * as ort from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { madeTable } from "../../../test/support/learn-tables.js";
import {
  leafByDefinition,
  randomTree,
  randomTreeColumns,
  randomTreeTable,
  type TreeColumn,
} from "../../../test/support/random-trees.js";
import { createRandom } from "../../core/index.js";
import { encodeModel, graphBuilder } from "../../onnx/index.js";
import type { GraphPrediction } from "../estimator.js";
import {
  decisionTree,
  extraTrees,
  type ForestConfig,
  type ForestModel,
  fitForest,
  predictForest,
  randomForest,
} from "../forest/index.js";
import { readLightgbmModel } from "../lightgbm/index.js";
import type { GbdtModel } from "../model.js";
import type { Table } from "../table.js";
import { classTarget, numberTarget } from "../target.js";
import { predictGbdtScores } from "../tree/predict.js";
import { inputBlocks } from "./blocks.js";
import { addTreesToGraph } from "./tree-score-links.js";

/** The values that `model` adds to a graph, computed by the runtime with one thread. */
async function run(
  model: GbdtModel | ForestModel,
  table: Table,
): Promise<{ readonly said: GraphPrediction; readonly read: (name: string) => Float64Array }> {
  const graph = graphBuilder(
    "test",
    model.columns.map(({ name }) => name),
  );
  const said = addTreesToGraph(model, inputBlocks(graph, model.columns));
  const names = said.kind === "number" ? [said.values] : [said.probabilities, ...(said.score ? [said.score] : [])];
  for (const name of names) graph.output(name, "double", ["n", -1]);
  const opsets = [
    { domain: "", version: 21 },
    { domain: "ai.onnx.ml", version: 5 },
  ];
  const file = encodeModel({
    irVersion: 10,
    opsets,
    producerName: "",
    producerVersion: "",
    domain: "",
    modelVersion: 0,
    metadata: {},
    graph: graph.build(),
  });
  const one = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 } as const;
  const session = await ort.InferenceSession.create(file, one);
  const inputs = table.columns.map((column, c) => {
    const shape = [table.rows, 1];
    if (column.kind === "number") return [table.names[c], new ort.Tensor("float64", column.values, shape)] as const;
    const texts = Array.from(column.codes, (code) => (code < 0 ? "" : column.categories[code]));
    return [table.names[c], new ort.Tensor("string", texts, shape)] as const;
  });
  const outputs = await session.run(Object.fromEntries(inputs));
  await session.release();
  return { said, read: (name) => outputs[name].data as Float64Array };
}

function boosted(columns: readonly TreeColumn[], change: Partial<GbdtModel>): GbdtModel {
  return {
    kind: "gbdt",
    columns,
    loss: "squared",
    link: "identity",
    outputs: 1,
    classes: null,
    trees: [],
    gain: columns.map(() => 0),
    splits: columns.map(() => 0),
    ...change,
  };
}

function forest(columns: readonly TreeColumn[], change: Partial<ForestModel>): ForestModel {
  return {
    kind: "randomForest",
    columns,
    classes: null,
    trees: [],
    importance: columns.map(() => 0),
    ...change,
  };
}

const CLASSES = ["a", "b", "c"];

describe("trees in a graph", () => {
  it("add up to the same bits for several outputs, and softmax to 1e-14", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.constantFrom(1, 70, 300), async (seed, rows) => {
        const random = createRandom(seed);
        const columns = randomTreeColumns(random);
        const trees = Array.from({ length: 3 * random.int(8) }, () => randomTree(random, columns));
        const model = boosted(columns, { trees, outputs: 3, link: "softmax", classes: CLASSES });
        const table = randomTreeTable(random, columns, rows);
        const scores = predictGbdtScores(model, table);
        const { said, read } = await run(model, table);
        const got = read(said.kind === "class" ? said.probabilities : "");
        for (let i = 0; i < rows; i++) {
          const own = [0, 1, 2].map((k) => scores[k * rows + i]);
          const most = Math.max(...own);
          const total = own.reduce((sum, score) => sum + Math.exp(score - most), 0);
          own.forEach((score, k) => {
            const p = Math.exp(score - most) / total;
            expect(Math.abs(got[3 * i + k] - p)).toBeLessThanOrEqual(1e-13 * p + 1e-300);
          });
        }
        const { read: raw, said: plain } = await run({ ...model, link: "identity", classes: null }, table);
        const sums = raw(plain.kind === "number" ? plain.values : "");
        expect(sums).toEqual(Float64Array.from(sums, (_, at) => scores[(at % 3) * rows + Math.floor(at / 3)]));
      }),
      { numRuns: 25 },
    );
  });

  it("average to the same bits in a forest whose leaves hold several values", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.constantFrom(1, 3), fc.constantFrom(1, 300), async (seed, outputs, rows) => {
        const random = createRandom(seed);
        const columns = randomTreeColumns(random);
        const trees = Array.from({ length: 1 + random.int(9) }, () => randomTree(random, columns, outputs));
        const model = forest(columns, { trees, classes: outputs === 1 ? null : CLASSES });
        const table = randomTreeTable(random, columns, rows);
        const expected = Float64Array.from({ length: rows * outputs }, (_, at) => {
          const [row, k] = [Math.floor(at / outputs), at % outputs];
          let sum = 0;
          for (const tree of trees) sum += tree.leaves[leafByDefinition(tree, table, row) * outputs + k];
          return sum / trees.length;
        });
        const own = predictForest(model, table);
        expect(own.kind === "class" ? own.probabilities : own.values).toEqual(expected);
        const { said, read } = await run(model, table);
        expect(read(said.kind === "class" ? said.probabilities : said.values)).toEqual(expected);
      }),
      { numRuns: 25 },
    );
  });

  it("say what the estimators say of tables with missing values and categories, unknown ones too", async () => {
    const { table, y } = madeTable(300, 5);
    const other = madeTable(80, 6).table;
    const strange = other.columns.map((column, c) =>
      c === 3 && column.kind === "category"
        ? { ...column, categories: column.categories.map((name, k) => (k < 3 ? `new ${name}` : name)) }
        : column,
    );
    const rows = { ...other, columns: strange };
    for (const target of [classTarget(y), numberTarget(y)]) {
      const forestOf = (config: ForestConfig): ForestModel => fitForest(config, table, target);
      for (const model of [
        forestOf(randomForest({ trees: 4 })),
        forestOf(extraTrees({ trees: 4 })),
        forestOf(decisionTree()),
      ]) {
        const own = predictForest(model, rows);
        const { said, read } = await run(model, rows);
        const got = read(said.kind === "class" ? said.probabilities : said.values);
        expect(got).toEqual(own.kind === "class" ? own.probabilities : own.values);
      }
    }
  });

  it("of LightGBM's models give its raw scores", async () => {
    const golden = new URL("../../../golden/learn/lightgbm-models.json", import.meta.url);
    const cases = JSON.parse(readFileSync(golden, "utf8")).cases as {
      name: string;
      text: string;
      rows: number[][];
      raw: number[];
    }[];
    const { text, rows, raw } = cases.find(({ name }) => name === "zero as missing, numbers only")!;
    const model = readLightgbmModel(text);
    const columns = model.columns.map((_, c) => ({
      kind: "number" as const,
      values: Float64Array.from(rows, (row) => Number(row[c])),
    }));
    const { said, read } = await run(model, {
      rows: rows.length,
      names: model.columns.map(({ name }) => name),
      columns,
    });
    expect([...read(said.kind === "number" ? said.values : "")]).toEqual(raw);
  });

  it("turn scores into what each link says", async () => {
    const columns: TreeColumn[] = [{ name: "x", kind: "number" }];
    const stump = { column: [0], threshold: [0], leftCodes: [null], missingLeft: [true], left: [~0], right: [~1] };
    const trees = [{ ...stump, leaves: [-40, 3] }];
    const table: Table = { rows: 2, names: ["x"], columns: [{ kind: "number", values: Float64Array.of(-1, 1) }] };
    const numbersOf = async (link: GbdtModel["link"]): Promise<number[]> => {
      const { said, read } = await run(boosted(columns, { trees, link }), table);
      return [...read(said.kind === "number" ? said.values : "")];
    };
    expect(await numbersOf("identity")).toEqual([-40, 3]);
    const near = (got: number[], expected: number[]): void =>
      got.forEach((value, i) => {
        expect(Math.abs(value / expected[i] - 1)).toBeLessThan(1e-14);
      });
    near(await numbersOf("exp"), [Math.exp(-40), Math.exp(3)]);
    near(await numbersOf("logistic"), [Math.exp(-40), 1 / (1 + Math.exp(-3))]);
    const binary = await run(boosted(columns, { trees, link: "logistic", classes: ["no", "yes"] }), table);
    expect(binary.said).toMatchObject({ kind: "class", classes: ["no", "yes"] });
    if (binary.said.kind !== "class") return;
    expect([...binary.read(binary.said.score!)]).toEqual([-40, 3]);
    near([...binary.read(binary.said.probabilities)].slice(1), [
      Math.exp(-40),
      1 / (1 + Math.exp(3)),
      1 / (1 + Math.exp(-3)),
    ]);
  });

  it("are refused when a leaf holds another number of values than there are classes", async () => {
    const columns: TreeColumn[] = [{ name: "x", kind: "number" }];
    const tree = randomTree(createRandom(1), columns, 2);
    await expect(
      run(forest(columns, { trees: [tree], classes: CLASSES }), randomTreeTable(createRandom(2), columns, 1)),
    ).rejects.toThrow(/leaves in tree 0/);
  });
});
