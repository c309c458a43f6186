import { describe, expect, it } from "vitest";
import { createRandom, decodeJson, encodeJson, GyreError } from "../../src/core/index.js";
import type { AnyConfig, AnyModel, Learner } from "../../src/learn/estimator.js";
import type { FitOptions } from "../../src/learn/fit-options.js";
import type { Prediction } from "../../src/learn/prediction.js";
import { type Column, type Frame, selectRows, type Table } from "../../src/learn/table.js";
import { type ClassTarget, selectTarget, type Target } from "../../src/learn/target.js";
import {
  type Contents,
  contractTable,
  contractTarget,
  type Learned,
  onlyFirst,
  rearranged,
  renumbered,
  withCity,
  withValue,
} from "./contract-tables.js";
import { runFrames } from "./run-graph.js";

/** An estimator with what it promises besides that which every one has to keep. */
export interface ContractCase {
  readonly config: AnyConfig;
  readonly learns: readonly Learned[];
  /** Whether missing numbers are learned from and predicted for, or refused with column and row. */
  readonly missing: "accepted" | "refused";
  /** Whether columns of categories are learned from, or refused by name. */
  readonly categories: "accepted" | "refused";
  /** Reads whole numbers of at least 0 only. */
  readonly counts?: boolean;
  /** Rows are drawn, so that repetition and absence of rows, and another numbering of categories, change what is drawn. */
  readonly drawsRows?: boolean;
  /** How far predictions may be apart, relative, when rows come in another order or are repeated; 0 asks for the same bits. */
  readonly closeness: number;
  /** The same for weights against repeated rows; default: `closeness`. */
  readonly weightCloseness?: number;
  /** How far, relative, ONNX Runtime may be off; default 1e-12. */
  readonly parity?: number;
  /** Whether one class alone gives a model or is refused. */
  readonly oneClass?: "accepted" | "refused";
  readonly rows?: number;
}

interface Made extends ContractCase {
  readonly learner: Learner;
  readonly learned: Learned;
  readonly contents: Contents;
  readonly table: Table;
  readonly target: Target;
}

/** Registers the tests that every estimator has to pass. */
export function estimatorContract(name: string, learner: Learner, given: ContractCase): void {
  describe(name, () => {
    describe.each(given.learns)("of a %s target", (learned) => {
      const contents: Contents = {
        rows: given.rows ?? 70,
        seed: 1,
        categories: given.categories === "accepted",
        missing: given.missing === "accepted",
        counts: given.counts === true,
      };
      const table = contractTable(contents);
      const made: Made = { ...given, learner, learned, contents, table, target: contractTarget(table, learned, 1) };
      purity(made);
      rowsAndWeights(made);
      columnsByName(made);
      gaps(made);
      badInput(made);
      exported(made);
    });
  });
}

function learned({ learner, config, table, target }: Made, options: FitOptions = {}): AnyModel {
  return learner.fit(config, table, target, { random: createRandom("contract"), ...options });
}

const models = new WeakMap<Made, AnyModel>();

/** The model of the whole table: fitted once, since no test may change it. */
function modelOf(made: Made): AnyModel {
  const model = models.get(made) ?? deepFrozen(learned(made));
  models.set(made, model);
  return model;
}

function numbersOf(prediction: Prediction): Float64Array {
  return prediction.kind === "class" ? prediction.probabilities : prediction.values;
}

function said({ learner }: Made, model: AnyModel, frame: Frame): Float64Array {
  return numbersOf(learner.predict(model, frame));
}

/** Relative; below `floor` absolute, since there a probability is the difference of larger ones. */
function expectClose(actual: Float64Array, expected: Float64Array, tolerance: number, floor = 1e-300): void {
  expect(actual.length).toBe(expected.length);
  if (tolerance === 0) expect(actual).toEqual(expected);
  const worst = expected.reduce((most, value, i) => {
    const off = Math.abs(actual[i] - value) / Math.max(Math.abs(value), floor);
    return Object.is(actual[i], value) ? most : Math.max(most, Number.isNaN(off) ? Number.POSITIVE_INFINITY : off);
  }, 0);
  expect(worst).toBeLessThanOrEqual(tolerance);
}

