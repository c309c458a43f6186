import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { renderSchemaFile } from "../../data/index.js";
import { type CommonOptions, withWorkspace } from "../command.js";
import { table } from "../output.js";

/** `gyre validate` */
export function validateCommand(base: Command): Command {
  return base
    .option("--lock", "read the schemas off the data and write gyre.schema.ts, for review")
    .action((options: CommonOptions & { readonly lock?: boolean }) =>
      withWorkspace(options, async ({ loaded, data }, output, signal) => {
        if (options.lock) {
          const inferred = await data.engine.infer(loaded.project.sources);
          const path = join(loaded.folder, "gyre.schema.ts");
          await writeFile(`${path}.tmp`, renderSchemaFile(inferred));
          await rename(`${path}.tmp`, path);
          output.result(
            { path, schemas: inferred },
            `Wrote ${path} with the schemas of ${inferred.length} sources. Review it, and use them in the project file.`,
          );
          return;
        }
        const checks = await data.engine.load(loaded.project.sources, {
          signal,
          onSource: (check) => output.live(`${check.source}: ${check.rows.toLocaleString("en-US")} rows`),
        });
        const rows = checks.map((check) => [
          check.source,
          check.rows.toLocaleString("en-US"),
          check.rejectedRows.toLocaleString("en-US"),
          check.rejections.map(({ column, rule, rows: n }) => `${rule} of ${column} (${n})`).join(", "),
        ]);
        const kept = checks
          .filter((check) => check.rejectedPath)
          .map((check) => `rejected rows of ${check.source}: ${check.rejectedPath}`);
        output.result({ checks }, [table(["source", "rows", "rejected", "because"], rows), ...kept].join("\n"));
      }),
    );
}
