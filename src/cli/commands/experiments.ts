import type { Command } from "commander";
import { parseFilter, type View } from "../../tracking/index.js";
import { moment, table } from "../output.js";
import { type StateOptions, stateCommand, withTracking } from "../state-folder.js";
import { limitOption } from "../tracking/limit-option.js";

interface ListOptions extends StateOptions {
  readonly deleted?: boolean;
  readonly all?: boolean;
  readonly filter: string;
  readonly limit: string;
}

/** `gyre experiments` */
export function experimentsCommand(base: Command): Command {
  stateCommand(base, "list", "Experiments, the newest first.")
    .option("--filter <text>", "such as \"name LIKE 'churn%' AND tags.team = 'growth'\"", "")
    .option("--deleted", "deleted ones")
    .option("--all", "deleted ones too")
    .option("--limit <n>", "at most so many", "100")
    .action((options: ListOptions) =>
      withTracking(options, async ({ tracking }, output) => {
        const view: View = options.all ? "all" : options.deleted ? "deleted" : "active";
        const { items, next } = await tracking.searchExperiments(view, {
          where: parseFilter("experiments", options.filter),
          orderBy: [],
          limit: limitOption(options.limit),
          after: null,
        });
        const rows = items.map(({ id, name, stage, createdAt }) => [id, name, stage, moment(createdAt)]);
        if (next) output.step(`there are more: --limit ${2 * items.length}`);
        output.result({ experiments: items }, table(["id", "name", "stage", "created"], rows));
      }),
    );
  return base;
}
