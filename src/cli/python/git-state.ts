import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { PythonEnvironment } from "../../training/index.js";

const run = promisify(execFile);

/** The commit of a folder's repository, and whether something in the folder differs from it; null outside one, or without git. */
export async function gitState(folder: string): Promise<PythonEnvironment["git"]> {
  try {
    const git = async (...args: readonly string[]) => (await run("git", ["-C", folder, ...args])).stdout.trim();
    const commit = await git("rev-parse", "HEAD");
    return { commit, isDirty: (await git("status", "--porcelain", "--", ".")) !== "" };
  } catch {
    return null;
  }
}