function expectSound(made: Made, prediction: Prediction): void {
  const values = numbersOf(prediction);
  expect(values.every(Number.isFinite)).toBe(true);
  if (prediction.kind === "number") return;
  const k = prediction.classes.length;
  expect(prediction.classes).toEqual((made.target as ClassTarget).classes);
  for (let at = 0; at < values.length; at += k) {
    const row = values.subarray(at, at + k);
    expect(row.every((p) => p >= 0 && p <= 1)).toBe(true);
    expect(Math.abs(row.reduce((sum, p) => sum + p, 0) - 1)).toBeLessThan(1e-12);
  }
}

/** Either a sound prediction, or a refusal that names the column, and the row where one is to blame. */
function expectSoundOrNamed(made: Made, run: () => Prediction, column: string, row: number | undefined): void {
  let prediction: Prediction;
  try {
    prediction = run();
  } catch (error) {
    expect(error).toBeInstanceOf(GyreError);
    expect(error).toMatchObject({ code: "learn.bad_table" });
    expect((error as GyreError).message).toContain(`"${column}"`);
    if (row !== undefined) expect((error as GyreError).message).toMatch(new RegExp(`\\b${row}\\b`));
    return;
  }
  expectSound(made, prediction);
}

function purity(made: Made): void {
  it("changes neither its input nor its configuration nor its model", () => {
    const { learner, table, target } = made;
    const frozen = deepFrozen(structuredClone({ config: made.config, table, target }));
    const weights = Float64Array.from({ length: table.rows }, (_, i) => 1 + (i % 2));
    const before = encodeJson({ ...frozen, weights });
    const options = { random: createRandom(1), weights };
    const model = deepFrozen(learner.fit(frozen.config, frozen.table, frozen.target, options));
    const stored = encodeJson(model);
    learner.predict(model, frozen.table);
    expect(encodeJson({ ...frozen, weights })).toBe(before);
    expect(encodeJson(model)).toBe(stored);
  });

  it("gives the same bits for the same seed, and without one", () => {
    const { learner, config, table, target } = made;
    expect(encodeJson(learned(made))).toBe(encodeJson(modelOf(made)));
    const twice = [1, 2].map(() => encodeJson(learner.fit(config, table, target, {})));
    expect(twice[0]).toBe(twice[1]);
  });

  it("comes back from JSON and predicts the same bits", () => {
    const model = modelOf(made);
    expect(said(made, decodeJson(encodeJson(model)) as AnyModel, made.table)).toEqual(said(made, model, made.table));
  });

  it("stops when it is told to", () => {
    const aborted = { aborted: true };
    expect(() => learned(made, { signal: aborted })).toThrow(expect.objectContaining({ code: "core.cancelled" }));
  });

  it("predicts finite numbers, probabilities that add up to 1, and nothing for no rows", () => {
    const model = modelOf(made);
    expectSound(made, made.learner.predict(model, made.table));
    expect(said(made, model, selectRows(made.table, new Int32Array()))).toEqual(new Float64Array());
  });
}

function rowsAndWeights(made: Made): void {
  const { table, target, closeness, weightCloseness = closeness } = made;
  const weights = Float64Array.from({ length: table.rows }, (_, i) => (7 * i) % 4);
  const repeat = Int32Array.from(Array.from(weights).flatMap((weight, row) => new Array<number>(weight).fill(row)));
  const at = (rows: Int32Array, options: FitOptions = {}): Float64Array => {
    const part = { ...made, table: selectRows(table, rows), target: selectTarget(target, rows) };
    return said(made, learned(part, options), table);
  };
  const floor = 1e-3;

  it("does not hang on the order of the rows", () => {
    const order = Int32Array.from({ length: table.rows }, (_, i) => (i * 37 + 11) % table.rows);
    expect(new Set(order).size).toBe(table.rows);
    expectClose(at(order), said(made, modelOf(made), table), closeness, floor);
  });

  it.skipIf(made.drawsRows)("counts a weight of two as the row twice", () => {
    const weighted = said(made, learned(made, { weights }), table);
    expectClose(weighted, at(repeat), weightCloseness, floor);
  });

  it.skipIf(made.drawsRows)("counts a row of weight 0 as absent, whatever it says", () => {
    const zero = weights.map((weight) => Math.min(1, weight));
    const rows = Int32Array.from(Array.from(zero.keys()).filter((row) => zero[row] === 1));
    const wild = (column: Column): Column =>
      column.kind === "category"
        ? { ...column, codes: column.codes.map((code, i) => (zero[i] === 0 ? 2 : code)) }
        : { ...column, values: column.values.map((value, i) => (zero[i] === 0 ? 60 + i : value)) };
    const spoilt = { ...made, table: { ...table, columns: table.columns.map(wild) } };
    expectClose(said(made, learned(spoilt, { weights: zero }), table), at(rows), weightCloseness, floor);
  });

  it("refuses weights that are negative, not numbers, or all 0", () => {
    for (const bad of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      const spoilt = weights.map((weight, i) => (i === 5 ? bad : weight));
      expect(() => learned(made, { weights: spoilt })).toThrow(expect.objectContaining({ code: "learn.bad_table" }));
    }
    const none = new Float64Array(table.rows);
    expect(() => learned(made, { weights: none })).toThrow(expect.objectContaining({ code: "learn.bad_table" }));
  });
}

