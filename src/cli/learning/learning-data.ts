import { readFrame } from "../../compute/duckdb/read-frame.js";
import { GyreError } from "../../core/index.js";
import {
  type Frame,
  type FrameColumn,
  missingMask,
  numberTarget,
  relevanceTarget,
  type Target,
} from "../../learn/index.js";
import { counted } from "../output.js";
import { codesOf, columnNamed, KIND_WORDS, weightsOf } from "./named-columns.js";

/** What the columns of a data file are for. */
export interface DataOptions {
  readonly target: string;
  readonly task?: string;
  readonly weight?: string;
  readonly group?: string;
  readonly query?: string;
  readonly drop?: readonly string[];
  readonly category?: readonly string[];
  readonly text?: readonly string[];
}

/** A data file ready to be learned from. */
export interface LearningData {
  readonly frame: Frame;
  readonly target: Target;
  readonly weights?: Float64Array;
  /** Rows of one group go into one fold. */
  readonly groups?: Int32Array;
}

const TASKS: Readonly<Record<string, Target["kind"]>> = {
  classification: "class",
  regression: "number",
  ranking: "relevance",
};

/** Up to this many different whole numbers in a target are taken for classes. */
const MOST_NUMBERED_CLASSES = 10;

const MOST_CLASSES = 1000;

/**
 * Reads a file and takes target, weights and groups out of it. Without a task the target is one of classes where it holds texts or at
 * most ten different whole numbers, if the estimator `learns` classes; else of numbers.
 */
export async function readLearningData(
  path: string,
  options: DataOptions,
  learns: readonly Target["kind"][],
  signal: AbortSignal,
): Promise<LearningData> {
  checkRoles(options);
  const frame = await readFrame(path, {
    signal,
    shared: true,
    drop: options.drop ?? [],
    categories: options.category ?? [],
    texts: options.text ?? [],
  });
  if (frame.rows === 0) throw new GyreError("learn.bad_table", `${path} has no rows`);
  const target = targetOf(path, frame, options, learns);
  const apart = [options.target, options.weight, options.group, options.query].filter((name) => name !== undefined);
  const kept = frame.names.map((name, i) => ({ name, i })).filter(({ name }) => !apart.includes(name));
  if (kept.length === 0) throw new GyreError("learn.bad_table", `${path} has no columns besides ${apart.join(", ")}`);
  return {
    frame: { rows: frame.rows, names: kept.map(({ name }) => name), columns: kept.map(({ i }) => frame.columns[i]) },
    target,
    ...(options.weight === undefined ? {} : { weights: weightsOf(frame, options.weight) }),
    ...(options.group === undefined ? {} : { groups: codesOf(frame, options.group) }),
    ...(options.group === undefined && options.query !== undefined ? { groups: codesOf(frame, options.query) } : {}),
  };
}

/** Refuses a column with two uses. */
function checkRoles({ target, weight, group, query, drop = [] }: DataOptions): void {
  const roles = Object.entries({ target, weight, group, query }).filter(([, name]) => name !== undefined);
  roles.forEach(([role, name], i) => {
    if (drop.includes(name as string)) throw new GyreError("cli.bad_usage", `--drop and --${role} both name ${name}`);
    const other = roles.slice(0, i).find(([before, same]) => same === name && `${before} ${role}` !== "group query");
    if (other) throw new GyreError("cli.bad_usage", `--${other[0]} and --${role} both name ${name}`);
  });
}

/** The target as `kind` has it. Throws `learn.bad_table` naming the first row without one. */
export function targetColumn(name: string, column: FrameColumn, kind: "class" | "number"): Target {
  refuseMissing(name, column);
  if (kind === "number") {
    if (column.kind === "number") return numberTarget(column.values);
    throw new GyreError("learn.bad_table", `the target ${name} holds ${KIND_WORDS[column.kind]}, expected numbers`, {
      hint: "choose an estimator that learns classes, or another target",
    });
  }
  if (column.kind === "category") return { kind: "class", codes: column.codes, classes: column.categories };
  if (column.kind === "number") return numberedClasses(name, column.values);
  throw new GyreError(
    "learn.bad_table",
    `the target ${name} holds ${KIND_WORDS[column.kind]}, expected classes or numbers`,
  );
}

function targetOf(path: string, frame: Frame, options: DataOptions, learns: readonly Target["kind"][]): Target {
  const column = columnNamed(frame, options.target);
  const kind = kindOf(column, options, learns);
  if (kind !== "relevance") return targetColumn(options.target, column, kind);
  refuseMissing(options.target, column);
  if (column.kind !== "number") throw new GyreError("learn.bad_table", `the target ${options.target} is no number`);
  if (options.query === undefined) {
    throw new GyreError("cli.bad_usage", `to rank the rows of ${path} it must be known which belong together`, {
      hint: "name the column of their query with --query",
    });
  }
  return relevanceTarget(column.values, codesOf(frame, options.query));
}

function kindOf(column: FrameColumn, options: DataOptions, learns: readonly Target["kind"][]): Target["kind"] {
  if (options.task !== undefined) {
    const kind = TASKS[options.task];
    if (kind !== undefined) return kind;
    throw new GyreError("cli.bad_usage", `the task is ${options.task}, expected classification, regression or ranking`);
  }
  if (options.query !== undefined) return "relevance";
  if (!learns.includes("class")) return learns[0];
  if (learns.length === 1) {
    refuseFractions(options.target, column);
    return "class";
  }
  return column.kind !== "number" || isNumbered(column.values) ? "class" : "number";
}

/** Numbers such as 0.25 as classes are most often a mistake. */
function refuseFractions(name: string, column: FrameColumn): void {
  if (column.kind !== "number") return;
  const row = column.values.findIndex((value) => !Number.isNaN(value) && !Number.isInteger(value));
  if (row < 0) return;
  const message = `the target ${name} holds numbers such as ${column.values[row]} in row ${row}, expected classes`;
  throw new GyreError("learn.bad_table", message, {
    hint: "choose an estimator that learns numbers, such as ridge, or say --task classification",
    details: { column: name, row },
  });
}

function isNumbered(values: Float64Array): boolean {
  const seen = new Set<number>();
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    if (!Number.isInteger(value)) return false;
    seen.add(value);
    if (seen.size > MOST_NUMBERED_CLASSES) return false;
  }
  return true;
}

function numberedClasses(name: string, values: Float64Array): Target {
  const classes = [...new Set(values)].sort((a, b) => a - b);
  if (classes.length > MOST_CLASSES) {
    throw new GyreError("learn.bad_table", `the target ${name} has ${classes.length} different numbers as classes`, {
      hint: `at most ${MOST_CLASSES} can be told apart; to predict the number itself use --task regression`,
    });
  }
  const codeOf = new Map(classes.map((value, code) => [value, code]));
  return {
    kind: "class",
    codes: Int32Array.from(values, (value) => codeOf.get(value)!),
    classes: classes.map((value) => String(value === 0 ? 0 : value)),
  };
}

function refuseMissing(name: string, column: FrameColumn): void {
  const mask = missingMask(column);
  const row = mask.indexOf(1);
  if (row < 0) return;
  const count = mask.reduce((sum, one) => sum + one, 0);
  throw new GyreError(
    "learn.bad_table",
    `the target ${name} is missing in ${counted(count, "row")}, the first is row ${row}`,
    {
      hint: "rows are counted from 0; remove those without a target",
      details: { column: name, row },
    },
  );
}
