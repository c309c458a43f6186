import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { virtualClock } from "../../core/index.js";
import { makeHeld } from "../../store/files/held-folder.js";
import { installEnvironment } from "./child-environment.js";
import { findInterpreter, type Interpreter } from "./interpreter.js";
import { runProgram } from "./run-program.js";
import { openEnvironment } from "./virtual-environment.js";

const hasPython = spawnSync("python3", ["-c", "import venv, ensurepip"]).status === 0;
const clock = virtualClock(Date.UTC(2026, 0, 1));
let base: string;
let interpreter: Interpreter;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "gyre-venv-"));
  if (hasPython) interpreter = await findInterpreter("python3");
});
afterAll(() => rm(base, { recursive: true, force: true, maxRetries: 3 }));

describe.skipIf(!hasPython)("a virtual environment (needs python3 with venv)", () => {
  it("is made once by many at the same time, and used again", async () => {
    const root = join(base, "once");
    const wish = { root, clock, interpreter, requirements: [] };
    const made = await Promise.all(Array.from({ length: 3 }, () => openEnvironment(wish)));
    expect(new Set(made.map(({ folder }) => folder)).size).toBe(1);
    expect(await readdir(root)).toHaveLength(1);
    const [{ python, folder }] = made;
    await writeFile(join(folder, "mark"), "");
    const again = await openEnvironment(wish);
    expect(again.packages).toEqual([]);
    for (const one of [...made, again]) one.release();
    expect(await readdir(folder)).toContain("mark");
    const asked = {
      file: python,
      args: ["-c", "import sys; print(sys.prefix)"],
      cwd: "/",
      env: installEnvironment(process.env),
    };
    expect((await runProgram(asked)).stdout.trim()).toBe(folder);
  });

  it("is another for other requirements, and removes what was left half made by a process that died", async () => {
    const root = join(base, "left");
    (await makeHeld(join(root, ".building-dead"))).release();
    const living = await makeHeld(join(root, ".building-living"));
    (await openEnvironment({ root, clock, interpreter, requirements: [] })).release();
    const names = await readdir(root);
    living.release();
    expect(names.filter((name) => name.startsWith("."))).toEqual([".building-living"]);
    expect(names).toHaveLength(2);
  });
});

it("says how to get a Python that is missing", async () => {
  await expect(findInterpreter("python-of-nowhere")).rejects.toMatchObject({
    code: "training.python_missing",
    message: "there is no python-of-nowhere on the PATH",
    hint: expect.stringContaining("apt-get install python3 python3-venv"),
  });
});
