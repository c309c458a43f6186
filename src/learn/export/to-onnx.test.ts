import fc from "fast-check";
import * as ort from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { createRandom, type Random } from "../../core/index.js";
import { decodeModel, signatureOf } from "../../onnx/index.js";
import type { LinearEncoding, LogisticRegressionModel } from "../linear/index.js";
import type { GbdtModel, Model, TableModelColumn, Tree } from "../model.js";
import { missingCategory, toOnnx } from "./index.js";

type Cell = number | string;
interface Outputs {
  readonly label: BigInt64Array;
  readonly probabilities: Float64Array;
  readonly score: Float64Array;
}

/** What the runtime, with one thread, makes of rows of cells. */
async function run(model: Model, rows: readonly (readonly Cell[])[]): Promise<Outputs> {
  const one = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 } as const;
  const session = await ort.InferenceSession.create(toOnnx(model, { name: "test" }), one);
  const tensors = model.columns.map(({ name, kind }, c) => {
    const cells = rows.map((row) => row[c]!);
    const shape = [rows.length, 1];
    if (kind === "category") return [name, new ort.Tensor("string", cells.map(String), shape)] as const;
    return [name, new ort.Tensor("float64", Float64Array.from(cells, Number), shape)] as const;
  });
  const { label, probabilities, score } = await session.run(Object.fromEntries(tensors));
  await session.release();
  expect([label!.dims, probabilities!.dims, score!.dims]).toEqual([[rows.length], [rows.length, 2], [rows.length, 1]]);
  return {
    label: label!.data as BigInt64Array,
    probabilities: probabilities!.data as Float64Array,
    score: score!.data as Float64Array,
  };
}

/** The definition in `model.ts`, word for word. */
function walk(model: GbdtModel, row: readonly Cell[]): number {
  let score = 0;
  for (const tree of model.trees) {
    let at = tree.column.length === 0 ? -1 : 0;
    while (at >= 0) {
      const c = tree.column[at]!;
      const column = model.columns[c]!;
      const value = row[c]!;
      const isLeft =
        column.kind === "category"
          ? tree.leftCodes[at]!.includes(column.categories.indexOf(String(value)))
          : Number.isNaN(value)
            ? tree.missingLeft[at]!
            : Number(value) <= tree.threshold[at]!;
      at = isLeft ? tree.left[at]! : tree.right[at]!;
    }
    score += tree.leaves[~at]!;
  }
  return score;
}

const THRESHOLDS = [-1e308, -1.5, -0, 0, Number.MIN_VALUE, 0.1 + 0.2, 1, 1e308, Number.POSITIVE_INFINITY];
const NUMBERS = [...THRESHOLDS, 0.3, Number.NaN, Number.NEGATIVE_INFINITY, 1 - 2 ** -53, 1 + 2 ** -52];
const WORDS = ["a", "b", "é", "e\u0301", " a", "A", "", "7"];

const pick = <T>(random: Random, from: readonly T[]): T => from[random.int(from.length)]!;

function randomColumns(random: Random): TableModelColumn[] {
  return Array.from({ length: 1 + random.int(5) }, (_, c) => {
    if (random.next() < 0.5) return { name: `column ${c}`, kind: "number" };
    const many = Array.from({ length: random.int(100) }, (_, i) => `word ${i}`);
    return { name: `column ${c}`, kind: "category", categories: [...WORDS.filter(() => random.next() < 0.6), ...many] };
  });
}

