import { access, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Command } from "commander";
import { GyreError } from "../../core/index.js";
import { createOutput } from "../output.js";
import { starterConfig, starterOrders, starterSchema } from "../starter.js";

export function initCommand() {
  return new Command("init")
    .description("Makes a small project to start from: orders of a shop, and which of them will be sent back.")
    .argument("[dir]", "the folder to make it in", ".")
    .option("--json", "the result as one JSON object on stdout")
    .addHelpText("after", "\nExample:\n  gyre init shop && gyre train --project shop")
    .action(async (dir: string, options: { readonly json?: boolean }) => {
      const folder = resolve(dir);
      const config = join(folder, "gyre.config.ts");
      const exists = await access(config).then(
        () => true,
        () => false,
      );
      if (exists) {
        throw new GyreError("project.exists", `there is a project in ${folder} already`, { hint: "choose another folder, or edit its gyre.config.ts" });
      }
      await mkdir(join(folder, "data"), { recursive: true });
      const files = {
        "data/orders.csv": starterOrders(),
        "gyre.schema.ts": starterSchema,
        ".gitignore": ".gyre/\n",
        "gyre.config.ts": starterConfig,
      };
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
      createOutput(options.json === true).result(
        { folder, files: Object.keys(files) },
        `Made a project in ${folder}. Next: gyre train --project ${dir}, then gyre up --project ${dir}`,
      );
    });
}
