import type { Command } from "commander";
import { type Duration, durationMs } from "../../core/index.js";
import { collectGarbage } from "../../tracking/index.js";
import { counted } from "../output.js";
import { type StateOptions, withTracking } from "../state-folder.js";
import { systemClock } from "../system-clock.js";

interface GcOptions extends StateOptions {
  readonly artifacts?: string;
  readonly olderThan: string;
  readonly dryRun?: boolean;
}

/** `gyre gc` */
export function gcCommand(base: Command): Command {
  return base
    .option("--data <dir>", "the folder that `gyre up --data` serves; by default the project's own")
    .option("--database <uri>", "the database that `gyre up --database` uses")
    .option("--artifacts <uri>", "the directory that `gyre up --artifacts` uses")
    .option("--older-than <time>", "only what was deleted longer ago, such as 30d or 12h", "30d")
    .option("--dry-run", "only says what would be removed")
    .action((options: GcOptions) =>
      withTracking(options, async ({ tracking, artifacts, objects }, output, signal) => {
        const isDryRun = options.dryRun === true;
        const { items, ...bytes } = await collectGarbage(
          { tracking, artifacts, objects, clock: systemClock },
          {
            olderThanMs: durationMs(options.olderThan as Duration),
            isDryRun,
            signal,
            onItem: ({ kind, id }) => output.step(`${kind} ${id}`),
          },
        );
        const done = isDryRun ? "Would remove" : "Removed";
        const of = (kind: string) => counted(items.filter((item) => item.kind === kind).length, kind);
        const text = `${done} ${of("experiment")}, ${of("run")}, ${of("model")}, and ${counted(bytes.objects, "object")} of ${bytes.objectBytes.toLocaleString("en-US")} bytes.`;
        output.result({ dryRun: isDryRun, items, ...bytes }, text);
      }),
    );
}