/** Grown by splitting one random leaf after another; half of the trees are stumps, chains or single leaves. */
function randomTree(random: Random, columns: readonly TableModelColumn[]): Tree {
  const column: number[] = [];
  const threshold: number[] = [];
  const leftCodes: (number[] | null)[] = [];
  const missingLeft: boolean[] = [];
  const left: number[] = [];
  const right: number[] = [];
  const splits = random.next() < 0.5 ? random.int(4) : random.int(40);
  for (let node = 0; node < splits; node++) {
    const leaf = random.int(node + 1);
    for (const side of [left, right]) {
      const at = side.indexOf(~leaf);
      if (at >= 0) side[at] = node;
    }
    const c = random.int(columns.length);
    const used = columns[c]!;
    column.push(c);
    threshold.push(pick(random, THRESHOLDS));
    missingLeft.push(random.next() < 0.5);
    const share = random.next();
    leftCodes.push(
      used.kind === "category" ? used.categories.map((_, i) => i).filter(() => random.next() < share) : null,
    );
    const swap = random.next() < 0.5;
    left.push(swap ? ~(node + 1) : ~leaf);
    right.push(swap ? ~leaf : ~(node + 1));
  }
  const leaves = Array.from({ length: splits + 1 }, () => (random.next() - 0.5) * 10 ** (random.int(8) - 4));
  return { column, threshold, leftCodes, missingLeft, left, right, leaves };
}

function randomRows(random: Random, columns: readonly TableModelColumn[], rows: number): Cell[][] {
  const cell = (column: TableModelColumn): Cell => {
    if (column.kind === "number") return random.next() < 0.7 ? pick(random, NUMBERS) : random.next();
    return random.next() < 0.3 ? pick(random, [...WORDS, "never seen"]) : pick(random, [...column.categories, ""]);
  };
  return Array.from({ length: rows }, () => columns.map(cell));
}

const stump = (change: Partial<Tree> = {}): Tree => ({
  column: [0],
  threshold: [0.5],
  leftCodes: [null],
  missingLeft: [true],
  left: [~0],
  right: [~1],
  leaves: [-1, 2],
  ...change,
});
const gbdt = (columns: readonly TableModelColumn[], trees: readonly Tree[]): GbdtModel => ({
  kind: "gbdt",
  columns,
  loss: "logistic",
  link: "logistic",
  outputs: 1,
  classes: ["0", "1"],
  trees,
  gain: columns.map(() => 0),
  splits: columns.map(() => 0),
});
const x: TableModelColumn = { name: "x", kind: "number" };
const word: TableModelColumn = { name: "word", kind: "category", categories: ["a", "b"] };

describe("exported trees", () => {
  it("give the same bits as a plain walk, whatever the trees and the values", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.constantFrom(1, 2, 33, 300), async (seed, size) => {
        const random = createRandom(seed);
        const columns = randomColumns(random);
        const model = gbdt(
          columns,
          Array.from({ length: random.int(30) }, () => randomTree(random, columns)),
        );
        const rows = randomRows(random, columns, size);
        const { score, label } = await run(model, rows);
        const expected = rows.map((row) => walk(model, row));
        expect([...score]).toEqual(expected);
        expect([...label]).toEqual(expected.map((value) => (value > 0 ? 1n : 0n)));
      }),
      { numRuns: 60 },
    );
  });

  it("send a value equal to the threshold left, and the next double right", async () => {
    const rows = [[0.5], [0.5 + 2 ** -53], [Number.NaN], [Number.NEGATIVE_INFINITY], [Number.POSITIVE_INFINITY]];
    expect([...(await run(gbdt([x], [stump()]), rows)).score]).toEqual([-1, 2, -1, -1, 2]);
  });

  it("send missing, unknown and only similar categories right, and accept an empty set", async () => {
    const rows = [["a"], ["b"], [""], ["A"], ["a "], ["never seen"]];
    const byWord = gbdt([word], [stump({ leftCodes: [[0]] }), stump({ leftCodes: [[]], leaves: [10, 20] })]);
    expect([...(await run(byWord, rows)).score]).toEqual([19, 22, 22, 22, 22, 22]);
  });

  it("may be none at all, or have no split", async () => {
    const leaf = (value: number): Tree => ({ ...randomTree(createRandom(0), [x]), ...noSplit, leaves: [value] });
    const noSplit = { column: [], threshold: [], leftCodes: [], missingLeft: [], left: [], right: [] };
    const empty: TableModelColumn = { name: "word", kind: "category", categories: [] };
    for (const columns of [[x], [word], [empty]]) {
      expect([...(await run(gbdt(columns, []), [[1], [2]])).score]).toEqual([0, 0]);
      expect([...(await run(gbdt(columns, [leaf(3), leaf(-0.5)]), [[1], [2]])).score]).toEqual([2.5, 2.5]);
    }
  });

  it("number the leaves so that a root's two ids differ, for runtimes that confuse them", () => {
    const chain = { column: [0, 0], threshold: [0, -5], leftCodes: [null, null], missingLeft: [false, false] };
    const tree: Tree = { ...chain, left: [1, ~0], right: [~1, ~2], leaves: [1, 2, 3] };
    const { nodes } = decodeModel(toOnnx(gbdt([x], [tree]), { name: "t" })).graph;
    const attributes = nodes.find((node) => node.opType === "TreeEnsemble")!.attributes;
    const first = (name: string) => (attributes.find((a) => a.name === name)!.value as number[])[0];
    expect(first("nodes_truenodeids")).not.toBe(first("nodes_falsenodeids"));
  });
});

