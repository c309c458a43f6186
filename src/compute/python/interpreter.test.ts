import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findInterpreter } from "./interpreter.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gyre-interpreter-"));
});
afterAll(() => rm(folder, { recursive: true }));

it("tells all that a version manager's shim says when it has no such Python, not the last of its lines alone", async () => {
  const shim = join(folder, "python3.12");
  const says = ["shims: python3.12: command not found", "It exists in:", "  3.12.1"];
  await writeFile(shim, `#!/bin/sh\nprintf '%s\\n' ${says.map((line) => `'${line}'`).join(" ")} >&2\nexit 127\n`);
  await chmod(shim, 0o755);
  await expect(findInterpreter(shim)).rejects.toMatchObject({
    code: "training.python_missing",
    message: `${shim} cannot be used:\n${says.join("\n")}`,
  });
});
