import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeJson, encodeJson } from "../../core/index.js";
import type { TableModelColumn } from "../model-column.js";
import type { Column, Table } from "../table.js";
import { predictGbdtScores } from "../tree/predict.js";
import { readLightgbmModel } from "./index.js";

type Cell = number | string | null;
interface GoldenModel {
  readonly name: string;
  readonly text: string;
  readonly rows: readonly (readonly Cell[])[];
  readonly raw: readonly (number | readonly number[])[];
}

// Made by golden/learn/lightgbm_models.py with LightGBM 4.7.0.
const golden = new URL("../../../golden/learn/lightgbm-models.json", import.meta.url);
const cases: readonly GoldenModel[] = JSON.parse(readFileSync(golden, "utf8")).cases;
const caseOf = (name: string): GoldenModel => cases.find((candidate) => candidate.name === name)!;

/** The rows as a table, categories by their texts; the dictionary is in another order than the model's. */
function tableOf(columns: readonly TableModelColumn[], rows: readonly (readonly Cell[])[]): Table {
  return {
    rows: rows.length,
    names: columns.map(({ name }) => name),
    columns: columns.map(({ kind }, c): Column => {
      const cells = rows.map((row) => row[c]);
      if (kind === "number") return { kind, values: Float64Array.from(cells, (cell) => Number(cell ?? Number.NaN)) };
      const texts = cells.map((cell) => (cell === null || cell === "NaN" ? null : String(cell)));
      const categories = [...new Set(texts.filter((text) => text !== null))].reverse();
      return {
        kind,
        categories,
        codes: Int32Array.from(texts, (text) => (text === null ? -1 : categories.indexOf(text))),
      };
    }),
  };
}

function rawScores({ text, rows }: GoldenModel): { scores: Float64Array; outputs: number } {
  const model = readLightgbmModel(text);
  return { scores: predictGbdtScores(model, tableOf(model.columns, rows)), outputs: model.outputs };
}

function expectedScores({ raw }: GoldenModel, outputs: number): Float64Array {
  const byOutput = Array.from({ length: outputs }, (_, k) =>
    raw.map((row) => (typeof row === "number" ? row : row[k])),
  );
  return Float64Array.from(byOutput.flat());
}

describe("a model read from LightGBM's text", () => {
  const scaled = ["binary, sigmoid 2", "random forest"];

  for (const example of cases.filter(({ name }) => !scaled.includes(name))) {
    it(`scores as LightGBM does, bit for bit, for missing, infinite and unknown values: ${example.name}`, () => {
      const { scores, outputs } = rawScores(example);
      expect(scores).toEqual(expectedScores(example, outputs));
    });
  }

  it("gives log-odds where LightGBM's sigmoid is steeper, and the average where it averages", () => {
    const steep = rawScores(caseOf("binary, sigmoid 2"));
    expect(steep.scores).toEqual(expectedScores(caseOf("binary, sigmoid 2"), 1).map((raw) => 2 * raw));
    const averaged = rawScores(caseOf("random forest"));
    const sums = expectedScores(caseOf("random forest"), 1);
    const errors = sums.map((sum, i) => Math.abs(averaged.scores[i] / (sum / 3) - 1));
    expect(Math.max(...errors)).toBeLessThan(4e-15);
  });

  it("writes a node several times where zero goes to the side on which it does not lie", () => {
    const leaves = readLightgbmModel(caseOf("zero as missing, numbers only").text).trees.map(
      (tree) => tree.leaves.length,
    );
    expect(Math.max(...leaves)).toBeGreaterThan(10);
  });

  it("carries the link, the classes and what each column gained", () => {
    const links = cases.map(({ text }) => {
      const { loss, link, outputs, classes } = readLightgbmModel(text);
      return [loss, link, outputs, classes];
    });
    expect(links.slice(4, 10)).toEqual([
      ["logistic", "logistic", 1, ["0", "1"]],
      ["logistic", "logistic", 1, ["0", "1"]],
      ["softmax", "softmax", 3, ["0", "1", "2"]],
      ["poisson", "exp", 1, null],
      ["lambdarank", "identity", 1, null],
      ["squared", "identity", 1, null],
    ]);
    const model = readLightgbmModel(caseOf("binary").text, { classes: ["no", "yes"] });
    expect(model.classes).toEqual(["no", "yes"]);
    expect(model.splits.reduce((sum, count) => sum + count, 0)).toBe(4 * 5);
    expect(model.gain[4]).toBe(0);
  });

  it("takes categories from pandas' dictionary, or from the caller", () => {
    const { columns } = readLightgbmModel(caseOf("pandas").text);
    expect(columns.map(({ kind }) => kind)).toEqual(["number", "category", "number", "category"]);
    expect(columns[1]).toMatchObject({ name: "word", categories: Array.from({ length: 12 }, (_, i) => `w${11 - i}`) });
    const named = readLightgbmModel(caseOf("binary").text, { categories: { Column_1: ["a", "b"] } });
    expect(named.columns[1]).toEqual({ name: "Column_1", kind: "category", categories: ["a", "b"] });
  });

  it("is plain data that JSON carries", () => {
    for (const { text } of cases) {
      const model = readLightgbmModel(text);
      expect(decodeJson(encodeJson(model))).toEqual(model);
    }
  });

  it("is refused with the reason when it cannot be expressed, or is damaged", () => {
    const { text } = caseOf("regression");
    const bad: readonly [string, RegExp][] = [
      [text.replace("objective=regression", "objective=regression sqrt"), /reg_sqrt/],
      [text.replace("objective=regression", "objective=multiclassova num_class:3"), /multiclassova/],
      [text.replace("is_linear=0", "is_linear=1"), /leaves of tree 0 are linear models/],
      [text.replace("version=v4", "version=v2"), /version is v2/],
      [text.slice(0, 900), /cut off/],
      [text.replace(/leaf_value=\S+ /, "leaf_value="), /"leaf_value=" holds 5 values, expected 6 numbers in tree 0/],
      [text.replace("pandas_categorical:null", 'pandas_categorical:[["a"],["b"],["c"],["d"]]'), /4 dictionaries/],
      ["", /the first line is ""/],
    ];
    for (const [broken, message] of bad) expect(() => readLightgbmModel(broken)).toThrow(message);
  });
});
