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