describe("exported probabilities", () => {
  it("are right to 1e-12 of themselves for scores of ±700, in both columns", async () => {
    const encoding = { kind: "number", fill: 0, mean: 0, scale: 1, indicator: false } as const;
    const identity = logistic([x], [encoding], [1], 0);
    const scores = [0, -0, 1e-300, -1e-9, ...Array.from({ length: 1401 }, (_, i) => i - 700 + (i % 7) / 10)];
    const { probabilities } = await run(
      identity,
      scores.map((score) => [score]),
    );
    const errors = scores.flatMap((score, i) => {
      const small = Math.exp(-Math.abs(score)) / (1 + Math.exp(-Math.abs(score)));
      const large = 1 / (1 + Math.exp(-Math.abs(score)));
      const expected = score >= 0 ? [small, large] : [large, small];
      return expected.map((p, k) => Math.abs(probabilities[2 * i + k]! / p - 1));
    });
    expect(Math.max(...errors)).toBeLessThan(1e-12);
    const edges = await run(identity, [[Number.POSITIVE_INFINITY], [Number.NEGATIVE_INFINITY]]);
    expect([...edges.probabilities]).toEqual([0, 1, 1, 0]);
  });
});

describe("an exported logistic regression", () => {
  it("scores as its definition does, to 1e-12 of the sum of the sizes of its terms", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.constantFrom(1, 70), async (seed, size) => {
        const random = createRandom(seed);
        const model = randomLogistic(random);
        const rows = randomRows(random, model.columns, size).map((row) =>
          row.map((value) => (typeof value === "number" && Math.abs(value) > 1e100 ? 3 : value)),
        );
        const { score } = await run(model, rows);
        const excess = rows.map((row, i) => {
          const terms = [...model.intercepts, ...encode(model, row).map((value, w) => value * model.weights[w]!)];
          const sum = terms.reduce((total, term) => total + term, 0);
          const sizes = terms.reduce((total, term) => total + Math.abs(term), 0);
          return Math.abs(score[i]! - sum) - 1e-12 * sizes;
        });
        expect(Math.max(...excess)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 60 },
    );
  });
});

function logistic(
  columns: readonly TableModelColumn[],
  encodings: readonly LinearEncoding[],
  weights: readonly number[],
  intercept: number,
): LogisticRegressionModel {
  const classes = { classes: ["0", "1"], seen: [0, 1] };
  return {
    kind: "logistic",
    columns,
    encodings,
    weights,
    intercepts: [intercept],
    ...classes,
    converged: true,
    iterations: 1,
  };
}

