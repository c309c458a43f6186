import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { GyreError, shellWord } from "../../core/index.js";
import { isThere } from "../is-there.js";
import { createOutput } from "../output.js";
import { starterConfig, starterSchema } from "../starter.js";
import { starterOrders } from "../starter-orders.js";

/** `gyre init` */
export function initCommand(base: Command): Command {
  return base
    .argument("[dir]", "the folder to make it in", ".")
    .action(async (dir: string, options: { readonly json?: boolean }) => {
      const folder = resolve(dir);
      const files = {
        "data/orders.csv": starterOrders(),
        "gyre.schema.ts": starterSchema,
        "gyre.config.ts": starterConfig,
        ".gitignore": ".gyre/\n",
      };
      await refuseToOverwrite(folder, ["gyre.config.ts", ...Object.keys(files)]);
      for (const [name, text] of Object.entries(files)) await write(join(folder, name), text);
      const project = dir === "." ? "" : ` --project ${shellWord(dir)}`;
      createOutput(options.json === true).result(
        { folder, files: Object.keys(files) },
        `Made a project in ${folder}.\nNext: gyre start${project}\nOr step by step: gyre train${project}, gyre deploy${project}, gyre up${project}`,
      );
    });
}

async function refuseToOverwrite(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    if (!(await isThere(join(folder, name)))) continue;
    const what = name === "gyre.config.ts" ? "a project" : `a file ${name}`;
    throw new GyreError("project.exists", `there is ${what} in ${folder} already`, { hint: "choose an empty folder" });
  }
}

async function write(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  } catch (cause) {
    throw new GyreError(
      "cli.bad_usage",
      `${path} cannot be written: ${cause instanceof Error ? cause.message : cause}`,
      {
        cause,
        hint: "choose a folder that this user may write in",
      },
    );
  }
}
