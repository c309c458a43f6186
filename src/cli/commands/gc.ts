import type { Command } from "commander";
import { type Duration, durationMs } from "../../core/index.js";
import { collectGarbage } from "../../tracking/index.js";
import { noted } from "../governance/audited.js";
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
    .option("--artifacts <uri>", "the directory that `gyre up --artifacts` uses")
    .option("--older-than <time>", "only what was deleted longer ago, such as 30d or 12h", "30d")
    .option("--dry-run", "only says what would be removed")
    .action((options: GcOptions) =>
      withTracking(options, async ({ tracking, traces, artifacts, objects, governance }, output, signal) => {
        const isDryRun = options.dryRun === true;
        const removed: string[] = [];
        const { items, ...bytes } = await collectGarbage(
          { tracking, traces, artifacts, objects, clock: systemClock },
          {
            olderThanMs: durationMs(options.olderThan as Duration),
            isDryRun,
            signal,
            onItem: ({ kind, id }) => {
              output.step(`${kind} ${id}`);
              removed.push(`${kind}s:/${id}`);
            },
          },
        ).finally(async () => {
          if (!isDryRun) await noted({ governance }, { what: "gc", target: "gc", facts: factsOf(removed, options) });
        });
        const done = isDryRun ? "Would remove" : "Removed";
        const of = (kind: string) => counted(items.filter((item) => item.kind === kind).length, kind);
        const text = `${done} ${of("experiment")}, ${of("run")}, ${of("model")}, and ${counted(bytes.objects, "object")} of ${bytes.objectBytes.toLocaleString("en-US")} bytes.`;
        output.result({ dryRun: isDryRun, items, ...bytes }, text);
      }),
    );
}

const MOST_NAMED = 200;

/** Also of a collection that was ended halfway. */
function factsOf(removed: readonly string[], { olderThan }: GcOptions): Readonly<Record<string, unknown>> {
  return { olderThan, count: removed.length, removed: removed.slice(0, MOST_NAMED) };
}
