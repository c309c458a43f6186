// Made-up tables for timing: numbers with an interplay, optionally with missing values and categories.
import { createRandom } from "../../dist/core/index.js";

/** `rows` rows of `columns` columns, the last `categories` of them categories; `missing` is the share of missing numbers. */
export function makeTable({ rows, columns, categories, missing, seed }) {
  const random = createRandom(seed);
  const made = Array.from({ length: columns }, (_, i) =>
    i < columns - categories
      ? numbers(rows, missing, random.split(`number/${i}`))
      : levels(rows, i, random.split(`level/${i}`)),
  );
  return {
    table: { rows, names: made.map((_, i) => `c${i}`), columns: made },
    y: labels(rows, made, random.split("y")),
  };
}

function numbers(rows, missing, random) {
  const values = new Float64Array(rows);
  for (let i = 0; i < rows; i++) values[i] = random.next() < missing ? Number.NaN : normal(random);
  return { kind: "number", values };
}

function levels(rows, column, random) {
  const count = 6 + 5 * (column % 7);
  const codes = Int32Array.from({ length: rows }, () => Math.floor(count * random.next() ** 2));
  return { kind: "category", codes, categories: Array.from({ length: count }, (_, code) => `k${code}`) };
}

function normal(random) {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

function labels(rows, columns, random) {
  const effects = columns.map((_, i) => 0.6 * normal(random.split(`effect/${i}`)));
  const y = new Float64Array(rows);
  for (let i = 0; i < rows; i++) {
    const x = columns.map((column) => (column.kind === "number" ? column.values[i] : ((column.codes[i] * 7) % 5) - 2));
    let z = -0.5;
    for (let j = 0; j < Math.min(12, x.length); j++) z += Number.isNaN(x[j]) ? 0.4 : effects[j] * Math.sin(1.5 * x[j]);
    if (x[0] > 0) z += 0.8 * (x[1] || 0);
    z += 0.5 * (x[2] || 0) * (x[3] || 0) + 0.3 * x[x.length - 1] + 0.2 * (x[x.length - 2] || 0);
    y[i] = random.next() < 1 / (1 + Math.exp(-z)) ? 1 : 0;
  }
  return y;
}
