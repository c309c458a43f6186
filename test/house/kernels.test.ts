import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./sources.js";

test("every WebAssembly kernel is what its generator gives", () => {
  const said = execFileSync(process.execPath, [join(root, "scripts/kernels.mjs"), "--check"], { encoding: "utf8" });
  expect(said).toMatch(/^tree-grow: \d+ bytes$/m);
});
