import { describe, expect, it } from "vitest";
import { madeTable, numberTable, uniforms } from "../../../test/support/learn-tables.js";
import { decodeJson, encodeJson } from "../../core/index.js";
import { selectRows, type Table } from "../table.js";
import { classTarget, numberTarget, selectTarget, type Target } from "../target.js";
import { predictOnline, stepLinear } from "./linear.js";
import { type OnlineLinearConfig, onlineLinear } from "./linear-config.js";
import { type OnlineLinearState, startLinear } from "./linear-state.js";

const { table, y } = madeTable(200, 8);
const classes = classTarget(Float64Array.from(y, (label, i) => label + (i > 120 && i % 3 === 0 ? 1 : 0)));
const numbers = numberTarget(y);
const configs = (["sgd", "adagrad", "ftrl"] as const).flatMap((optimizer) => [
  onlineLinear({ loss: "squared", optimizer, learningRate: 0.05, l1: 0.001, l2: 0.01 }),
  onlineLinear({ optimizer, multiclass: "oneVsRest", l1: 0.001 }),
  onlineLinear({ optimizer, multiclass: "softmax", standardize: false, learningRate: 0.01, l2: 0.001 }),
]);
const targetOf = ({ loss }: OnlineLinearConfig): Target => (loss === "squared" ? numbers : classes);
const part = (config: OnlineLinearConfig, from: number, to: number) => {
  const rows = Int32Array.from({ length: to - from }, (_, i) => from + i);
  return { frame: selectRows(table, rows), target: selectTarget(targetOf(config), rows) };
};

