import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";

/** Compiles `child.ts` into a file that Node can start, inside node_modules so that the native packages are found. */
export async function compileChild(): Promise<{ readonly path: string; remove(): Promise<void> }> {
  const folder = join(import.meta.dirname, "../../node_modules/.cache/gyre-store-test");
  await mkdir(folder, { recursive: true });
  const path = join(folder, `child-${process.pid}-${Date.now()}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, "child.ts")],
    outfile: path,
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
  return { path, remove: () => rm(path, { force: true }) };
}

/** A started child: what it has acknowledged so far, in whole lines, and its end. */
export interface Child {
  readonly process: ChildProcess;
  lines(): readonly string[];
  readonly firstLine: Promise<void>;
  readonly ended: Promise<number | null>;
}

export function startChild(path: string, mode: "write" | "versions", directory: string, name: string): Child {
  const child = spawn(process.execPath, [path, mode, directory, name], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  const firstLine = new Promise<void>((resolve, reject) => {
    child.stdout.on("data", (chunk) => {
      text += chunk;
      resolve();
    });
    void ended.then(() => reject(new Error(`the child ended without an acknowledgement (${mode} ${name})`)));
  });
  return { process: child, lines: () => text.split("\n").slice(0, -1), firstLine, ended };
}
