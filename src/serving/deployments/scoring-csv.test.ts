import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { csvCell, readCsvRows } from "./scoring-csv.js";

/** As pandas writes a frame, by the definition. */
function written(rows: readonly (readonly (string | null)[])[], newline: string): string {
  const cell = (text: string | null): string =>
    text === null ? "" : /[",\r\n]/.test(text) || text === "" ? `"${text.replaceAll('"', '""')}"` : text;
  return rows.map((row) => `${row.map(cell).join(",")}${newline}`).join("");
}

describe("readCsvRows", () => {
  it("reads names, quotes, either end of a line, and missing values as pandas does", () => {
    const text = '\ufeffage,city,"a ""b"", c"\r\n1.5,"Brno, CZ","x\n""y"""\r\n\r\n,NA,None\n2,"",ž';
    expect(readCsvRows(text)).toEqual({
      columns: ["age", "city", 'a "b", c'],
      rows: [
        ["1.5", "Brno, CZ", 'x\n"y"'],
        [null, null, null],
        ["2", null, "ž"],
      ],
    });
  });

  it("reads what was written, whatever is in it", () => {
    const cell = fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r", " ", "a", "ž", "1"), minLength: 1 });
    const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1 });
    fc.assert(
      fc.property(table, fc.constantFrom("\n", "\r\n"), (rows, newline) => {
        expect(readCsvRows(written([["a", "b", "c"], ...rows], newline)).rows).toEqual(rows);
      }),
    );
  });

  it.each([
    ["", /names of the columns, got nothing/],
    ["a,b\n1,2,3\n", /2 cells in row 0 of the table, got 3/],
    ["a,b\n1,2\n1\n", /2 cells in row 1 of the table, got 1/],
    ["a,a\n1,2\n", /a name for each column, got 'a' twice/],
    ['a,b\n1,"2\n', /a quote at both ends of a cell/],
    ['a,b\n1,2"3"\n', /a quote at both ends of a cell/],
  ])("refuses %j", (text, message) => {
    expect(() => readCsvRows(text)).toThrow(expect.objectContaining({ code: "serving.bad_request" }));
    expect(() => readCsvRows(text)).toThrow(message);
  });
});

describe("csvCell", () => {
  it.each([
    ["FP64", " 1.5 ", 1.5],
    ["FP32", "-1e3", -1000],
    ["INT64", "7", 7],
    ["FP64", "-inf", Number.NEGATIVE_INFINITY],
    ["FP64", "Infinity", Number.POSITIVE_INFINITY],
    ["BOOL", "True", true],
    ["BOOL", "false", false],
    ["BYTES", "1", "1"],
    ["FP64", null, null],
    ["FP64", "0x10", "0x10"],
    ["FP64", "abc", "abc"],
    ["BOOL", "yes", "yes"],
  ])("makes of a %s %j the value %j", (datatype, cell, value) => {
    expect(csvCell(datatype, cell)).toBe(value);
  });
});