describe.each(configs)("an online model by $optimizer for $loss, $multiclass", (config) => {
  const start = startLinear(config);

  it("gives the same bits in one batch, in many, and resumed from JSON", () => {
    const whole = stepLinear(start, part(config, 0, 200));
    let state: OnlineLinearState = start;
    for (const [from, to] of [
      [0, 1],
      [1, 60],
      [60, 61],
      [61, 200],
    ]) {
      state = stepLinear(decodeJson(encodeJson(state)) as OnlineLinearState, part(config, from, to));
    }
    expect(state).toEqual(whole);
    expect(encodeJson(state)).toBe(encodeJson(whole));
    expect(start.outputs.every(({ weights }) => weights.length === 0)).toBe(true);
  });

  it("takes a weight of two as the row twice and a weight of zero as its absence", () => {
    const batch = part(config, 0, 50);
    const weights = Float64Array.from({ length: 50 }, (_, i) => i % 3);
    const rows = Int32Array.from({ length: 50 }, (_, i) => i).reduce<number[]>((list, i) => {
      for (let k = 0; k < weights[i]; k++) list.push(i);
      return list;
    }, []);
    const repeated = Int32Array.from(rows);
    expect(stepLinear(start, { ...batch, weights })).toEqual(
      stepLinear(start, {
        frame: selectRows(batch.frame, repeated),
        target: selectTarget(batch.target, repeated),
      }),
    );
  });

  it("is what its formulas say, worked out by a plain program", () => {
    const state = stepLinear(start, part(config, 0, 200));
    const plain = plainly(config, table, targetOf(config));
    state.outputs.forEach(({ weights }, k) => {
      const byName = new Map<string, number>([["intercept", weights[0]]]);
      for (const column of state.columns) {
        if (column.kind === "number") byName.set(column.name, weights[column.slot]);
        else {
          column.categories.forEach((category, c) => {
            byName.set(`${column.name}=${category}`, weights[column.slots[c]]);
          });
        }
      }
      for (const [name, value] of plain[k]) expect(byName.get(name)).toBeCloseTo(value, 10);
    });
  });

  it("predicts numbers, or probabilities that add up to 1, and does not mind what it never saw", () => {
    const state = stepLinear(start, part(config, 0, 200));
    const prediction = predictOnline(state, table);
    if (prediction.kind === "class") {
      expect(prediction.classes).toHaveLength(3);
      for (let i = 0; i < 200; i++) {
        expect(prediction.probabilities.slice(3 * i, 3 * i + 3).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
      }
    } else expect(prediction.values.every(Number.isFinite)).toBe(true);
    const unseen = { kind: "category" as const, codes: new Int32Array(200), categories: ["new"] };
    const other: Table = { ...table, columns: [...table.columns.slice(0, 4), unseen] };
    expect(() => predictOnline(state, other)).not.toThrow();
  });
});

describe("FTRL-proximal", () => {
  it("follows the paper's algorithm, one coordinate after the other", () => {
    const u = uniforms(2);
    const x = Array.from({ length: 60 }, () => u() - 0.3);
    const labels = x.map((value) => value + 0.3 * u() > 0.2);
    const [alpha, beta, lambda1, lambda2] = [0.3, 1, 0.05, 0.1];
    let [z, n, w, z0, n0, w0] = [0, 0, 0, 0, 0, 0];
    x.forEach((value, t) => {
      const p = 1 / (1 + Math.exp(-(w0 + w * value)));
      for (const isIntercept of [true, false]) {
        const g = (p - (labels[t] ? 1 : 0)) * (isIntercept ? 1 : value);
        const sigma = (Math.sqrt((isIntercept ? n0 : n) + g * g) - Math.sqrt(isIntercept ? n0 : n)) / alpha;
        if (isIntercept) [z0, n0] = [z0 + g - sigma * w0, n0 + g * g];
        else [z, n] = [z + g - sigma * w, n + g * g];
      }
      w0 = -z0 / ((beta + Math.sqrt(n0)) / alpha);
      w = Math.abs(z) <= lambda1 ? 0 : -(z - Math.sign(z) * lambda1) / ((beta + Math.sqrt(n)) / alpha + lambda2);
    });
    const config = onlineLinear({
      learningRate: alpha,
      beta,
      l1: lambda1,
      l2: lambda2,
      standardize: false,
      classes: ["false", "true"],
    });
    const state = stepLinear(startLinear(config), { frame: numberTable(x), target: classTarget(labels) });
    expect(state.outputs[1].weights[0]).toBeCloseTo(w0, 12);
    expect(state.outputs[1].weights[1]).toBeCloseTo(w, 12);
  });
});

describe("an online model", () => {
  it("comes near the true coefficients of a long stream", () => {
    const u = uniforms(1);
    const x = [0, 1].map(() => Array.from({ length: 20_000 }, () => 4 * u()));
    const target = numberTarget(x[0].map((value, i) => 1 + 2 * value - x[1][i] + u() - 0.5));
    for (const optimizer of ["sgd", "adagrad", "ftrl"] as const) {
      const config = onlineLinear({ loss: "squared", optimizer, learningRate: optimizer === "sgd" ? 0.1 : 0.5 });
      const state = stepLinear(startLinear(config), { frame: numberTable(...x), target });
      const prediction = predictOnline(state, numberTable([0, 1, 0], [0, 0, 1]));
      const [base, first, second] = prediction.kind === "number" ? prediction.values : [];
      expect(Math.abs(base - 1)).toBeLessThan(0.1);
      expect(Math.abs(first - base - 2)).toBeLessThan(0.05);
      expect(Math.abs(second - base + 1)).toBeLessThan(0.05);
    }
  });

  it("refuses what it cannot learn, and hyperparameters without effect", () => {
    const start = startLinear(onlineLinear());
    expect(() => stepLinear(start, { frame: table, target: numbers })).toThrow("learns a class");
    expect(() => predictOnline(start, table)).toThrow("no class yet");
    expect(() => onlineLinear({ power: 0.3 })).toThrow("no effect");
    expect(() => onlineLinear({ loss: "squared", multiclass: "softmax" })).toThrow("no effect");
    const state = stepLinear(start, { frame: table, target: classes });
    const { names } = table;
    expect(() => predictOnline(state, { ...table, names: ["aa", ...names.slice(1)] })).toThrow('needs a column "a"');
    const far = numberTable([1, Number.POSITIVE_INFINITY]);
    expect(() => stepLinear(start, { frame: far, target: classTarget([0, 1]) })).toThrow('"x0" is Infinity in row 1');
  });
});

/** The updates by their definitions, with weights by name. */
function plainly(config: OnlineLinearConfig, frame: Table, target: Target): Map<string, number>[] {
  const { optimizer, learningRate: rate, l1, l2 } = config;
  const seen: string[] = [];
  const outputs: { w: Map<string, number>; z: Map<string, number>; n: Map<string, number> }[] = [];
  const past = new Map<string, number[]>(frame.names.map((name) => [name, []]));
  const soft = (v: number, by: number): number => Math.sign(v) * Math.max(0, Math.abs(v) - by);
  for (let i = 0; i < frame.rows; i++) {
    const label = target.kind === "class" ? target.classes[target.codes[i]] : "";
    if (!seen.includes(label)) {
      seen.push(label);
      outputs.push({ w: new Map(), z: new Map(), n: new Map() });
    }
    const row: [string, number][] = [["intercept", 1]];
    frame.columns.forEach((column, j) => {
      const name = frame.names[j];
      if (column.kind === "category") {
        if (column.codes[i] >= 0) row.push([`${name}=${column.categories[column.codes[i]]}`, 1]);
        return;
      }
      const value = column.values[i];
      if (Number.isNaN(value)) return;
      const values = past.get(name)!;
      values.push(value);
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const deviation = Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length);
      row.push([name, config.standardize ? (deviation > 0 ? (value - mean) / deviation : 0) : value]);
    });
    const scores = outputs.map(({ w }) => row.reduce((sum, [name, value]) => sum + (w.get(name) ?? 0) * value, 0));
    const exponents = scores.map(Math.exp);
    const all = exponents.reduce((a, b) => a + b, 0);
    outputs.forEach(({ w, z, n }, k) => {
      const share = config.multiclass === "softmax" ? exponents[k] / all : 1 / (1 + Math.exp(-scores[k]));
      const slope = target.kind === "number" ? scores[k] - target.values[i] : share - (seen[k] === label ? 1 : 0);
      for (const [name, value] of row) {
        if (value === 0) continue;
        const [p1, p2] = name === "intercept" ? [0, 0] : [l1, l2];
        const old = w.get(name) ?? 0;
        const g = slope * value + (optimizer === "ftrl" ? 0 : p2 * old);
        const before = n.get(name) ?? 0;
        n.set(name, before + g * g);
        if (optimizer === "ftrl") {
          z.set(name, (z.get(name) ?? 0) + g - ((Math.sqrt(before + g * g) - Math.sqrt(before)) / rate) * old);
          w.set(name, -soft(z.get(name)!, p1) / ((1 + Math.sqrt(before + g * g)) / rate + p2));
        } else {
          const eta = optimizer === "sgd" ? rate / Math.sqrt(i + 1) : rate / (Math.sqrt(before + g * g) + 1e-10);
          w.set(name, soft(old - eta * g, eta * p1));
        }
      }
    });
  }
  return outputs.map(({ w }) => w);
}
