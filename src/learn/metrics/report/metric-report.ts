import { createRandom, GyreError, type Random } from "../../../core/index.js";
import type { Prediction } from "../../prediction.js";
import type { Target } from "../../target.js";
import { bootstrapReplicates, intervalOf, unitsOf } from "../intervals/bootstrap.js";
import type { Units } from "../intervals/resample.js";
import type { Weighted } from "../weights.js";
import type { Measure, MetricName } from "./measure.js";
import { type Measured, measuresOf } from "./measures.js";

/** One line of a report of metrics. */
export interface MetricLine {
  readonly name: MetricName;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** How the interval was made; `none` where there is none, its ends NaN. */
  readonly method: string;
}

/** What {@link metricReport} takes. */
export interface MetricReportOptions extends Weighted {
  /** A number for each row; rows of one group depend on each other, and every interval then comes from drawing groups. */
  readonly groups?: ArrayLike<number> | undefined;
  /** Chance for the resamples; without it a stream with a fixed seed. */
  readonly random?: Random | undefined;
  /** Default 0.95. */
  readonly level?: number | undefined;
  /** How many resamples; default 200. */
  readonly replicates?: number | undefined;
  /** Which metrics, in this order; default all of the target's kind. */
  readonly metrics?: readonly MetricName[] | undefined;
}

/** Resampling looks at no more rows than this; where there are more, a sample of them is resampled and its spread scaled. */
const MOST_ROWS = 60_000;
const LEAST_ROWS = 10_000;

/**
 * How good a prediction is, metric by metric with intervals: ROC AUC by DeLong on the logit scale; accuracy, precision and recall by
 * Wilson; mean losses by the normal interval of a mean; the others by a bootstrap of the rows, of the groups where rows depend on
 * each other, or of the queries of a ranking. The second class is the positive one of two. Above 60,000 rows (fewer with many
 * classes) a random part of them is resampled and the interval narrowed by √(part). Undefined values are NaN. The metrics:
 * {@link MetricName}. Throws `learn.bad_table` where target and prediction do not fit together.
 *
 * @example
 * ```ts
 * for (const { name, value, low, high } of metricReport(target, model.predict(frame))) console.log(name, value, low, high);
 * ```
 */
export function metricReport(target: Target, prediction: Prediction, options: MetricReportOptions = {}): MetricLine[] {
  const measured = measuresOf(target, prediction, options.weights);
  const chosen = chosenOf(measured, options.metrics);
  const { level = 0.95, random = createRandom("metricReport") } = options;
  const grouped = options.groups !== undefined && target.kind !== "relevance";
  const resampled = chosen.filter(
    ({ formula, bootstrap }) => bootstrap !== "none" && (grouped || formula === undefined),
  );
  const bootstrap = bootstrapOf(measured, resampled, { ...options, level, random });
  return chosen.map((measure) => {
    const { name, formula } = measure;
    const value = measure.of(measured.weights);
    const at = resampled.indexOf(measure);
    if (at >= 0) return { name, ...bootstrap(at, value), method: bootstrapName(measure, grouped, target) };
    if (formula === undefined || Number.isNaN(value))
      return { name, value, low: Number.NaN, high: Number.NaN, method: "none" };
    const [low, high] = formula.interval(level);
    return { name, value, low, high, method: formula.method };
  });
}

/** The metrics' values without intervals, in order; see {@link metricReport}. O(n log n). */
export function metricValues(
  target: Target,
  prediction: Prediction,
  options: Weighted & { readonly metrics?: readonly MetricName[] | undefined } = {},
): { readonly name: MetricName; readonly value: number }[] {
  const measured = measuresOf(target, prediction, options.weights);
  return chosenOf(measured, options.metrics).map(({ name, of }) => ({ name, value: of(measured.weights) }));
}

function chosenOf({ measures }: Measured, names: readonly MetricName[] | undefined): readonly Measure[] {
  if (names === undefined) return measures;
  return names.map((name) => {
    const found = measures.find((measure) => measure.name === name);
    if (found !== undefined) return found;
    throw new GyreError("learn.bad_config", `there is no metric "${name}" for this target`, {
      hint: `There are ${measures.map((measure) => measure.name).join(", ")}.`,
      details: { name },
    });
  });
}

type Ends = { readonly value: number; readonly low: number; readonly high: number };

function bootstrapOf(
  { weights, width, sub }: Measured,
  measures: readonly Measure[],
  options: MetricReportOptions & { readonly level: number; readonly random: Random },
): (at: number, value: number) => Ends {
  if (measures.length === 0) return (_at, value) => ({ value, low: value, high: value });
  const groups = sub === undefined ? undefined : options.groups;
  const all = unitsOf(weights.length, { weights, groups });
  const rows = sub === undefined ? undefined : sampleOf(all, Math.max(LEAST_ROWS, MOST_ROWS / width), options.random);
  const part = rows === undefined || sub === undefined ? undefined : sub(rows);
  const own =
    part === undefined
      ? measures
      : chosenOf(
          part,
          measures.map(({ name }) => name),
        );
  const units = part === undefined ? all : partOf(all, rows ?? new Int32Array(0));
  const { replicates = 200, random } = options;
  const values = bootstrapReplicates(
    units,
    own.map(({ of }) => of),
    { replicates, random: random.split("bootstrap") },
  );
  const scale = Math.sqrt(units.count / all.count);
  return (at, value) => {
    const method = measures[at].bootstrap === "reflected" ? "reflected" : "percentile";
    const centre = part === undefined ? value : own[at].of(units.weights);
    const { low, high } = intervalOf(centre, values[at], { level: options.level, method });
    const floor = method === "reflected" ? 0 : Number.NEGATIVE_INFINITY;
    return { value, low: Math.max(floor, value + scale * (low - centre)), high: value + scale * (high - centre) };
  };
}

/** Rows of a random part of the units, once there are more rows than `most`. */
function sampleOf({ weights, groupOf, count }: Units, most: number, random: Random): Int32Array | undefined {
  if (weights.length <= most) return undefined;
  const share = most / weights.length;
  const chance = random.split("sample");
  const kept = Uint8Array.from({ length: count }, () => (chance.next() < share ? 1 : 0));
  const rows = Int32Array.from(weights.keys());
  return rows.filter((row) => kept[groupOf === undefined ? row : groupOf[row]] === 1);
}

function partOf({ weights, groupOf }: Units, rows: Int32Array): Units {
  return unitsOf(rows.length, {
    weights: Float64Array.from(rows, (row) => weights[row]),
    ...(groupOf === undefined ? {} : { groups: Int32Array.from(rows, (row) => groupOf[row]) }),
  });
}

function bootstrapName(measure: Measure, grouped: boolean, target: Target): string {
  const of = target.kind === "relevance" ? " of queries" : grouped ? " of groups" : "";
  return `bootstrap${of}${measure.bootstrap === "reflected" ? ", reflected" : ""}`;
}
