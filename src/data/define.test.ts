import { describe, expect, it } from "vitest";
import {
  csv,
  double,
  integer,
  parquet,
  query,
  renderSchemaFile,
  tableSchema,
  text,
  timestamp,
  unlocked,
} from "./index.js";

const schema = tableSchema({
  key: ["id"],
  columns: { id: text(), n: integer({ min: 0 }), x: double({ nullable: true }) },
});

describe("definitions of sources", () => {
  it("are plain data with every default written out", () => {
    expect(parquet("a", "a.parquet", schema)).toEqual({
      kind: "file",
      name: "a",
      path: "a.parquet",
      format: "parquet",
      schema: {
        key: ["id"],
        columns: {
          id: { kind: "text", nullable: false },
          n: { kind: "integer", nullable: false, min: 0 },
          x: { kind: "double", nullable: true },
        },
        maxRejectedShare: 0.01,
      },
    });
    expect(query("q", "  SELECT 1\n", { from: [csv("c", "c.csv", schema)], schema: unlocked() })).toEqual({
      kind: "query",
      name: "q",
      sql: "SELECT 1",
      from: ["c"],
      schema: { key: [], columns: {}, maxRejectedShare: 0 },
    });
  });

  it("do not share lists with their caller", () => {
    const domain = ["a"];
    const column = text({ domain });
    domain.push("b");
    expect(column.domain).toEqual(["a"]);
  });
});

describe("the schema file", () => {
  it("imports what it uses and quotes what must be quoted", () => {
    const columns = { "a b": text({ domain: ['"'] }), at: timestamp({ nullable: true, min: 0 }) };
    const written = renderSchemaFile([
      { source: "one", rows: 1, schema: tableSchema({ key: ["a b"], columns, maxRejectedShare: 0.5 }) },
    ]);
    expect(written.split("\n").slice(1)).toEqual([
      'import { tableSchema, text, timestamp } from "gyre";',
      "",
      "export const one = tableSchema({",
      '  key: ["a b"],',
      "  maxRejectedShare: 0.5,",
      "  columns: {",
      '    "a b": text({ domain: ["\\""] }),',
      "    at: timestamp({ nullable: true, min: 0 }),",
      "  },",
      "});",
      "",
    ]);
  });
});
