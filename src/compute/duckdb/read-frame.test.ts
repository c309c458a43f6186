import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDuckDb } from "./connection.js";
import { readFrame } from "./read-frame.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "gyre-frame-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => join(folder, name);

test("a Parquet file gives numbers, categories in code-unit order, times, and nulls as missing", async () => {
  const db = await openDuckDb();
  const query = `SELECT * FROM (VALUES
    (1.5::DOUBLE, 7::BIGINT, true, 'zürich', TIMESTAMP '2024-02-29 12:00:00.5', 'a'),
    (NULL, NULL, NULL, NULL, NULL, NULL),
    ('-inf'::DOUBLE, -3, false, 'Bern', TIMESTAMP '1969-12-31 23:59:59', 'a longer text than twelve bytes')) t(d, i, b, c, t, s)`;
  await db.run(`COPY (${query}) TO '${at("mixed.parquet")}'`);
  await db.close();
  const frame = await readFrame(at("mixed.parquet"), { texts: ["s"] });
  expect(frame.rows).toBe(3);
  expect(frame.names).toEqual(["d", "i", "b", "c", "t", "s"]);
  expect(frame.columns).toEqual([
    { kind: "number", values: Float64Array.of(1.5, Number.NaN, Number.NEGATIVE_INFINITY) },
    { kind: "number", values: Float64Array.of(7, Number.NaN, -3) },
    { kind: "number", values: Float64Array.of(1, Number.NaN, 0) },
    { kind: "category", codes: Int32Array.of(1, -1, 0), categories: ["Bern", "zürich"] },
    { kind: "time", values: Float64Array.of(Date.UTC(2024, 1, 29, 12, 0, 0, 500), Number.NaN, -1000) },
    { kind: "text", values: ["a", null, "a longer text than twelve bytes"] },
  ]);
});

test("more rows than one vector holds come in their order", async () => {
  const db = await openDuckDb();
  await db.run(`COPY (SELECT i::DOUBLE AS x, i % 3 AS k FROM range(10000) t(i)) TO '${at("long.parquet")}'`);
  await db.close();
  const frame = await readFrame(at("long.parquet"), { categories: ["k"] });
  expect(frame.columns[0]).toEqual({ kind: "number", values: Float64Array.from({ length: 10_000 }, (_, i) => i) });
  expect(frame.columns[1]).toEqual({
    kind: "category",
    codes: Int32Array.from({ length: 10_000 }, (_, i) => i % 3),
    categories: ["0", "1", "2"],
  });
});

test("a CSV file gives the same, NA is missing among numbers and a code among texts, and 007 is a code", async () => {
  writeFileSync(
    at("cells.csv"),
    'n,flag,code,when,land\n1,true,007,2024-01-01,NA\nNA,,010,,"a, b"\n-2.5e3,false,,2024-01-02,\n',
  );
  const frame = await readFrame(at("cells.csv"));
  expect(frame.columns).toEqual([
    { kind: "number", values: Float64Array.of(1, Number.NaN, -2500) },
    { kind: "number", values: Float64Array.of(1, Number.NaN, 0) },
    { kind: "category", codes: Int32Array.of(0, 1, -1), categories: ["007", "010"] },
    { kind: "time", values: Float64Array.of(Date.UTC(2024, 0, 1), Number.NaN, Date.UTC(2024, 0, 2)) },
    { kind: "category", codes: Int32Array.of(0, 1, -1), categories: ["NA", "a, b"] },
  ]);
});

test("columns can be left out, and one that is not there is an error that names those that are", async () => {
  writeFileSync(at("three.csv"), "a,b,c\n1,2,3\n");
  expect((await readFrame(at("three.csv"), { drop: ["b"] })).names).toEqual(["a", "c"]);
  await expect(readFrame(at("three.csv"), { drop: ["d"] })).rejects.toThrow(/no column d in .*three.csv/);
  await expect(readFrame(at("none.csv"))).rejects.toMatchObject({ code: "data.file_missing" });
  await expect(readFrame(at("three.txt"))).rejects.toMatchObject({ code: "data.unreadable" });
});

test("numbers and booleans read as categories are called alike from Parquet and from CSV", async () => {
  const db = await openDuckDb();
  const rows = "SELECT * FROM (VALUES (7, true), (NULL, false), (12, NULL)) t(code, flag)";
  await db.run(`COPY (${rows}) TO '${at("codes.parquet")}'`);
  await db.close();
  writeFileSync(at("codes.csv"), "code,flag\n7,True\nNA,False\n12,\n");
  const options = { categories: ["code", "flag"] };
  const [parquet, csv] = await Promise.all(["codes.parquet", "codes.csv"].map((name) => readFrame(at(name), options)));
  expect(csv).toEqual(parquet);
  expect(csv.columns).toEqual([
    { kind: "category", codes: Int32Array.of(1, -1, 0), categories: ["12", "7"] },
    { kind: "category", codes: Int32Array.of(1, 0, -1), categories: ["false", "true"] },
  ]);
});

test("numbers go into memory that threads can share, when asked to", async () => {
  writeFileSync(at("shared.csv"), "x\n1\n2\n");
  const [shared] = (await readFrame(at("shared.csv"), { shared: true })).columns;
  expect(shared).toMatchObject({ kind: "number", values: Float64Array.of(1, 2) });
  expect(shared.kind === "number" && shared.values.buffer).toBeInstanceOf(SharedArrayBuffer);
});

test("a file that is no table is refused in a sentence, without the query", async () => {
  writeFileSync(at("text.parquet"), "No Parquet file, whatever its name says, and long enough.");
  await expect(readFrame(at("text.parquet"))).rejects.toMatchObject({
    code: "data.unreadable",
    message: expect.stringMatching(/^.*text\.parquet cannot be read: (?!.*SELECT)/s),
  });
});
