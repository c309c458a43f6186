import type { AddedColumn } from "../../compute/duckdb/write-columns.js";
import { createRandom, GyreError, type Random } from "../../core/index.js";
import {
  type AnyConfig,
  decidingMetric,
  type Frame,
  GREATER_IS_BETTER,
  type LearningCurve,
  learner,
  learningCurve,
  type MetricName,
  metricReport,
  metricValues,
  type Prediction,
  relevanceTarget,
  selectPrediction,
  selectRows,
  selectTarget,
  type Target,
  weakSlices,
} from "../../learn/index.js";
import type { Output } from "../output.js";
import { targetColumn } from "./learning-data.js";
import { codesOf, columnNamed, weightsOf } from "./named-columns.js";
import type { Judged } from "./plots.js";
import { type OpenModel, openModel, readInputs, scoreFrame } from "./score-file.js";

/** What is evaluated, and on what. */
export interface EvaluateInput {
  readonly modelPath: string;
  readonly dataPath: string;
  readonly target?: string;
  readonly weight?: string;
  readonly query?: string;
  /** Also a learning curve, by fitting the model's estimator on parts of the data. */
  readonly curve: boolean;
}

/** How much worse the model gets when a column is shuffled. */
export interface ShuffledImportance {
  readonly name: string;
  readonly value: number;
  readonly standardError: number;
}

/** What an evaluation says. */
export interface Evaluated {
  readonly rows: number;
  readonly judged: Judged;
  readonly importanceMetric: MetricName;
  readonly importance: readonly ShuffledImportance[];
  readonly slices: readonly { readonly sentence: string; readonly adjustedP: number }[];
  readonly curve: LearningCurve | null;
}

/** Columns are shuffled, and learning curves made, on at most this many rows. */
const MOST_ROWS = 20_000;
const REPEATS = 3;

/** Weak slices are looked for among at most this many. */
const MOST_SLICED_ROWS = 100_000;

/** Judges a model on a data file. Throws what reading and scoring throw, and `learn.bad_table` for an unusable target. */
export async function evaluate(input: EvaluateInput, output: Output): Promise<Evaluated> {
  const model = await openModel(input.modelPath);
  try {
    const targetName = input.target ?? model.metadata["gyre.target"];
    if (targetName === undefined) {
      throw new GyreError("cli.bad_usage", `${input.modelPath} does not say what it was fitted to`, {
        hint: "name the column with --target",
      });
    }
    const apart = [targetName, input.weight, input.query].filter((name) => name !== undefined);
    const frame = await readInputs(model, input.dataPath, { more: apart });
    const target = targetFor(model, frame, targetName, input.query);
    const prediction = await predictionOf(model, target, frame, (rows) => output.live(`${rows} of ${frame.rows} rows`));
    const weights = input.weight === undefined ? {} : { weights: weightsOf(frame, input.weight) };
    const metrics = metricReport(target, prediction, weights);
    const inputs = inputColumns(model, frame);
    const some = sample(frame.rows);
    const metric = decidingMetric(target);
    return {
      rows: frame.rows,
      judged: { targetName, target, prediction, metrics, ...weights },
      importanceMetric: metric,
      importance: await shuffled(model, selectRows(inputs, some), selectTarget(target, some), metric, output),
      slices: slicesOf(inputs, target, prediction, weights.weights),
      curve: input.curve ? curveOf(model, selectRows(inputs, some), selectTarget(target, some), output) : null,
    };
  } finally {
    await model.scorer.close();
  }
}

function inputColumns({ scorer }: OpenModel, frame: Frame): Frame {
  const kept = scorer.inputs.map(({ name }) => frame.names.indexOf(name));
  return { rows: frame.rows, names: kept.map((i) => frame.names[i]), columns: kept.map((i) => frame.columns[i]) };
}

/** The target in the model's classes, so that codes mean the same. */
function targetFor({ scorer }: OpenModel, frame: Frame, name: string, query: string | undefined): Target {
  const column = columnNamed(frame, name);
  if (query !== undefined && column.kind === "number") return relevanceTarget(column.values, codesOf(frame, query));
  const isClassifier = scorer.outputs.some((one) => one.name === "probabilities");
  return targetColumn(name, column, isClassifier ? "class" : "number");
}