function randomLogistic(random: Random): LogisticRegressionModel {
  const columns = randomColumns(random);
  const number = (): number => (random.next() - 0.5) * 10 ** (random.int(6) - 3);
  const encodings = columns.map((column): LinearEncoding => {
    if (column.kind === "category") {
      const share = random.next() < 0.2 ? 0 : 0.5;
      return { kind: "category", codes: column.categories.map((_, i) => i).filter(() => random.next() < share) };
    }
    return {
      kind: "number",
      fill: number(),
      mean: number(),
      scale: 0.01 + random.next(),
      indicator: random.next() < 0.5,
    };
  });
  const width = (e: LinearEncoding): number => (e.kind === "category" ? e.codes.length : e.indicator ? 2 : 1);
  const weights = encodings.flatMap((encoding) => Array.from({ length: width(encoding) }, number));
  return logistic(columns, encodings, weights, number());
}

function encode(model: LogisticRegressionModel, row: readonly Cell[]): number[] {
  return model.encodings.flatMap((encoding, c) => {
    const column = model.columns[c]!;
    if (encoding.kind === "category") {
      const code = column.kind === "category" ? column.categories.indexOf(String(row[c])) : -1;
      return encoding.codes.map((kept) => (kept === code ? 1 : 0));
    }
    const missing = Number.isNaN(row[c]);
    const value = ((missing ? encoding.fill : Number(row[c])) - encoding.mean) / encoding.scale;
    return encoding.indicator ? [value, missing ? 1 : 0] : [value];
  });
}

describe("an exported file", () => {
  it("says what it takes and gives, and what it is, in the same bytes each time", () => {
    const model = gbdt([x, word], [stump()]);
    const options = { name: "delays", metadata: { "gyre.version": "0.1.0", a: "b" } };
    const decoded = decodeModel(toOnnx(model, options));
    expect(signatureOf(decoded)).toEqual({
      inputs: [
        { name: "x", datatype: "FP64", shape: [-1, 1] },
        { name: "word", datatype: "BYTES", shape: [-1, 1] },
      ],
      outputs: [
        { name: "label", datatype: "INT64", shape: [-1] },
        { name: "probabilities", datatype: "FP64", shape: [-1, 2] },
        { name: "score", datatype: "FP64", shape: [-1, 1] },
      ],
    });
    expect(decoded.metadata).toEqual({ a: "b", "gyre.model_kind": "gbdt", "gyre.version": "0.1.0" });
    expect(toOnnx(model, options)).toEqual(toOnnx(structuredClone(model), options));
  });

  it("runs when a column has the name of an inner value", async () => {
    const columns: TableModelColumn[] = [
      { name: "Concat_0", kind: "number" },
      { name: "constant_1", kind: "number" },
    ];
    const twoColumns = gbdt(columns, [stump(), stump({ column: [1] })]);
    expect([...(await run(twoColumns, [[0, 1]])).score]).toEqual([1]);
  });

  it("is not written for a model that does not fit together", () => {
    const bad: readonly [GbdtModel, RegExp][] = [
      [gbdt([], []), /at least one input column/],
      [gbdt([x, x], []), /differ/],
      [gbdt([{ name: "score", kind: "number" }], []), /other than label, probabilities, score/],
      [gbdt([x], [stump({ column: [1] })]), /known column at node 0 of tree 0/],
      [gbdt([x], [stump({ threshold: [Number.NaN] })]), /threshold on "x"/],
      [gbdt([x], [stump({ left: [0] })]), /one parent under node 0/],
      [gbdt([x], [stump({ right: [~0] })]), /one parent/],
      [gbdt([x], [stump({ leaves: [1] })]), /2 leaves in tree 0/],
      [gbdt([x], [stump({ leaves: [1, Number.NaN] })]), /finite leaves/],
      [gbdt([word], [stump({ leftCodes: [[2]] })]), /known codes of "word"/],
      [gbdt([word], [stump()]), /known codes of "word"/],
    ];
    for (const [model, message] of bad) expect(() => toOnnx(model, { name: "bad" })).toThrow(message);
  });

  it("can be told of a missing category even when the empty text is a category", () => {
    expect(missingCategory(["a"])).toBe("");
    expect(missingCategory(["", "_", "a"])).toBe("__");
  });
});
