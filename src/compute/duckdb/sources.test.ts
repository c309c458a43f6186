import { readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSandbox, type Sandbox } from "../../../test/support/sources-sandbox.js";
import {
  boolean,
  csv,
  double,
  integer,
  parquet,
  query,
  type Source,
  tableSchema,
  text,
  timestamp,
  unlocked,
} from "../../data/index.js";

let box: Sandbox;
beforeAll(async () => {
  box = await openSandbox();
});
afterAll(() => box.close());

const NOON = Date.UTC(2013, 0, 1, 12);
const trips = tableSchema({
  key: ["id"],
  columns: {
    id: text(),
    seats: integer({ min: 1, max: 400 }),
    delay: double({ nullable: true, min: -100, max: 1000 }),
    class: text({ nullable: true, domain: ["first", "second"] }),
    late: boolean(),
    left_at: timestamp(),
  },
  maxRejectedShare: 1,
});
const row = (change: Readonly<Record<string, string>> = {}): string => {
  const cells = {
    id: "'a'",
    seats: "100::INTEGER",
    delay: "1.5::DOUBLE",
    class: "'first'",
    late: "true",
    left_at: "TIMESTAMP '2013-01-01 12:00:00'",
    ...change,
  };
  return `SELECT ${Object.entries(cells)
    .map(([name, value]) => `${value} AS ${name}`)
    .join(", ")}`;
};
const rows = (...changes: readonly Readonly<Record<string, string>>[]): string => changes.map(row).join(" UNION ALL ");
const load = async (...sources: readonly Source[]) => (await box.engine.load(sources)).at(-1)!;
const failure = (...sources: readonly Source[]) =>
  box.engine.load(sources).then(
    () => expect.unreachable("the load should have failed"),
    (error) => ({ code: error.code, message: error.message, hint: error.hint, details: error.details }),
  );

describe("good files", () => {
  it("loads Parquet of every kind into a table of the source's name", async () => {
    await box.parquet("good", rows({}, { id: "'b'", delay: "NULL", class: "NULL", late: "false" }));
    const check = await load(parquet("good", "good.parquet", trips));
    expect(check).toMatchObject({ source: "good", rows: 2, rejectedRows: 0, rejections: [], rejectedPath: null });
    expect(await box.rows("FROM good")).toEqual([
      { id: "a", seats: 100, delay: 1.5, class: "first", late: 1, left_at: NOON },
      { id: "b", seats: 100, delay: null, class: null, late: 0, left_at: NOON },
    ]);
  });

  it("loads CSV: quoted cells, empty cells as null, columns in another order, times with and without a zone", async () => {
    await box.file(
      "good.csv",
      '\ufefflate,"id",seats,extra,delay,class,left_at\r\ntrue,"a, ""b""\nc",7,x,,first,2013-01-01 12:00:00\r\n' +
        "false,d, +8 ,,1e2,,2013-01-01T07:00:00-05:00\r\n",
    );
    const check = await load(csv("good_csv", "good.csv", trips));
    expect(check).toMatchObject({ rows: 2, rejectedRows: 0, rejectedPath: null });
    expect(await box.rows("FROM good_csv")).toEqual([
      { id: 'a, "b"\nc', seats: 7, delay: null, class: "first", late: 1, left_at: NOON },
      { id: "d", seats: 8, delay: 100, class: null, late: 0, left_at: NOON },
    ]);
  });

  it("loads files without rows, and Parquet integers where doubles are expected", async () => {
    await box.file("none.csv", "id,seats,delay,class,late,left_at");
    await box.parquet("whole", row({ delay: "3::SMALLINT" }));
    expect(await load(csv("none", "none.csv", trips))).toMatchObject({ rows: 0, rejectedRows: 0 });
    expect(await load(parquet("whole", "whole.parquet", trips))).toMatchObject({ rows: 1, rejectedRows: 0 });
  });

  it("takes a name with the signs of a pattern as a name", async () => {
    await box.parquet("a[1]*", row());
    await box.parquet("a1x", row({ id: "'other'" }));
    await load(parquet("pattern", "a[1]*.parquet", trips));
    expect(await box.rows("SELECT id FROM pattern")).toEqual([{ id: "a" }]);
  });

  it("leaves nothing behind but the sources' tables", async () => {
    await box.file("left.csv", "id\na\na\n");
    const once = tableSchema({ key: ["id"], columns: { id: text() }, maxRejectedShare: 1 });
    const left = csv("left", "left.csv", once);
    await load(left, query("again", 'SELECT id FROM "left" -- all\n', { from: [left], schema: once }));
    const tables = await box.rows(
      "SELECT table_name AS t FROM information_schema.tables WHERE table_name LIKE '\\_\\_%' ESCAPE '\\'",
    );
    expect(tables).toEqual([]);
    expect(await box.rows('SELECT column_name AS c FROM (DESCRIBE "left")')).toEqual([{ c: "id" }]);
  });
});

