import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSandbox, type Sandbox } from "../../../test/support/sources-sandbox.js";
import { csv, double, integer, parquet, type Source, tableSchema, text, timestamp } from "../../data/index.js";

let box: Sandbox;
beforeAll(async () => {
  box = await openSandbox();
});
afterAll(() => box.close());

const schema = tableSchema({
  key: ["id"],
  columns: {
    id: text(),
    n: integer({ min: 0, max: 10 }),
    x: double({ nullable: true, min: 0, max: 1 }),
    kind: text({ nullable: true, domain: ["good", "it's"] }),
    at: timestamp({ nullable: true, min: Date.UTC(2013, 0), max: Date.UTC(2014, 0) - 1 }),
  },
  maxRejectedShare: 1,
});
const load = async (source: Source) => (await box.engine.load([source]))[0];
const rejected = (path: string | null) => box.rows(`SELECT * FROM read_parquet('${path}') ORDER BY rejected_row`);

describe("rows that break the schema", () => {
  it("counts CSV cells that do not parse, with the first of each as example, and keeps them as they came", async () => {
    await box.file(
      "cells.csv",
      "id,n,x,kind,at\na,1.5,0.5,good,2013-02-01\nb,2,zero,good,2013-02-30\nc,3,1,good,\n,4,,,\nd,x,,,\n",
    );
    const check = await load(csv("cells", "cells.csv", schema));
    expect(check).toMatchObject({ rows: 1, rejectedRows: 4 });
    expect(check.rejections).toEqual([
      { column: "id", rule: "presence", rows: 1, example: "null" },
      { column: "n", rule: "type", rows: 2, example: "1.5" },
      { column: "x", rule: "type", rows: 1, example: "zero" },
      { column: "at", rule: "type", rows: 1, example: "2013-02-30" },
    ]);
    expect(await box.rows("SELECT id FROM cells")).toEqual([{ id: "c" }]);
    expect(await rejected(check.rejectedPath)).toEqual([
      { id: "a", n: "1.5", x: "0.5", kind: "good", at: "2013-02-01", rejected_row: 0, rejected_because: "type of n" },
      {
        id: "b",
        n: "2",
        x: "zero",
        kind: "good",
        at: "2013-02-30",
        rejected_row: 1,
        rejected_because: "type of x; type of at",
      },
      { id: null, n: "4", x: null, kind: null, at: null, rejected_row: 3, rejected_because: "presence of id" },
      { id: "d", n: "x", x: null, kind: null, at: null, rejected_row: 4, rejected_because: "type of n" },
    ]);
  });

  it("rejects numbers and times out of range, NaN in a range, texts outside the domain, nulls, and repeated keys", async () => {
    const good = "1::BIGINT, 0.5::DOUBLE, 'good', TIMESTAMP '2013-06-01'";
    await box.parquet(
      "broken",
      `SELECT * FROM (VALUES ('a', ${good}), ('b', -1, 0.5, 'it''s', TIMESTAMP '2013-12-31 23:59:59.999'), ('c', 11, 1, NULL, NULL),
        ('d', 1, 'nan'::DOUBLE, 'good', TIMESTAMP '2013-01-01'), ('e', 1, 'inf'::DOUBLE, 'bad', TIMESTAMP '2014-01-01'), ('f', NULL, 0, 'good', NULL),
        ('a', ${good}), ('a', ${good}), ('g', 10, 0, 'it''s', TIMESTAMP '2013-01-01'), ('g', 0, NULL, NULL, NULL)) t(id, n, x, kind, "at")`,
    );
    const check = await load(parquet("broken", "broken.parquet", schema));
    expect(check).toMatchObject({ rows: 2, rejectedRows: 8 });
    expect(check.rejections).toEqual([
      { column: "n", rule: "presence", rows: 1, example: "null" },
      { column: "n", rule: "range", rows: 2, example: "-1" },
      { column: "x", rule: "range", rows: 2, example: "nan" },
      { column: "kind", rule: "domain", rows: 1, example: "bad" },
      { column: "at", rule: "range", rows: 1, example: "2014-01-01 00:00:00" },
      { column: "id", rule: "unique", rows: 3, example: "a" },
    ]);
    expect(await box.rows("SELECT id, n FROM broken")).toEqual([
      { id: "a", n: 1 },
      { id: "g", n: 10 },
    ]);
    const reasons = (await rejected(check.rejectedPath)).map((row) => [row.rejected_row, row.rejected_because]);
    expect(reasons).toEqual([
      [1, "range of n"],
      [2, "range of n"],
      [3, "range of x"],
      [4, "range of x; domain of kind; range of at"],
      [5, "presence of n"],
      [6, "unique of id"],
      [7, "unique of id"],
      [9, "unique of id"],
    ]);
  });

  it("keeps the first row of a key that breaks no other rule", async () => {
    await box.file("keys.csv", "id,n\na,99\na,1\na,2\nb,3\n");
    const keys = tableSchema({ key: ["id"], columns: { id: text(), n: integer({ max: 10 }) }, maxRejectedShare: 1 });
    const check = await load(csv("keys", "keys.csv", keys));
    expect(await box.rows("FROM keys")).toEqual([
      { id: "a", n: 1 },
      { id: "b", n: 3 },
    ]);
    expect(check.rejections.map(({ rule, rows }) => [rule, rows])).toEqual([
      ["range", 1],
      ["unique", 1],
    ]);
  });

  it("finds rejected rows at their places in a large file, and keeps the order of the others", async () => {
    await box.parquet(
      "many",
      "SELECT CASE WHEN i % 50000 = 777 THEN -i ELSE i END AS n, i // 2 AS half FROM range(300000) t(i)",
    );
    const many = tableSchema({ key: [], columns: { n: integer({ min: 0 }), half: integer() }, maxRejectedShare: 1 });
    const check = await load(parquet("many", "many.parquet", many));
    expect((await rejected(check.rejectedPath)).map((row) => row.rejected_row)).toEqual([
      777, 50777, 100777, 150777, 200777, 250777,
    ]);
    const unordered =
      "SELECT count(*)::INT AS c FROM (SELECT n, lag(n) OVER (ORDER BY rowid) AS before FROM many) WHERE n < before";
    expect(await box.rows(unordered)).toEqual([{ c: 0 }]);
  });

  it("tells keys of several columns apart", async () => {
    await box.file("pairs.csv", "a,b\n1,2\n2,1\n1,2\n");
    const pairs = tableSchema({ key: ["a", "b"], columns: { a: integer(), b: integer() }, maxRejectedShare: 1 });
    const check = await load(csv("pairs", "pairs.csv", pairs));
    expect(check.rejections).toEqual([{ column: "a, b", rule: "unique", rows: 1, example: "1, 2" }]);
  });

  it("rejects whole numbers that a double cannot hold", async () => {
    await box.file("large.csv", "n\n9007199254740991\n9007199254740993\n-9007199254740993\n9223372036854775808\n");
    const check = await load(
      csv("large", "large.csv", tableSchema({ key: [], columns: { n: integer() }, maxRejectedShare: 1 })),
    );
    expect(check.rejections.map(({ rule, rows }) => [rule, rows])).toEqual([
      ["type", 1],
      ["range", 2],
    ]);
  });

  it("rejects NaN below a limit as above one", async () => {
    await box.parquet("half", "SELECT 'nan'::DOUBLE AS low, 'nan'::DOUBLE AS high");
    const columns = { low: double({ min: 0 }), high: double({ max: 0 }) };
    const check = await load(parquet("half", "half.parquet", tableSchema({ key: [], columns, maxRejectedShare: 1 })));
    expect(check.rejections.map(({ column, rule, example }) => [column, rule, example])).toEqual([
      ["low", "range", "nan"],
      ["high", "range", "nan"],
    ]);
  });

  it("lets infinite and missing numbers pass where nothing limits them", async () => {
    await box.parquet("free", "SELECT unnest(['nan'::DOUBLE, 'inf'::DOUBLE, NULL]) AS x");
    const free = tableSchema({ key: [], columns: { x: double({ nullable: true }) } });
    expect(await load(parquet("free", "free.parquet", free))).toMatchObject({ rows: 3, rejectedRows: 0 });
  });
});

