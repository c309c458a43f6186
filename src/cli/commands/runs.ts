import { writeFile } from "node:fs/promises";
import type { Command } from "commander";
import { GyreError } from "../../core/index.js";
import { parseFilter, parseOrderBy, type Run, type TrackingStore } from "../../tracking/index.js";
import { checkOutput } from "../learning/check-output.js";
import { facts, moment, table } from "../output.js";
import { type StateOptions, stateCommand, tellOfOwn, withTracking } from "../state-folder.js";
import { cut } from "../terminal-text.js";
import { compareRuns } from "../tracking/compare-runs.js";
import { curvePlot } from "../tracking/curve-plot.js";
import { findExperiment, findRun } from "../tracking/find.js";
import { limitOption } from "../tracking/limit-option.js";
import { MOST_SHOWN, runTable, short, tookOf } from "../tracking/run-columns.js";

interface ListOptions extends StateOptions {
  readonly experiment?: string;
  readonly filter: string;
  readonly orderBy?: readonly string[];
  readonly deleted?: boolean;
  readonly limit: string;
}

interface CompareOptions extends StateOptions {
  readonly all?: boolean;
  readonly plot?: string;
  readonly out?: string;
}

/** Points of a run that a figure shows. */
const CURVE_POINTS = 600;

/** `gyre runs` */
export function runsCommand(base: Command): Command {
  stateCommand(base, "list", "Runs, the last started first, with the metrics that most of them have.")
    .alias("search")
    .option("--experiment <name>", "its name or id; all experiments without it")
    .option("--filter <text>", "such as \"metrics.auc > 0.8 AND params.model = 'gbdt'\"; OR, NOT and ( ) work too", "")
    .option("--order-by <keys...>", 'such as "metrics.auc DESC"')
    .option("--deleted", "deleted ones")
    .option("--limit <n>", "at most so many", "20")
    .action((options: ListOptions) => withTracking(options, ({ tracking }, output) => list(tracking, output, options)));
  stateCommand(base, "show", "One run with all that was logged to it.")
    .argument("<run>", "its id")
    .action((id: string, options: StateOptions) =>
      withTracking(options, async ({ tracking }, output) => {
        const run = await findRun(tracking, id);
        output.result(run, shown(run));
      }),
    );
  stateCommand(base, "compare", "What differs between runs: params, metrics, datasets, tags.")
    .argument("<runs...>", "their ids")
    .option("--all", "what is the same as well")
    .option("--plot <metric>", "draws the metric of each run over its steps")
    .option("--out <file>", "where to write the figure; default <metric>.svg")
    .action((ids: readonly string[], options: CompareOptions) =>
      withTracking(options, ({ tracking }, output) => compare(tracking, output, { ids, ...options })),
    );
  return base;
}

type Output = Parameters<Parameters<typeof withTracking>[1]>[1];

async function list(tracking: TrackingStore, output: Output, options: ListOptions): Promise<void> {
  const { items, next } = await tracking.searchRuns(
    await experimentIds(tracking, options.experiment),
    options.deleted ? "deleted" : "active",
    {
      where: parseFilter("runs", options.filter),
      orderBy: parseOrderBy("runs", options.orderBy ?? []),
      limit: limitOption(options.limit),
      after: null,
    },
  );
  const { head, rows } = runTable(items);
  if (next) output.step(`there are more: --limit ${2 * items.length}`);
  if (rows.length === 0) tellOfOwn(options, output);
  output.result({ runs: items }, rows.length === 0 ? "none" : table(head, rows));
}

async function experimentIds(tracking: TrackingStore, name: string | undefined): Promise<readonly string[]> {
  if (name !== undefined) return [(await findExperiment(tracking, name)).id];
  const { items } = await tracking.searchExperiments("active", {
    where: null,
    orderBy: [],
    limit: 50_000,
    after: null,
  });
  return items.map(({ id }) => id);
}

function shown(run: Run): string {
  const { info } = run;
  const lines = (pairs: readonly (readonly [string, string])[]): string =>
    pairs.length === 0 ? "none" : facts(pairs.map(([key, value]) => [key, cut(value, 200)]));
  return facts([
    ["run", info.id],
    ["name", info.name],
    ["experiment", info.experimentId],
    ["status", info.stage === "deleted" ? "deleted" : info.status.toLowerCase()],
    ["started", info.startedAt === null ? "" : moment(info.startedAt)],
    ["took", tookOf(run)],
    ["artifacts", info.artifactUri],
    ["params", lines(run.params.map(({ key, value }) => [key, value]))],
    ["metrics", lines(run.metrics.map(({ key, value, step }) => [key, `${short(value)} (step ${step})`]))],
    ["models", lines(modelsOf(run))],
    ["datasets", lines(run.datasets.map(({ dataset }) => [dataset.name, dataset.digest]))],
    ["tags", lines(run.tags.map(({ key, value }) => [key, value]))],
  ]);
}

/** The logged models that it made or used, by the URI that `gyre artifacts` takes. */
function modelsOf({ modelInputs, modelOutputs }: Run): readonly (readonly [string, string])[] {
  return [
    ...modelOutputs.map(({ modelId, step }) => [`models:/${modelId}`, `made (step ${step})`] as const),
    ...modelInputs.map((modelId) => [`models:/${modelId}`, "used"] as const),
  ];
}

async function compare(
  tracking: TrackingStore,
  output: Output,
  { ids, all, plot, out = `${plot?.replaceAll("/", "-")}.svg` }: CompareOptions & { readonly ids: readonly string[] },
): Promise<void> {
  if (plot === undefined && ids.length < 2) {
    throw new GyreError("cli.bad_usage", "two runs or more can be compared, got one", {
      hint: "gyre runs show tells all about one run; --plot draws a metric of one too",
    });
  }
  const runs = await Promise.all(ids.map((id) => findRun(tracking, id)));
  if (plot !== undefined) {
    await checkOutput(out);
    await writeFile(out, curvePlot(plot, await curvesOf(tracking, runs, plot)));
    output.step(`Wrote ${out}`);
  }
  const differences = compareRuns(runs, all);
  const head = ["", "", ...runs.map(({ info }) => info.id.slice(0, 8))];
  const rows = differences.map(({ kind, key, values }) => [
    kind,
    key,
    ...values.map((value) => cut(value, MOST_SHOWN)),
  ]);
  output.result(
    { runs: ids, differences, ...(plot !== undefined && { plot: out }) },
    rows.length === 0 ? "no differences" : table(head, rows),
  );
}

/** The metric of each run, with the run's name. Throws `cli.bad_usage` where there is nothing to draw. */
async function curvesOf(tracking: TrackingStore, runs: readonly Run[], key: string) {
  const curves = await tracking.curves({ runIds: runs.map(({ info }) => info.id), key, points: CURVE_POINTS });
  if (!curves.some(({ points }) => points.some(({ value }) => Number.isFinite(value)))) {
    const keys = [...new Set(runs.flatMap((run) => run.metrics.map((metric) => metric.key)))].sort();
    throw new GyreError("cli.bad_usage", `none of these runs has a finite value of the metric ${key}`, {
      hint: keys.length === 0 ? "nothing was logged that could be drawn" : `they have ${keys.slice(0, 20).join(", ")}`,
    });
  }
  const names = new Map(runs.map(({ info }) => [info.id, info.name]));
  return curves.map((curve) => ({ ...curve, name: names.get(curve.runId) ?? curve.runId }));
}
