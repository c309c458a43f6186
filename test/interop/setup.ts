import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The Python program that has everything of requirements.txt. */
    readonly python: string;
  }
}

const run = promisify(execFile);
const REQUIREMENTS = join(import.meta.dirname, "requirements.txt");

/** Makes a virtual environment with requirements.txt, once for each version of that file, and tells the tests where its Python is. */
export default async function setup(project: TestProject): Promise<void> {
  const version = await systemPython();
  const wanted = createHash("sha256")
    .update(version)
    .update(await readFile(REQUIREMENTS))
    .digest("hex")
    .slice(0, 12);
  const folder = process.env.GYRE_INTEROP_VENV ?? join(tmpdir(), `gyre-interop-${wanted}`);
  const python = join(folder, "bin", "python");
  const marker = join(folder, ".installed");
  if ((await readFile(marker, "utf8").catch(() => "")) !== wanted) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await run("python3", ["-m", "venv", folder]);
    await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", REQUIREMENTS]);
    await writeFile(marker, wanted);
  }
  project.provide("python", python);
}

async function systemPython(): Promise<string> {
  const program = "import sys; print(sys.version); sys.exit(sys.version_info < (3, 11))";
  try {
    return (await run("python3", ["-c", program])).stdout;
  } catch (cause) {
    throw new Error("the interop tests need python3, 3.11 or later, on the PATH", { cause });
  }
}