describe("files that cannot be read", () => {
  it("refuses Parquet that is empty, cut short, or something else, and keeps the table of the last load", async () => {
    await box.parquet("kept", row());
    const kept = parquet("kept", "kept.parquet", trips);
    await load(kept);
    const bytes = await readFile(join(box.folder, "kept.parquet"));
    for (const bad of [
      Buffer.alloc(0),
      bytes.subarray(0, bytes.length - 9),
      bytes.subarray(0, 40),
      Buffer.from("id\na\n"),
    ]) {
      await box.file("kept.parquet", bad);
      const error = await failure(kept);
      expect(error).toMatchObject({ code: "data.unreadable", details: { source: "kept", path: "kept.parquet" } });
      expect(error.message).toContain("source kept: kept.parquet cannot be read as parquet");
      expect(await box.rows("SELECT id FROM kept")).toEqual([{ id: "a" }]);
    }
    await box.file("kept.parquet", bytes);
    expect(await load(kept)).toMatchObject({ rows: 1 });
  });

  it("never takes Parquet with one wrong byte for the same data", async () => {
    await box.parquet("bytes", "SELECT i AS n FROM range(50) t(i)");
    const source = parquet("bytes", "bytes.parquet", tableSchema({ key: [], columns: { n: integer() } }));
    const { fingerprint } = await load(source);
    const bytes = await readFile(join(box.folder, "bytes.parquet"));
    const original = (await box.rows("FROM bytes")).map(({ n }) => n);
    for (let at = 4; at < bytes.length; at += 7) {
      const turned = Buffer.from(bytes);
      turned[at] ^= 0x10;
      await box.file("bytes.parquet", turned);
      const check = await load(source).catch((error) => {
        expect(error.code, `byte ${at}`).toMatch(/^data\./);
        return null;
      });
      const values = (await box.rows("FROM bytes")).map(({ n }) => n);
      if (check) expect(check.fingerprint === fingerprint, `byte ${at}`).toBe(String(values) === String(original));
    }
  });

  it.each([
    ["an empty file", "", "it has no header line"],
    ["a column twice", "id,id\n1,2\n", "two columns are called id"],
    ["a row with too many cells", "id,x\n1,2\n1,2,3\n", "Line: 3"],
    ["a row with too few cells", "id,x\n1\n", "Line: 2"],
    ["a quote that is never closed", 'id,x\n1,"2\n', "Line: 2"],
    ["bytes that are no UTF-8", Buffer.from([0x69, 0x64, 0x0a, 0xff, 0xfe, 0x0a]), "Line: 2"],
  ])("refuses CSV with %s and says where", async (_, content, reason) => {
    await box.file("bad.csv", content);
    const error = await failure(csv("bad", "bad.csv", tableSchema({ key: [], columns: { id: text() } })));
    expect(error.code).toBe("data.unreadable");
    expect(error.message).toContain(reason);
    expect(error.message).not.toMatch(/null_padding|ignore_errors/);
  });

  it("refuses a missing file, a folder, and a path that leaves the project", async () => {
    expect(await failure(parquet("gone", "gone.parquet", trips))).toMatchObject({
      code: "data.file_missing",
      details: { source: "gone", path: "gone.parquet" },
    });
    expect(await failure(parquet("folder", ".", trips))).toMatchObject({ code: "data.file_missing" });
    for (const path of ["../x.parquet", "/etc/passwd", "a/../../x.parquet", ".."]) {
      expect(await failure(parquet("out", path, trips)), path).toMatchObject({ code: "store.path_escapes" });
    }
    await box.parquet("..dots", row());
    expect(await load(parquet("dots", "..dots.parquet", trips))).toMatchObject({ rows: 1 });
    await symlink(join(box.folder, "..dots.parquet"), join(box.folder, "link.parquet"));
    expect(await load(parquet("link", "link.parquet", trips))).toMatchObject({ rows: 1 });
  });

  it("refuses a source without a locked schema", async () => {
    expect(await failure(parquet("good", "good.parquet", unlocked()))).toMatchObject({ code: "data.schema_missing" });
  });
});

describe("changed columns", () => {
  it("names the missing column and the nearest one there is", async () => {
    await box.parquet("renamed", `SELECT * RENAME (delay AS delays) FROM (${row()})`);
    expect(await failure(parquet("renamed", "renamed.parquet", trips))).toMatchObject({
      code: "data.column_missing",
      message: "source renamed: column delay is not in renamed.parquet",
      hint: "there is a column delays; was it renamed?",
      details: { column: "delay", nearest: "delays" },
    });
    await box.file("renamed.csv", "identity\n1\n");
    const id = tableSchema({ key: [], columns: { id: text() } });
    expect(await failure(csv("renamed", "renamed.csv", id))).toMatchObject({ hint: "it has identity" });
  });

  it.each([
    ["seats", "'100'", "VARCHAR"],
    ["seats", "1.5::DOUBLE", "DOUBLE"],
    ["delay", "'late'", "VARCHAR"],
    ["late", "1", "INTEGER"],
    ["left_at", "1357041600000", "BIGINT"],
    ["id", "7", "INTEGER"],
  ])("refuses Parquet whose column %s became %s", async (column, value, type) => {
    await box.parquet("changed", row({ [column]: value }));
    const error = await failure(parquet("changed", "changed.parquet", trips));
    expect(error).toMatchObject({ code: "data.type_changed", details: { source: "changed", column, got: type } });
  });
});
