import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSandbox, type Sandbox } from "../../../test/support/sources-sandbox.js";
import { csv, parquet, query, renderSchemaFile, unlocked } from "../../data/index.js";

let box: Sandbox;
beforeAll(async () => {
  box = await openSandbox();
});
afterAll(() => box.close());

const hundredRows = `SELECT 'k' || i AS id, i % 7 AS n, CASE WHEN i = 3 THEN NULL ELSE i / 10 - 2 END AS x, CASE WHEN i % 2 = 0 THEN 'a"b' ELSE 'it''s' END AS kind,
  i > 5 AS late, TIMESTAMP '2013-01-01' + to_hours(i::INT) AS "left at", NULL::DOUBLE AS nothing FROM range(200) t(i)`;

describe("infer", () => {
  it("reads kinds, presence, ranges, closed lists and a key off Parquet", async () => {
    await box.parquet("rows", hundredRows);
    const [inferred] = await box.engine.infer([parquet("rows", "rows.parquet", unlocked())]);
    expect(inferred).toEqual({
      source: "rows",
      rows: 200,
      schema: {
        key: ["id"],
        maxRejectedShare: 0.01,
        columns: {
          id: { kind: "text", nullable: false },
          n: { kind: "integer", nullable: false, min: 0, max: 12 },
          x: { kind: "double", nullable: true, min: -22, max: 38 },
          kind: { kind: "text", nullable: false, domain: ['a"b', "it's"] },
          late: { kind: "boolean", nullable: false },
          "left at": { kind: "timestamp", nullable: false },
          nothing: { kind: "double", nullable: true },
        },
      },
    });
  });

  it("takes the strictest kind that all cells of a CSV column fit, and codes with leading zeros for text", async () => {
    await box.file(
      "cells.csv",
      "whole,part,moment,flag,code,word,empty\n1,1,2013-01-01,true,007,a,\n-2,2.5,2013-01-01T05:00:00Z,false,12,1,\n,,,,,,\n",
    );
    const [{ schema }] = await box.engine.infer([csv("cells", "cells.csv", unlocked())]);
    const kinds = Object.entries(schema.columns).map(([name, { kind, nullable }]) => [name, kind, nullable]);
    expect(kinds).toEqual([
      ["whole", "integer", true],
      ["part", "double", true],
      ["moment", "timestamp", true],
      ["flag", "boolean", true],
      ["code", "text", true],
      ["word", "text", true],
      ["empty", "text", true],
    ]);
    expect(schema.key).toEqual([]);
  });

  it("finds a pair of columns as key, and keeps the source's own key", async () => {
    await box.file("pairs.csv", "a,b,c\n1,1,x\n1,2,x\n2,1,x\n");
    const pairs = csv("pairs", "pairs.csv", unlocked());
    expect((await box.engine.infer([pairs]))[0].schema.key).toEqual(["a", "b"]);
    const own = { ...pairs, schema: { key: ["b", "a"], columns: {}, maxRejectedShare: 0.2 } };
    expect((await box.engine.infer([own]))[0].schema).toMatchObject({ key: ["b", "a"], maxRejectedShare: 0.2 });
  });

  it("gives schemas of queries too, that every row passes", async () => {
    await box.parquet("rows", hundredRows);
    const rows = parquet("rows", "rows.parquet", unlocked());
    const made = query("made", 'SELECT id, x * 2 AS twice, "left at" FROM rows', { from: [rows], schema: unlocked() });
    const inferred = await box.engine.infer([rows, made]);
    const locked = [rows, made].map((source, i) => ({ ...source, schema: inferred[i].schema }));
    const checks = await box.engine.load(locked);
    expect(checks.map(({ source, rows: passed, rejectedRows }) => [source, passed, rejectedRows])).toEqual([
      ["rows", 200, 0],
      ["made", 200, 0],
    ]);
  });

  it("fails like a load on a file that cannot be read", async () => {
    await box.file("bad.parquet", "nothing of the kind");
    const bad = parquet("bad", "bad.parquet", unlocked());
    await expect(box.engine.infer([bad])).rejects.toMatchObject({
      code: "data.unreadable",
      details: { source: "bad" },
    });
  });
});

describe("the schema file", () => {
  it("compiles, and its constants are the inferred schemas", async () => {
    await box.parquet("rows", hundredRows);
    const first = parquet("rows", "rows.parquet", unlocked());
    const inferred = await box.engine.infer([
      first,
      { ...first, name: "more-rows" },
      { ...first, name: "2nd" },
      { ...first, name: "new" },
    ]);
    const text = renderSchemaFile(inferred);
    expect(renderSchemaFile(inferred)).toBe(text);
    const { outputFiles } = await build({
      stdin: { contents: text, loader: "ts" },
      bundle: true,
      write: false,
      format: "esm",
      platform: "node",
      alias: { gyre: fileURLToPath(new URL("../../data/define.ts", import.meta.url)) },
    });
    const url = `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`;
    const constants = (await import(/* @vite-ignore */ url)) as Readonly<Record<string, unknown>>;
    const named = ["rows", "more_rows", "_2nd", "new_"].map((name, i) => [name, inferred[i].schema]);
    expect({ ...constants }).toEqual(Object.fromEntries(named));
  });
});
