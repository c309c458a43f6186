import { describe, expect, it } from "vitest";
import { duration, facts, moment, table } from "./output.js";
import { columnsOf, cut, manyLines, oneLine, shownJson } from "./terminal-text.js";

describe("texts that people chose", () => {
  it("neither move the cursor nor colour the screen", () => {
    expect(oneLine("a\nb\tc\u001b[31md\u007f\u009be")).toBe("a␊b␉c␛[31md␡�e");
    expect(manyLines("a\nb\tc\u001b[2Jd")).toBe("a\nb\tc␛[2Jd");
    expect(oneLine("left \u202e turned")).toBe("left � turned");
    expect(oneLine("ordinary 名前 🚀 é")).toBe("ordinary 名前 🚀 é");
  });

  it("are the same in JSON, which only shows as well", () => {
    const value = { "a\u009b31m": ["left \u202e turned", "\u001b[31m", "名前 é\n"] };
    const json = shownJson(JSON.stringify(value));
    expect(json).toBe('{"a\\u009b31m":["left \\u202e turned","\\u001b[31m","名前 é\\n"]}');
    expect(JSON.parse(json)).toEqual(value);
  });

  it("are cut between characters, with a sign that more follows", () => {
    expect(cut("🚀🚀🚀", 3)).toBe("🚀🚀🚀");
    expect(cut("🚀🚀🚀🚀", 3)).toBe("🚀🚀…");
    expect(cut("abc", 3)).toBe("abc");
  });

  it("take two columns where terminals give them two, and none for marks", () => {
    expect(["abc", "名前", "🚀", "e\u0301", "ü", "ﾏ", "Ａ"].map(columnsOf)).toEqual([3, 4, 2, 1, 1, 1, 2]);
  });

  it("stay on their row of a table, and in their columns", () => {
    expect(
      table(
        ["name", "n"],
        [
          ["名前\n2", 1],
          ["x", 10],
        ],
      ),
    ).toBe("name     n\n名前␊2   1\nx       10");
    expect(
      facts([
        ["名前", "a\nb"],
        ["k\n", "c"],
      ]),
    ).toBe("名前  a\n      b\nk␊    c");
  });

  it("of 200,000 rows are still a table", () => {
    expect(
      table(
        ["n"],
        Array.from({ length: 200_000 }, (_, n) => [n]),
      ).length,
    ).toBeGreaterThan(1e6);
  });
});

describe("times", () => {
  it("are rounded without 60 seconds to a minute", () => {
    expect([340, 2100, 59_949, 59_950, 119_700, 185_000].map(duration)).toEqual([
      "340 ms",
      "2.1 s",
      "59.9 s",
      "1 min 0 s",
      "2 min 0 s",
      "3 min 5 s",
    ]);
  });

  it("beyond the calendar are told as they came", () => {
    expect(moment(0)).toBe("1970-01-01 00:00 UTC");
    expect(moment(1.7e18)).toBe("1700000000000000000 ms");
    expect(moment(-9e15)).toBe("-9000000000000000 ms");
  });
});
