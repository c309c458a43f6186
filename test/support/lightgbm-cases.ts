import { readFileSync } from "node:fs";
import type { Table } from "../../src/learn/index.js";
import { uniforms } from "./learn-tables.js";

/** A tree as golden/learn/lightgbm.json tells it. */
export type GoldenTree =
  | { readonly v: number; readonly n: number }
  | {
      /** Column x… */
      readonly f: number;
      readonly op: "<=" | "==";
      /** The threshold, or the codes that go left with "||" between them. */
      readonly t: number | string;
      /** Whether missing values go left. */
      readonly dl: boolean;
      readonly miss: "None" | "NaN" | "Zero";
      readonly n: number;
      readonly gain: number;
      readonly l: GoldenTree;
      readonly r: GoldenTree;
    };

/** One case of golden/learn/lightgbm.json, made with LightGBM 4.7.0. */
export interface LightgbmCase {
  readonly name: string;
  readonly cols: readonly number[];
  readonly rounds: number;
  readonly metric: Readonly<Record<string, readonly number[]>>;
  readonly raw5: readonly number[] | readonly (readonly number[])[];
  readonly rawsum: number;
  readonly importance_gain: readonly number[];
  readonly importance_split: readonly number[];
  readonly trees: readonly GoldenTree[];
}

const file = new URL("../../golden/learn/lightgbm.json", import.meta.url);
const { cases }: { readonly cases: readonly LightgbmCase[] } = JSON.parse(readFileSync(file, "utf8"));

/** The case `name`. */
export function lightgbmCase(name: string): LightgbmCase {
  const found = cases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`golden/learn/lightgbm.json has no case ${name}`);
  return found;
}

/** The 500 rows that all cases are about. */
export interface LightgbmData {
  /** x0 … x4, x3 as numbers. */
  readonly columns: readonly Float64Array[];
  readonly l2: Float64Array;
  readonly binary: Float64Array;
  readonly classes: Float64Array;
  readonly counts: Float64Array;
}

/** Half-even rounding to multiples of 1/1024, as numpy rounds. */
function roundHalfEven(value: number): number {
  const scaled = value * 1024;
  const low = Math.floor(scaled);
  const rest = scaled - low;
  return (rest > 0.5 || (rest === 0.5 && low % 2 !== 0) ? low + 1 : low) / 1024;
}

export function lightgbmData(): LightgbmData {
  const u = uniforms(42);
  const columns = Array.from({ length: 5 }, () => new Float64Array(500));
  const z = new Float64Array(500);
  for (let i = 0; i < 500; i++) {
    const x0 = u();
    const x1 = Math.floor(10 * u());
    const v = u();
    const x2 = v < 0.2 ? Number.NaN : v;
    const x3 = Math.floor(12 * u());
    const x4 = u() - 0.5;
    const e = u();
    const seen = Number.isNaN(x2) ? 0.9 : x2;
    z[i] = 2 * x0 - 0.1 * x1 + seen * x4 * 4 + ((5 * x3) % 12) / 6 + e;
    [x0, x1, x2, x3, x4].forEach((value, column) => {
      columns[column][i] = value;
    });
  }
  return {
    columns,
    l2: z.map(roundHalfEven),
    binary: z.map((value) => (value > 2 ? 1 : 0)),
    classes: z.map((value) => (value > 2.4 ? 2 : value > 1.6 ? 1 : 0)),
    counts: z.map((value) => Math.floor(2 * Math.max(value, 0))),
  };
}

/** The columns `cols` as a table of numbers named x0 … x4. */
export function lightgbmTable({ columns }: LightgbmData, cols: readonly number[]): Table {
  return {
    rows: 500,
    names: cols.map((column) => `x${column}`),
    columns: cols.map((column) => ({ kind: "number", values: columns[column] })),
  };
}
