import type { Column, Table } from "../../src/learn/index.js";

/** The stream u = s / 2³², s ← (1664525·s + 1013904223) mod 2³², which golden/learn/reference.py draws from too. */
export function uniforms(seed: number): () => number {
  let s = seed;
  return () => {
    s = (Math.imul(1664525, s) + 1013904223) >>> 0;
    return s / 2 ** 32;
  };
}

/** The table of golden/learn/reference.py: numbers a, b, c (c partly missing), categories d, e (e partly missing), and labels. */
export function madeTable(rows: number, seed: number): { table: Table; y: Float64Array } {
  const u = uniforms(seed);
  const [a, b, c] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  const [d, e] = [new Int32Array(rows), new Int32Array(rows)];
  const y = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    a[i] = Math.floor(100 * u());
    b[i] = Math.floor(100 * u()) - 50;
    const hidden = u() < 0.2;
    const seen = Math.floor(100 * u());
    c[i] = hidden ? Number.NaN : seen;
    d[i] = Math.floor(12 * u());
    e[i] = u() >= 0.1 ? Math.floor(3 * u()) : -1;
    const curve = hidden ? 1.5 : (seen / 50 - 1) ** 2;
    const z =
      a[i] / 25 - 2 + (b[i] / 25) * (a[i] > 40 ? 1 : -1) + curve + ((5 * d[i]) % 12) / 6 - 1 + (e[i] === 1 ? 0.7 : 0);
    y[i] = u() * 6 - 3 < z ? 1 : 0;
  }
  const columns: Column[] = [numbers(a), numbers(b), numbers(c), levels(d, 12), levels(e, 3)];
  return { table: { rows, names: ["a", "b", "c", "d", "e"], columns }, y };
}

/** The columns of `table` at `positions`, in that order. */
export function selectColumns(table: Table, positions: readonly number[]): Table {
  return {
    rows: table.rows,
    names: positions.map((i) => table.names[i]),
    columns: positions.map((i) => table.columns[i]),
  };
}

/** A table of number columns x0, x1, … */
export function numberTable(...columns: readonly (readonly number[])[]): Table {
  return {
    rows: columns[0].length,
    names: columns.map((_, i) => `x${i}`),
    columns: columns.map((values) => numbers(Float64Array.from(values))),
  };
}

/** Area under the ROC curve by its definition: the share of pairs in the right order, ties half. */
export function aucByPairs(scores: Float64Array, y: Float64Array): number {
  const [ones, zeros] = [1, 0].map((label) => Array.from(scores).filter((_, i) => y[i] === label));
  let right = 0;
  for (const one of ones) for (const zero of zeros) right += one > zero ? 1 : one === zero ? 0.5 : 0;
  return right / (ones.length * zeros.length);
}

function numbers(values: Float64Array): Column {
  return { kind: "number", values };
}

function levels(codes: Int32Array, count: number): Column {
  return { kind: "category", codes, categories: Array.from({ length: count }, (_, code) => `k${code}`) };
}