function columnsByName(made: Made): void {
  const { learner, table } = made;
  it("finds its columns by name, among others and in any order, and names one that is not there", () => {
    const model = modelOf(made);
    expect(said(made, model, rearranged(table) as Frame)).toEqual(said(made, model, table));
    const left = model.columns[0].name;
    const rest = table.names.flatMap((name, j) => (name === left ? [] : [j]));
    const less = { ...table, names: rest.map((j) => table.names[j]), columns: rest.map((j) => table.columns[j]) };
    expect(() => learner.predict(model, less)).toThrow(expect.objectContaining({ code: "learn.bad_table" }));
    expect(() => learner.predict(model, less)).toThrow(`"${left}"`);
  });

  it("refuses texts and moments by name", () => {
    const { names, columns } = rearranged(table) as Frame;
    for (const j of [0, names.length - 1]) {
      const frame: Frame = {
        rows: table.rows,
        names: [...table.names, names[j]],
        columns: [...table.columns, columns[j]],
      };
      expect(() => learned({ ...made, table: frame as Table })).toThrow(`"${names[j]}"`);
    }
  });

  it.runIf(made.categories === "accepted")("knows categories by their text, not by their code", () => {
    const model = modelOf(made);
    expect(said(made, model, renumbered(table))).toEqual(said(made, model, table));
    if (made.drawsRows) return;
    const other = said(made, learned({ ...made, table: renumbered(table) }), table);
    expectClose(other, said(made, model, table), Math.max(made.closeness, 1e-9), 1e-3);
  });

  it.runIf(made.categories === "refused")("refuses categories by name", () => {
    const spoilt = contractTable({ ...made.contents, categories: true });
    expect(() => learned({ ...made, table: spoilt })).toThrow(/"city"/);
  });
}

function gaps(made: Made): void {
  const { table } = made;
  it.runIf(made.missing === "accepted")("predicts for rows that miss everything", () => {
    const nothing = table.columns.map(
      (column): Column =>
        column.kind === "category"
          ? { ...column, codes: column.codes.map(() => -1) }
          : { ...column, values: column.values.map(() => Number.NaN) },
    );
    const complete = contractTable({ ...made.contents, missing: false });
    for (const trained of [table, complete]) {
      const model = learned({ ...made, table: trained });
      // Of rows without a gap in training, a gap may be refused.
      const predict = (): Prediction => made.learner.predict(model, { ...table, columns: nothing });
      if (trained === table) expectSound(made, predict());
      else expectSoundOrNamed(made, predict, table.names[0], undefined);
    }
  });

  it.runIf(made.missing === "accepted")("learns beside a column that is missing everywhere", () => {
    const none: Column = { kind: "number", values: new Float64Array(table.rows).fill(Number.NaN) };
    const wider: Table = { ...table, names: [...table.names, "none"], columns: [...table.columns, none] };
    expectSoundOrNamed(made, () => made.learner.predict(learned({ ...made, table: wider }), wider), "none", undefined);
  });

  it.runIf(made.missing === "refused")("refuses a missing number by column and row, at fit and at prediction", () => {
    const spoilt = withValue(table, "b", 7, Number.NaN);
    expect(() => learned({ ...made, table: spoilt })).toThrow(/"b".*\b7\b/);
    expect(() => made.learner.predict(modelOf(made), spoilt)).toThrow(/"b".*\b7\b/);
  });

  it.runIf(made.categories === "accepted")("takes a category that it has never seen as a missing one", () => {
    const model = modelOf(made);
    expect(said(made, model, withCity(table, "Zug"))).toEqual(said(made, model, withCity(table, null)));
  });
}

