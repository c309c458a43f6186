import { createRandom, type Random } from "../../src/core/index.js";
import type { Column, Table } from "../../src/learn/table.js";
import { type ClassTarget, classTarget, numberTarget, type Target } from "../../src/learn/target.js";

/** What is learned: two classes with texts as labels, three with numbers as labels, or numbers. */
export type Learned = "binary" | "multiclass" | "number";

/** What may stand in a table. */
export interface Contents {
  readonly rows: number;
  readonly seed: number;
  readonly categories: boolean;
  /** NaN and missing categories, an eighth of them. */
  readonly missing: boolean;
  /** Whole numbers of at least 0 only. */
  readonly counts: boolean;
}

/** Columns a, b and, where allowed, city; then c = a once more and one that is constant. */
export function contractTable({ rows, seed, categories, missing, counts }: Contents): Table {
  const random = createRandom(`contract ${seed}`);
  const hole = (): boolean => missing && random.next() < 0.125;
  const column = (): Column => ({
    kind: "number",
    values: Float64Array.from({ length: rows }, () => (hole() ? Number.NaN : numberFrom(random, counts))),
  });
  const codes = Int32Array.from({ length: rows }, () => (hole() ? -1 : random.int(3)));
  const a = column();
  const columns: Column[] = [a, column()];
  if (categories) columns.push({ kind: "category", codes, categories: ["Bern", "Graz", "Linz"] });
  columns.push(a, { kind: "number", values: new Float64Array(rows).fill(2) });
  return { rows, names: categories ? ["a", "b", "city", "c", "constant"] : ["a", "b", "c", "constant"], columns };
}

function numberFrom(random: Random, counts: boolean): number {
  const value = 3 * (random.next() + random.next()) - 3;
  return counts ? Math.round(4 + value) : Math.round(value * 2 ** 20) / 2 ** 20;
}

/** Something that the table can explain: a + 1/2·b², more in one city, and some noise. */
export function contractTarget(table: Table, learned: Learned, seed: number): Target {
  const random = createRandom(`contract target ${seed}`);
  const at = (name: string): Column => table.columns[table.names.indexOf(name)];
  const [a, b] = ["a", "b"].map((name) => at(name) as Column & { readonly kind: "number" });
  const city = table.names.includes("city") ? (at("city") as Column & { readonly kind: "category" }) : undefined;
  const scores = Array.from({ length: table.rows }, (_, i) => {
    const [x, y] = [a.values[i], b.values[i]].map((value) => (Number.isNaN(value) ? 1 : value));
    return x + 0.5 * y * y + (city?.codes[i] === 1 ? 1.5 : 0) + random.next();
  });
  if (learned === "number") return numberTarget(scores.map((score) => Math.round(1024 * Math.exp(score / 8)) / 1024));
  const ranked = [...scores].sort((x, y) => x - y);
  const cut = (share: number): number => ranked[Math.floor(share * ranked.length)];
  if (learned === "binary") return classTarget(scores.map((score) => (score > cut(0.5) ? "yes" : "no")));
  return classTarget(scores.map((score) => (score > cut(0.7) ? 30 : score > cut(0.4) ? 4 : -1)));
}

/** Of two classes or more only the first. */
export function onlyFirst(target: ClassTarget): ClassTarget {
  return { ...target, codes: new Int32Array(target.codes.length) };
}

/** `table` with its columns from last to first and two more that nobody has asked for. */
export function rearranged(table: Table): { rows: number; names: string[]; columns: unknown[] } {
  const texts = Array.from({ length: table.rows }, (_, i) => (i % 3 === 0 ? null : `text ${i}`));
  const times = Float64Array.from({ length: table.rows }, (_, i) => 1e12 + i);
  return {
    rows: table.rows,
    names: ["note", ...[...table.names].reverse(), "when"],
    columns: [{ kind: "text", values: texts }, ...[...table.columns].reverse(), { kind: "time", values: times }],
  };
}

/** `table` with the same categories under other codes, and one more that no row has. */
export function renumbered(table: Table): Table {
  const columns = table.columns.map((column): Column => {
    if (column.kind === "number") return column;
    const categories = ["Aarau", ...[...column.categories].reverse()];
    const last = column.categories.length;
    return { kind: "category", categories, codes: column.codes.map((code) => (code < 0 ? -1 : last - code)) };
  });
  return { ...table, columns };
}

/** `table` with one column's value of a row set to `value`. */
export function withValue(table: Table, name: string, row: number, value: number): Table {
  const columns = table.columns.map((column, j): Column => {
    if (table.names[j] !== name || column.kind !== "number") return column;
    return { kind: "number", values: column.values.map((old, i) => (i === row ? value : old)) };
  });
  return { ...table, columns };
}

/** `table` with the category column "city" set to `category` in every row; null is missing. */
export function withCity(table: Table, category: string | null): Table {
  const columns = table.columns.map((column): Column => {
    if (column.kind === "number") return column;
    const codes = new Int32Array(table.rows).fill(category === null ? -1 : 0);
    return { kind: "category", categories: [category ?? "Bern"], codes };
  });
  return { ...table, columns };
}
