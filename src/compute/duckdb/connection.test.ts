import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GyreError } from "../../core/index.js";
import { type DuckDb, type DuckDbColumn, openDuckDb } from "./connection.js";

let db: DuckDb;
beforeAll(async () => {
  db = await openDuckDb({ threads: 2, memoryLimit: "500MB" });
});
afterAll(() => db.close());

const numbers = async (select: string): Promise<number[]> => {
  const { columns } = await db.readColumns(select);
  const [column] = columns;
  if (column.kind === "text") throw new Error("expected numbers");
  return [...column.values];
};

const texts = (column: DuckDbColumn): (string | null)[] => {
  if (column.kind !== "text") throw new Error("expected text");
  return [...column.codes].map((code) => (code < 0 ? null : column.dictionary[code]));
};

describe("reading columns", () => {
  it.each([
    ["TINYINT", "-128", -128],
    ["UTINYINT", "255", 255],
    ["SMALLINT", "-32768", -32768],
    ["USMALLINT", "65535", 65535],
    ["INTEGER", "-2147483648", -2147483648],
    ["UINTEGER", "4294967295", 4294967295],
    ["BIGINT", "-9007199254740991", -9007199254740991],
    ["BIGINT", "9007199254740991", 9007199254740991],
    ["BIGINT", "-1", -1],
    ["UBIGINT", "9007199254740991", 9007199254740991],
    ["HUGEINT", "-1", -1],
    ["HUGEINT", "-9007199254740991", -9007199254740991],
    ["HUGEINT", "170141183460469231731687303715884105727", 2 ** 127],
    ["UHUGEINT", "18446744073709551616", 2 ** 64],
    ["FLOAT", "1.5", 1.5],
    ["DOUBLE", "-0.1", -0.1],
    ["DECIMAL(4,1)", "-12.5", -12.5],
    ["DECIMAL(9,3)", "123456.789", 123456.789],
    ["DECIMAL(18,2)", "-1234567890.25", -1234567890.25],
    ["DECIMAL(38,2)", "-7.25", -7.25],
    ["BOOLEAN", "true", 1],
    ["DATE", "'1969-12-31'", -86_400_000],
    ["TIMESTAMP", "'1969-12-31 23:59:59.999999'", -1],
    ["TIMESTAMP", "'2013-03-01 05:17:00.123999'", Date.UTC(2013, 2, 1, 5, 17, 0, 123)],
    ["TIMESTAMP", "'9999-12-31 23:59:59.999999'", Date.UTC(9999, 11, 31, 23, 59, 59, 999)],
    ["TIMESTAMP_NS", "'1969-12-31 23:59:59.999999999'", -1],
    ["TIMESTAMP_MS", "'2013-03-01 05:17:00.123'", Date.UTC(2013, 2, 1, 5, 17, 0, 123)],
    ["TIMESTAMP_S", "'2013-03-01 05:17:01'", Date.UTC(2013, 2, 1, 5, 17, 1)],
    ["TIMESTAMPTZ", "'2013-03-01 05:17:00+01'", Date.UTC(2013, 2, 1, 4, 17)],
  ])("reads %s %s as a number, and null as NaN", async (type, literal, expected) => {
    const values = await numbers(`SELECT v::${type} FROM (VALUES (${literal}), (NULL)) t(v)`);
    expect(values).toEqual([expected, Number.NaN]);
  });

  it("reads text as codes into a dictionary in order of appearance, whatever its length and script", async () => {
    const words = ["", "a", "twelve bytes", "thirteen byte", "čtrnáct", "a", "𝄞", "a long text that is kept elsewhere"];
    const { columns } = await db.readColumns(
      `SELECT v FROM (VALUES ${words.map((w, i) => `(${i}, '${w}')`).join(",")}, (98, NULL)) t(i, v) ORDER BY i`,
    );
    expect(texts(columns[0])).toEqual([...words, null]);
  });

  it("reads enums by their own dictionary", async () => {
    const { columns } = await db.readColumns(`SELECT v::ENUM('x','y') v FROM (VALUES ('y'), (NULL), ('x')) t(v)`);
    expect(texts(columns[0])).toEqual(["y", null, "x"]);
  });

  it("keeps rows in order over many chunks, nulls in their places", async () => {
    const values = await numbers("SELECT CASE WHEN i % 7 = 3 THEN NULL ELSE i END FROM range(10_000) t(i) ORDER BY i");
    expect(values).toEqual(Array.from({ length: 10_000 }, (_, i) => (i % 7 === 3 ? Number.NaN : i)));
  });

  it("gives empty columns for no rows, and names in the order of the query", async () => {
    const result = await db.readColumns("SELECT 1 AS b, 'x' AS a WHERE false");
    expect(result.rows).toBe(0);
    expect(result.names).toEqual(["b", "a"]);
  });

  it("binds parameters instead of reading them as SQL", async () => {
    const { columns } = await db.readColumns("SELECT $1::VARCHAR AS v, $2::DOUBLE AS n", ["'); DROP TABLE x; --", 2.5]);
    expect(texts(columns[0])).toEqual(["'); DROP TABLE x; --"]);
  });
});

describe("failures", () => {
  it("says what DuckDB said", async () => {
    const failure = await db.readColumns("SELECT nowhere FROM nothing").catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(GyreError);
    expect(failure).toMatchObject({ code: "data.query_failed", message: expect.stringContaining("nothing") });
  });

  it("refuses types that are no columns", async () => {
    await expect(db.readColumns("SELECT [1, 2] AS list")).rejects.toMatchObject({ code: "data.query_failed" });
  });

  it("stops a query when it is cancelled, and goes on working", async () => {
    const controller = new AbortController();
    const running = db.readColumns("SELECT count(*) FROM range(100_000_000_000)", undefined, controller.signal);
    setTimeout(() => controller.abort(), 30);
    await expect(running).rejects.toMatchObject({ code: "core.cancelled" });
    expect(await numbers("SELECT 7")).toEqual([7]);
  });
});

describe("turns", () => {
  it("gives each of many simultaneous queries its own whole answer", async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) => numbers(`SELECT ${i} + v FROM range(5000) t(v)`)),
    );
    answers.forEach((answer, i) => {
      expect(answer).toHaveLength(5000);
      expect(answer[4999]).toBe(i + 4999);
    });
  });

  it("refuses work after it was closed", async () => {
    const other = await openDuckDb();
    await other.close();
    await other.close();
    await expect(other.run("SELECT 1")).rejects.toMatchObject({ code: "data.query_failed" });
  });
});