function badInput(made: Made): void {
  const { learner, table, target, config } = made;
  it("refuses a table without rows, without columns, and a target of another length", () => {
    const refused = expect.objectContaining({ code: "learn.bad_table" });
    const none = new Int32Array();
    const empty = { ...made, table: selectRows(table, none), target: selectTarget(target, none) };
    expect(() => learned(empty)).toThrow(refused);
    expect(() => learned({ ...made, table: { rows: table.rows, names: [], columns: [] } })).toThrow(refused);
    expect(() => learned({ ...made, target: selectTarget(target, Int32Array.of(0, 1, 2)) })).toThrow(refused);
  });

  it("refuses a target of a kind that it does not learn", () => {
    const relevance: Target = {
      kind: "relevance",
      values: new Float64Array(table.rows),
      queries: new Int32Array(table.rows),
    };
    if (learner.learns(config).includes("relevance")) return;
    expect(() => learned({ ...made, target: relevance })).toThrow(GyreError);
  });

  it("takes infinities and 1e308, or refuses them by column and row", () => {
    for (const value of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e308, -1e308, 5e-324]) {
      const spoilt = withValue(table, "b", 7, value);
      // Finite ones may be too far apart, which is no single row's fault.
      const row = Number.isFinite(value) ? undefined : 7;
      expectSoundOrNamed(made, () => learner.predict(learned({ ...made, table: spoilt }), spoilt), "b", row);
      const model = modelOf(made);
      expectSoundOrNamed(made, () => learner.predict(model, spoilt), "b", row);
    }
  });

  it("learns from one row repeated, and from one column that is constant", () => {
    const same = new Int32Array(12).fill(3);
    const rows = Int32Array.from({ length: 12 }, (_, i) => i);
    const alone = { rows: table.rows, names: ["constant"], columns: [table.columns[table.names.indexOf("constant")]] };
    for (const part of [
      { ...made, table: selectRows(table, same), target: selectTarget(target, rows) },
      { ...made, table: alone },
    ]) {
      // What needs inner folds, or a column that varies, may refuse.
      try {
        expectSound(made, learner.predict(learned(part), part.table));
      } catch (error) {
        if (!(error instanceof GyreError)) throw error;
        expect(error.code).toBe("learn.bad_table");
      }
    }
  });

  it.runIf(target.kind === "class")("has an answer to one class alone", () => {
    const one = onlyFirst(target as ClassTarget);
    if (made.oneClass === "refused") {
      expect(() => learned({ ...made, target: one })).toThrow(expect.objectContaining({ code: "learn.bad_table" }));
      return;
    }
    const prediction = learner.predict(learned({ ...made, target: one }), table);
    expectSound(made, prediction);
    const k = one.classes.length;
    for (let at = 0; at < numbersOf(prediction).length; at += k) {
      for (let c = 1; c < k; c++) expect(numbersOf(prediction)[at]).toBeGreaterThan(numbersOf(prediction)[at + c]);
    }
  });
}

function exported(made: Made): void {
  const { learner, table, parity = 1e-12 } = made;
  it("says the same in ONNX Runtime, also for gaps, unknown categories and values far out", async () => {
    const model = modelOf(made);
    const frames: Table[] = [table, contractTable({ ...made.contents, seed: 2, rows: 40 })];
    for (const far of [-30, 30, 300]) {
      const columns = table.columns.map(
        (column): Column =>
          column.kind === "category"
            ? column
            : { ...column, values: column.values.map((value) => far * (made.counts ? Math.abs(value) : value)) },
      );
      if (!made.counts || far > 0) frames.push({ ...table, columns });
    }
    if (made.categories === "accepted")
      frames.push(withCity(table, "Zug"), withCity(table, null), withCity(table, ""), renumbered(table));
    const ran = await runFrames(learner, model, frames);
    frames.forEach((frame, f) => {
      const [here, there] = [learner.predict(model, frame), ran[f]];
      expect(there.kind).toBe(here.kind);
      if (here.kind === "class" && there.kind === "class") expect(there.classes).toEqual(here.classes);
      expectClose(numbersOf(there), numbersOf(here), parity, here.kind === "number" ? 1e-6 : 1e-290);
      if (there.score === undefined) return;
      const second = numbersOf(there).filter((_, at) => at % 2 === 1);
      there.score.forEach((score, i) => {
        // Beyond, the probability or its complement has no digits left.
        if (Math.abs(score) < 700) expect(Math.abs(1 / (1 + Math.exp(-score)) / second[i] - 1)).toBeLessThan(1e-9);
      });
    });
  });
}

/** Freezes all but typed arrays, which cannot be. */
function deepFrozen<T>(value: T): T {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  for (const inner of Object.values(value)) deepFrozen(inner);
  return Object.freeze(value);
}
