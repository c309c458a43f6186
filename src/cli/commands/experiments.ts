import type { Command } from "commander";
import { type Experiment, parseFilter, type View } from "../../tracking/index.js";
import { facts, moment, table } from "../output.js";
import { type StateOptions, stateCommand, withTracking } from "../state-folder.js";
import { cut } from "../terminal-text.js";
import { findExperiment } from "../tracking/find.js";
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
    .alias("search")
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
        output.result(
          { experiments: items },
          rows.length === 0 ? "none" : table(["id", "name", "stage", "created"], rows),
        );
      }),
    );
  stateCommand(base, "show", "One experiment with its tags.")
    .argument("<name>", "its name or id")
    .action((name: string, options: StateOptions) =>
      withTracking(options, async ({ tracking }, output) => {
        const found = await findExperiment(tracking, name);
        output.result(found, shown(found));
      }),
    );
  return base;
}

function shown({ id, name, stage, artifactLocation, createdAt, updatedAt, tags }: Experiment): string {
  return facts([
    ["experiment", id],
    ["name", name],
    ["stage", stage],
    ["artifacts", artifactLocation],
    ["created", moment(createdAt)],
    ["changed", moment(updatedAt)],
    ["tags", tags.length === 0 ? "none" : facts(tags.map(({ key, value }) => [key, cut(value, 200)]))],
  ]);
}
