import type { Command } from "commander";
import { GyreError } from "../../core/index.js";
import type { RegisteredModel, RegisteredModelStore, RegisteredVersion } from "../../registry/index.js";
import { parseFilter } from "../../tracking/index.js";
import { approveCommands } from "../governance/approve.js";
import { promoteCommand } from "../governance/promote.js";
import { protectCommands } from "../governance/protect.js";
import { facts, moment, table } from "../output.js";
import { type StateOptions, stateCommand, tellOfOwn, withTracking } from "../state-folder.js";
import { likely, MOST_NAMES } from "../tracking/find.js";
import { limitOption } from "../tracking/limit-option.js";

interface ListOptions extends StateOptions {
  readonly filter: string;
  readonly limit: string;
}

/** `gyre models` */
export function modelsCommand(base: Command): Command {
  stateCommand(base, "list", "Registered models, by name.")
    .alias("search")
    .option("--filter <text>", "such as \"name LIKE 'churn%'\"", "")
    .option("--limit <n>", "at most so many", "100")
    .action((options: ListOptions) =>
      withTracking(options, async ({ registered }, output) => {
        const { items, next } = await registered.search({
          where: parseFilter("registered_models", options.filter),
          orderBy: [],
          limit: limitOption(options.limit),
          after: null,
        });
        if (next) output.step(`there are more: --limit ${2 * items.length}`);
        if (items.length === 0) tellOfOwn(options, output);
        output.result({ models: items }, items.length === 0 ? "none" : listed(items));
      }),
    );
  stateCommand(base, "show", "A model with its versions, aliases and tags.")
    .argument("<name>")
    .action((name: string, options: StateOptions) =>
      withTracking(options, async ({ registered }, output) => {
        const model = await registered.get(name);
        if (!model) {
          throw new GyreError("registry.model_unknown", `Registered Model with name=${name} not found`, {
            hint: likely(name, await modelNames(registered), "gyre models list"),
          });
        }
        const versions = await versionsOf(registered, name);
        const moves = await registered.aliasHistory(name);
        output.result({ ...model, versions, aliasHistory: moves }, shown(model, versions));
      }),
    );
  promoteCommand(base);
  protectCommands(base);
  approveCommands(base);
  return base;
}

function listed(models: readonly RegisteredModel[]): string {
  const rows = models.map(({ name, latestVersions, aliases, updatedAt }) => [
    name,
    Math.max(0, ...latestVersions.map(({ version }) => version)),
    aliases.map(({ alias, version }) => `${alias}=${version}`).join(" "),
    moment(updatedAt),
  ]);
  return table(["name", "newest", "aliases", "changed"], rows);
}

async function modelNames(registered: RegisteredModelStore): Promise<readonly string[]> {
  const { items } = await registered.search({ where: null, orderBy: [], limit: MOST_NAMES, after: null });
  return items.map(({ name }) => name);
}

async function versionsOf(registered: RegisteredModelStore, name: string): Promise<readonly RegisteredVersion[]> {
  const field = { entity: "attribute", key: "name" } as const;
  const { items } = await registered.searchVersions({
    where: { kind: "comparison", field, comparator: "=", value: name },
    orderBy: [{ field: { entity: "attribute", key: "version_number" }, isDescending: true }],
    limit: 1000,
    after: null,
  });
  return items;
}

function shown(model: RegisteredModel, versions: readonly RegisteredVersion[]): string {
  const rows = versions.map(({ version, stage, aliases, createdAt, runId, source }) => [
    version,
    aliases.join(" "),
    stage === "None" ? "" : stage,
    moment(createdAt),
    runId,
    source,
  ]);
  return facts([
    ["model", model.name],
    ["description", model.description ?? ""],
    ["tags", model.tags.map(({ key, value }) => `${key}=${value}`).join(" ")],
    ["versions", rows.length === 0 ? "none" : table(["version", "aliases", "stage", "made", "run", "source"], rows)],
  ]);
}