async function predictionOf(
  model: OpenModel,
  target: Target,
  frame: Frame,
  onRows?: (rows: number) => void,
): Promise<Prediction> {
  const said = await scoreFrame(model, frame, onRows);
  const numbers = (name: string): Float64Array | null => {
    const found: AddedColumn | undefined = said.find((column) => column.name === name);
    return found?.kind === "number" ? found.values : null;
  };
  const probabilities = numbers("probabilities");
  if (target.kind === "class" && probabilities !== null) {
    return { kind: "class", classes: classesOf(model, target, probabilities.length / frame.rows), probabilities };
  }
  const values = numbers("prediction");
  if (values !== null) return { kind: "number", values };
  throw new GyreError("onnx.unsupported", "the model gives neither probabilities nor a prediction of double or float");
}

/** The classes in the order of the probabilities' columns, as the fit noted them. */
function classesOf({ metadata }: OpenModel, target: Target & { kind: "class" }, width: number): readonly string[] {
  const noted: readonly string[] | undefined =
    metadata["gyre.classes"] === undefined ? undefined : JSON.parse(metadata["gyre.classes"]);
  const classes = noted ?? target.classes;
  if (classes.length === width) return classes;
  throw new GyreError("learn.bad_table", `the model tells ${width} classes apart, the target has ${classes.length}`, {
    hint: "the file does not name its classes: evaluate it on rows of all of them",
  });
}

/** Rows spread evenly over the file. */
function sample(rows: number, most = MOST_ROWS): Int32Array {
  const count = Math.min(rows, most);
  return Int32Array.from({ length: count }, (_, i) => Math.floor((i * rows) / count));
}

async function shuffled(
  model: OpenModel,
  frame: Frame,
  target: Target,
  metric: MetricName,
  output: Output,
): Promise<readonly ShuffledImportance[]> {
  const random = createRandom("permutation importance");
  const lossOn = async (rows: Frame): Promise<number> => {
    const [{ value }] = metricValues(target, await predictionOf(model, target, rows), { metrics: [metric] });
    return GREATER_IS_BETTER[metric] ? -value : value;
  };
  const base = await lossOn(frame);
  const found: ShuffledImportance[] = [];
  for (const [i, name] of frame.names.entries()) {
    output.live(`importance: column ${i + 1} of ${frame.names.length}`);
    const rises: number[] = [];
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      rises.push((await lossOn(withShuffled(frame, i, random.split(`${name}/${repeat}`)))) - base);
    }
    const mean = rises.reduce((sum, rise) => sum + rise, 0) / REPEATS;
    const variance = rises.reduce((sum, rise) => sum + (rise - mean) ** 2, 0) / (REPEATS - 1);
    found.push({ name, value: mean, standardError: Math.sqrt(variance / REPEATS) });
  }
  return found.sort((a, b) => b.value - a.value);
}

function withShuffled(frame: Frame, column: number, random: Random): Frame {
  const order = Int32Array.from({ length: frame.rows }, (_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.int(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  const one = { rows: frame.rows, names: [frame.names[column]], columns: [frame.columns[column]] };
  return { ...frame, columns: frame.columns.with(column, selectRows(one, order).columns[0]) };
}

function slicesOf(frame: Frame, target: Target, prediction: Prediction, weights: Float64Array | undefined) {
  if (target.kind === "relevance") return [];
  const rows = sample(frame.rows, MOST_SLICED_ROWS);
  return weakSlices(selectRows(frame, rows), selectTarget(target, rows), selectPrediction(prediction, rows), {
    ...(weights ? { weights: Float64Array.from(rows, (row) => weights[row]) } : {}),
  })
    .slice(0, 5)
    .map(({ words, weight, meanLoss, restMeanLoss, adjustedP }) => ({
      sentence: `${words}: loss ${meanLoss.toPrecision(3)} on ${Math.round(weight)} rows against ${restMeanLoss.toPrecision(3)} elsewhere`,
      adjustedP,
    }));
}

function curveOf({ metadata }: OpenModel, frame: Frame, target: Target, output: Output): LearningCurve | null {
  const config: AnyConfig | null = JSON.parse(metadata["gyre.estimator"] ?? "null");
  if (config === null) return null;
  output.live("learning curve");
  return learningCurve(config, frame, target, { folds: 3, random: createRandom("learning curve") }, learner);
}
