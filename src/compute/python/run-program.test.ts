import { describe, expect, it } from "vitest";
import { runProgram } from "./run-program.js";

describe("a program's lines", () => {
  it("are told as a terminal shows them: what progress bars wrote over is left out, but kept in the log", async () => {
    const lines: string[] = [];
    const said = String.raw`process.stdout.write("\r 10%\r 20%\nplain\r\n\r 30%\r")`;
    const onLine = (line: string): void => {
      lines.push(line);
    };
    const ended = await runProgram({ file: process.execPath, args: ["-e", said], cwd: "/", env: {}, onLine });
    expect(lines).toEqual([" 20%", "plain", " 30%"]);
    expect(ended.stdout).toBe("\r 10%\r 20%\nplain\r\n\r 30%\r");
  });
});

describe("a program that writes very much in small pieces", () => {
  it("is followed as fast as it writes, and keeps the beginning and the end of its log", async () => {
    const said = `const { writeSync } = require("node:fs");
for (let i = 0; i < 200000; i++) writeSync(1, String(i).padStart(99, ".") + "\\n");`;
    const ended = await runProgram({
      file: process.execPath,
      args: ["-e", said],
      cwd: "/",
      env: {},
      timeoutMs: 15_000,
    });
    const line = (i: number): string => `${String(i).padStart(99, ".")}\n`;
    expect(ended).toMatchObject({ code: 0, isTimedOut: false });
    const [first, last] = ended.log.split("\n… left out …\n");
    expect(first.startsWith(line(0) + line(1))).toBe(true);
    expect([first, last].map(({ length }) => length)).toEqual([4 * 1024 * 1024, 4 * 1024 * 1024]);
    expect(last.endsWith(line(199_998) + line(199_999))).toBe(true);
    expect(ended.stdout).toBe(last);
  }, 30_000);
});
