import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  Bool,
  DateMillisecond,
  Dictionary,
  Int32,
  Int64,
  Table,
  TimestampMicrosecond,
  tableToIPC,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { afterAll, beforeAll, expect, test } from "vitest";
import { frameOfArrow, readArrow } from "./arrow.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "gyre-arrow-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const moment = Date.UTC(2024, 1, 29, 12);
const levels = new Dictionary(new Utf8(), new Int32(), 7);
const made = (from: number): Table =>
  new Table({
    d: vectorFromArray([1.5, null, from]),
    f: vectorFromArray(Float32Array.of(0.5, 2, from)),
    i: vectorFromArray([7n, null, BigInt(-from)], new Int64()),
    b: vectorFromArray([true, null, false], new Bool()),
    t: vectorFromArray([moment, null, 0], new TimestampMicrosecond("UTC")),
    day: vectorFromArray([new Date(moment), null, new Date(0)], new DateMillisecond()),
    word: vectorFromArray(["zürich", null, `w${from}`], new Utf8()),
    level: vectorFromArray([from === 3 ? "b" : "c", null, "a"], levels),
  });

const number = (...values: number[]) => ({ kind: "number", values: Float64Array.from(values) });
const time = (...values: number[]) => ({ kind: "time", values: Float64Array.from(values) });

test("an Arrow table gives numbers, categories in code-unit order, moments, and nulls as missing", () => {
  const { rows, names, columns } = frameOfArrow(made(3), { texts: ["word"] });
  expect(rows).toBe(3);
  expect(names).toEqual(["d", "f", "i", "b", "t", "day", "word", "level"]);
  expect(columns).toEqual([
    number(1.5, Number.NaN, 3),
    number(0.5, 2, 3),
    number(7, Number.NaN, -3),
    number(1, Number.NaN, 0),
    time(moment, Number.NaN, 0),
    time(moment, Number.NaN, 0),
    { kind: "text", values: ["zürich", null, "w3"] },
    { kind: "category", codes: Int32Array.of(1, -1, 0), categories: ["a", "b"] },
  ]);
});

test("a file of several batches, each with a dictionary of its own, comes as one", async () => {
  const [first, second] = [made(3), made(5)];
  const both = new Table([...first.batches, ...second.batches]);
  writeFileSync(join(folder, "both.arrow"), tableToIPC(both, "stream"));
  const frame = await readArrow(join(folder, "both.arrow"));
  expect(frame.rows).toBe(6);
  expect(frame.columns[0]).toEqual(number(1.5, Number.NaN, 3, 1.5, Number.NaN, 5));
  expect(frame.columns[6]).toEqual({
    kind: "category",
    codes: Int32Array.of(2, -1, 0, 2, -1, 1),
    categories: ["w3", "w5", "zürich"],
  });
  expect(frame.columns[7]).toEqual({
    kind: "category",
    codes: Int32Array.of(1, -1, 0, 2, -1, 0),
    categories: ["a", "b", "c"],
  });
});

test("what is no Arrow file is refused by name", async () => {
  await expect(readArrow(join(folder, "none.arrow"))).rejects.toMatchObject({ code: "data.file_missing" });
  writeFileSync(join(folder, "text.arrow"), "hello");
  await expect(readArrow(join(folder, "text.arrow"))).rejects.toMatchObject({ code: "data.unreadable" });
});