describe("a load with rejected rows", () => {
  const few = (limit: number) => tableSchema({ key: [], columns: { n: integer({ max: 9 }) }, maxRejectedShare: limit });

  it("is refused above the limit, which says what to look at, and leaves every table as it was", async () => {
    await box.file("ok.csv", "n\n1\n");
    await box.file("some.csv", "n\n1\n2\n");
    const sources = [csv("ok", "ok.csv", few(0)), csv("some", "some.csv", few(0.25))];
    await box.engine.load(sources);
    await box.file("ok.csv", "n\n5\n");
    await box.file("some.csv", "n\n1\n2\n55\n66\n");
    await expect(box.engine.load(sources)).rejects.toMatchObject({
      code: "data.too_many_rejected",
      message:
        "2 of 4 rows of some break its schema, above the limit of 25 %; most often: range of column n in 2 rows, such as 55",
      details: { source: "some", column: "n", rejectedPath: join(box.folder, "rejected", "some.parquet") },
    });
    expect(
      await box.rows('SELECT (SELECT sum(n) FROM ok)::INT AS ok, (SELECT sum(n) FROM "some")::INT AS more'),
    ).toEqual([{ ok: 1, more: 3 }]);
    expect(await rejected(join(box.folder, "rejected", "some.parquet"))).toHaveLength(2);
  });

  it("is taken at the limit, and a later load without any takes the file away", async () => {
    await box.file("edge.csv", "n\n1\n2\n3\n44\n");
    const edge = csv("edge", "edge.csv", few(0.25));
    expect(await load(edge)).toMatchObject({ rows: 3, rejectedRows: 1 });
    expect(await readdir(join(box.folder, "rejected"))).toContain("edge.parquet");
    await box.file("edge.csv", "n\n1\n");
    expect(await load(edge)).toMatchObject({ rejectedRows: 0, rejectedPath: null });
    expect((await readdir(join(box.folder, "rejected"))).filter((name) => /edge|tmp/.test(name))).toEqual([]);
  });

  it("fails as a whole when the rejected rows cannot be written", async () => {
    const folder = join(box.folder, "in-the-way");
    await writeFile(folder, "a file where the folder should be");
    await box.file("stuck.csv", "n\n1\n");
    const stuck = csv("stuck", "stuck.csv", few(1));
    await load(stuck);
    await box.file("stuck.csv", "n\n2\n77\n");
    const { duckDbSources } = await import("./sources.js");
    const engine = duckDbSources(box.db, { projectFolder: box.folder, rejectedFolder: folder });
    await expect(engine.load([stuck])).rejects.toThrow();
    expect(await box.rows("FROM stuck")).toEqual([{ n: 1 }]);
  });
});
