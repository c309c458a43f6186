import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSandbox, type Sandbox } from "../../../test/support/sources-sandbox.js";
import { csv, integer, query, type Source, tableSchema, text } from "../../data/index.js";

let box: Sandbox;
beforeAll(async () => {
  box = await openSandbox();
  await box.file("base.csv", "id,n\na,1\nb,2\nc,3\n");
  await box.file("other.csv", "id\nx\n");
});
afterAll(() => box.close());

const rows = tableSchema({ key: ["id"], columns: { id: text(), n: integer() } });
const base = csv("base", "base.csv", rows);
const other = csv("other", "other.csv", tableSchema({ key: [], columns: { id: text() } }));
const over = (sql: string, schema = rows) => query("made", sql, { from: [base], schema });
const prints = async (...sources: readonly Source[]) =>
  (await box.engine.load(sources)).map((check) => check.fingerprint);
const failure = (sql: string) =>
  box.engine.load([base, other, over(sql)]).then(
    () => expect.unreachable("the load should have failed"),
    (error) => error,
  );

describe("query sources", () => {
  it("run over the passed rows of the sources before them", async () => {
    const [, check] = await box.engine.load([
      base,
      over("WITH big AS (SELECT * FROM base WHERE n > 1) SELECT id, n FROM BIG;"),
    ]);
    expect(check).toMatchObject({ source: "made", rows: 2 });
    expect(await box.rows("FROM made")).toEqual([
      { id: "b", n: 2 },
      { id: "c", n: 3 },
    ]);
  });

  it.each([
    ["a column that is not there", "SELECT id, nn AS n FROM base", /"nn" not found/],
    ["SQL that cannot be parsed", "SELEC id FROM base", /syntax error/],
    ["a failing cast", "SELECT id, CAST(id AS INTEGER) AS n FROM base", /Could not convert string/],
    [
      "a source that is not in from",
      "SELECT id, 1 AS n FROM other",
      /it reads other, which is not among its sources: base/,
    ],
    ["a file", "SELECT id, n FROM read_csv('base.csv')", /it reads files by read_csv/],
    ["a file by its name", "SELECT id, n FROM 'base.csv'", /it reads base.csv/],
    ["two statements", "SELECT id, n FROM base; SELECT 1", /expected one SELECT/],
    ["a statement that changes something", "SELECT id, n FROM base; DROP TABLE base", /expected one SELECT/],
  ])("refuse %s and name themselves", async (_, sql, reason) => {
    const error = await failure(sql);
    expect(error).toMatchObject({ code: "data.query_failed", details: { source: "made" } });
    expect(error.message).toContain("the query of source made failed");
    expect(error.message).toMatch(reason);
    expect(await box.rows("SELECT count(*)::INT AS n FROM base")).toEqual([{ n: 3 }]);
  });

  it("refuse an impossible time zone by its name and give the nearest", async () => {
    const sql =
      "SELECT id, epoch_ms((TIMESTAMP '2013-01-01' + to_days(n::INT)) AT TIME ZONE 'America/New_Yrok') AS n FROM base";
    expect(await failure(sql)).toMatchObject({
      code: "data.bad_time_zone",
      message: 'source made: "America/New_Yrok" is no time zone',
      hint: 'did you mean "America/New_York"?',
      details: { source: "made", zone: "America/New_Yrok" },
    });
  });

  it("say which column of the query is missing or of another type", async () => {
    expect(await failure("SELECT id, n AS m FROM base")).toMatchObject({
      code: "data.column_missing",
      message: "source made: column n is not in the query of made",
    });
    expect(await failure("SELECT id, 'x' AS n FROM base")).toMatchObject({ code: "data.type_changed" });
  });
});

describe("fingerprints", () => {
  it("are the same for the same rows in any order, and for a second load", async () => {
    const first = await prints(base, over("SELECT id, n FROM base"));
    expect(await prints(base, over("SELECT id, n FROM base"))).toEqual(first);
    await box.file("base.csv", "id,n\nc,3\na,1\nb,2\n");
    expect(await prints(base, over("SELECT id, n FROM base"))).toEqual(first);
    for (const print of first) expect(print).toMatch(/^[0-9a-f]{64}$/);
  });

  it("differ for a changed cell, a swap between rows, a repeated row, a missing row, and another schema", async () => {
    const contents = ["a,1\nb,2", "a,1\nb,3", "a,2\nb,1", "a,1", "a,1\nb,2\nb,2", "a,1\nb,", "a,1\nb,0", "ab,1\n,2"];
    const free = (max: number) =>
      tableSchema({ key: [], columns: { id: text({ nullable: true }), n: integer({ nullable: true, max }) } });
    const found: string[] = [];
    for (const content of contents) {
      await box.file("cells.csv", `id,n\n${content}\n`);
      found.push(...(await prints(csv("cells", "cells.csv", free(9)))));
    }
    found.push(...(await prints(csv("cells", "cells.csv", free(8)))));
    expect(new Set(found).size).toBe(contents.length + 1);
  });

  it("of queries depend on their text and on what they read", async () => {
    const text = "SELECT id, n FROM base";
    const [, before] = await prints(base, over(text));
    const [, otherText] = await prints(base, over(`${text} WHERE n > 0`));
    await box.file("base.csv", "id,n\na,1\nb,2\nc,4\n");
    const [, otherRows] = await prints(base, over(text));
    expect(new Set([before, otherText, otherRows]).size).toBe(3);
  });
});

describe("loads", () => {
  it("wait for each other", async () => {
    const checks = await Promise.all([1, 2, 3].map(() => box.engine.load([base, over("SELECT id, n FROM base")])));
    for (const check of checks) expect(check).toEqual(checks[0]);
  });

  it("end with core.cancelled when they are called off, and can be begun again", async () => {
    const cancel = new AbortController();
    const slow = over(
      "SELECT 'x' || count(*) AS id, 1 AS n FROM base, range(300000) a, range(30000) b WHERE a.range * b.range % 7 = n",
    );
    setTimeout(() => cancel.abort(), 50);
    await expect(box.engine.load([base, slow], { signal: cancel.signal })).rejects.toMatchObject({
      code: "core.cancelled",
    });
    expect(await prints(base)).toHaveLength(1);
  });

  it("tell of each source as it is checked", async () => {
    const told: string[] = [];
    await box.engine.load([base, other], { onSource: (check) => told.push(check.source) });
    expect(told).toEqual(["base", "other"]);
  });
});
