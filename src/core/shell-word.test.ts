import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import { shellWord } from "./shell-word.js";

it("leaves plain words as they are", () => {
  for (const plain of ["champion", "models:/churn@champion", "--project", "a_b/c.csv", "x=1,2"])
    expect(shellWord(plain)).toBe(plain);
});

it("is read by a shell as the same text", () => {
  for (const text of ["", "a b", "it's", 'say "hi"', "$HOME `id` \\n", "größe", "*", "a\nb", "~"])
    expect(execFileSync("sh", ["-c", `printf %s ${shellWord(text)}`], { encoding: "utf8" })).toBe(text);
});
