import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

test("the V8 of this Node knows the flag; it would complain on stderr of one that it does not", () => {
  expect(execFileSync(process.execPath, ["--v8-options"], { encoding: "utf8" })).toContain("--interrupt-budget ");
});
