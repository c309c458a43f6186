import { readFile } from "node:fs/promises";
import { GyreError, nearestName } from "../../core/index.js";
import {
  type AnyConfig,
  CONSTRUCTORS,
  configFrom,
  dates,
  type Frame,
  type FrameColumn,
  impute,
  missingMask,
  ngrams,
  oneHot,
  pipeline,
  type StepConfig,
} from "../../learn/index.js";

/** How the command line names an estimator. */
export interface EstimatorOptions {
  readonly estimator?: string;
  readonly set?: readonly string[];
  /** A JSON file with a whole configuration, such as a pipeline. */
  readonly config?: string;
}

/** The configuration that the options name. Throws `cli.bad_usage` and `learn.bad_config`. */
export async function estimatorConfig({ estimator, set = [], config }: EstimatorOptions): Promise<AnyConfig> {
  if (config !== undefined) {
    if (estimator !== undefined || set.length > 0) {
      throw new GyreError("cli.bad_usage", "--config holds the whole estimator: leave --estimator and --set out");
    }
    return configFile(config);
  }
  const kind = kindOf(estimator ?? "gbdt");
  const given = Object.fromEntries(set.map(assignment));
  return configFrom({ kind, ...(kind === "gbdt" ? given : withoutOneThread(kind, given)) });
}

/** Boosting alone shares a fit among threads; for all others one thread is what they have. */
function withoutOneThread(kind: string, given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { threads, ...rest } = given;
  if (threads === undefined || threads === 1) return rest;
  throw new GyreError("learn.bad_config", `${kind}: threads would have no effect: it is fitted in one thread`, {
    hint: "the folds of the cross-validation run in threads of their own anyway",
  });
}

/** `random-forest` and `randomForest` are the same. */
function kindOf(name: string): string {
  const kind = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  if (Object.hasOwn(CONSTRUCTORS, kind)) return kind;
  const kinds = Object.keys(CONSTRUCTORS);
  const near = nearestName(kind, kinds);
  throw new GyreError("cli.bad_usage", `there is no estimator ${name}`, {
    hint: near === undefined ? `there are ${kinds.join(", ")}` : `did you mean ${near}?`,
  });
}

/** `key=value`; the value as JSON where it is JSON, else as text. */
function assignment(text: string): readonly [string, unknown] {
  const at = text.indexOf("=");
  if (at <= 0) {
    throw new GyreError("cli.bad_usage", `--set ${text} is no assignment`, { hint: "write --set name=value" });
  }
  const value = text.slice(at + 1);
  try {
    return [text.slice(0, at), JSON.parse(value)];
  } catch {
    return [text.slice(0, at), value];
  }
}

async function configFile(path: string): Promise<AnyConfig> {
  const text = await readFile(path, "utf8").catch(() => {
    throw new GyreError("data.file_missing", `there is no file ${path}`);
  });
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (cause) {
    throw new GyreError("core.not_json", `${path} is no JSON: ${(cause as Error).message}`, { cause });
  }
  return configFrom(given);
}

/** Estimators that read no categories. */
const WITHOUT_CATEGORIES = new Set(["gaussianBayes", "bernoulliBayes", "multinomialBayes"]);

/** Estimators that take no missing numbers. */
const WITHOUT_MISSING = new Set(["nearestNeighbours"]);

/** Estimators made of others: they say themselves what comes first. */
const MADE_OF_OTHERS = new Set(["pipeline", "bagging", "voting", "stacking", "calibrated"]);

/**
 * The estimator with the steps before it that it needs for these columns: dates for moments, TF-IDF for texts; one-hot encoding or
 * imputing where it takes no categories or no missing numbers.
 */
export function withNeededSteps(config: AnyConfig, frame: Frame): AnyConfig {
  if (MADE_OF_OTHERS.has(config.kind)) return config;
  const has = (test: (column: FrameColumn) => boolean): boolean => frame.columns.some(test);
  const steps: StepConfig[] = [];
  if (has(({ kind }) => kind === "time")) steps.push(dates({ cyclic: ["hour", "weekday"] }));
  if (has(({ kind }) => kind === "text")) steps.push(ngrams({ maxFeatures: 1000 }));
  if (WITHOUT_CATEGORIES.has(config.kind) && has(({ kind }) => kind === "category")) steps.push(oneHot());
  const misses = has((column) => ["number", "time"].includes(column.kind) && missingMask(column).includes(1));
  if (WITHOUT_MISSING.has(config.kind) && misses) steps.push(impute());
  return steps.length === 0 ? config : pipeline({ steps, estimator: config });
}

/** The configuration in a few words: "ridge", or "ridge after dates and ngrams". */
export function configInWords(config: AnyConfig): string {
  const { estimator, steps } = config as { readonly estimator?: AnyConfig; readonly steps?: readonly AnyConfig[] };
  if (estimator === undefined) return config.kind;
  if (steps === undefined) return `${config.kind} of ${configInWords(estimator)}`;
  if (steps.length === 0) return configInWords(estimator);
  return `${configInWords(estimator)} after ${steps.map(({ kind }) => kind).join(", ")}`;
}
