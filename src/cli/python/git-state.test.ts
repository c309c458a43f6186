import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { gitState } from "./git-state.js";

const hasGit = spawnSync("git", ["--version"]).status === 0;

it.skipIf(!hasGit)("tells the commit of a folder and whether it was changed since (needs git)", async () => {
  const folder = await mkdtemp(join(tmpdir(), "gyre-git-"));
  const git = (...args: readonly string[]) =>
    spawnSync("git", ["-C", folder, "-c", "user.name=ann", "-c", "user.email=ann@host", ...args]);
  try {
    expect(await gitState(folder)).toBeNull();
    git("init", "--quiet");
    await writeFile(join(folder, "train.py"), "pass\n");
    git("add", ".");
    git("commit", "--quiet", "--message", "first");
    expect(await gitState(folder)).toEqual({ commit: expect.stringMatching(/^[0-9a-f]{40}$/), isDirty: false });
    await writeFile(join(folder, "train.py"), "1\n");
    expect(await gitState(folder)).toMatchObject({ isDirty: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
