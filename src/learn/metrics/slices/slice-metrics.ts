import { benjaminiHochberg } from "../../../math/index.js";
import type { Prediction } from "../../prediction.js";
import type { Frame } from "../../table.js";
import { selectTarget, type Target } from "../../target.js";
import { type MetricLine, type MetricReportOptions, metricReport } from "../report/metric-report.js";
import { selectPrediction } from "../select-prediction.js";
import { checkedWeights } from "../weights.js";
import {
  type Condition,
  conditionsInWords,
  type Partition,
  type PartitionOptions,
  partitionsOf,
} from "./conditions.js";
import { type RowLoss, rowLosses } from "./row-losses.js";
import { compareWithRest, momentsOf } from "./welch.js";

/** What {@link metricBySlice} takes. */
export interface SliceMetricsOptions extends PartitionOptions, Omit<MetricReportOptions, "groups"> {
  /** Also every two conditions of different columns. Default false. */
  readonly pairs?: boolean | undefined;
  /** Slices of less weight are left out; default 30. */
  readonly minWeight?: number | undefined;
  /** The loss that the p-values are about. */
  readonly loss?: RowLoss | undefined;
}

/** A metric of the rows that meet some conditions. */
export interface SliceMetrics {
  readonly conditions: readonly Condition[];
  readonly words: string;
  readonly rows: number;
  readonly weight: number;
  readonly metrics: readonly MetricLine[];
  /** Mean loss inside minus mean loss of all other rows. */
  readonly difference: number;
  /** One-sided p of "does no worse than the rest" (Welch). */
  readonly p: number;
  /** The same, adjusted for the number of slices (Benjamini and Hochberg). */
  readonly adjustedP: number;
}

/**
 * Metrics slice by slice: for each category, each quantile bin of numbers, missing values, and with `pairs` each two of them; the
 * slices that do worse than the rest first. `metrics` chooses the metrics, default all with an interval each: name few where slices
 * are many. Throws `learn.bad_config` for targets of relevance.
 */
export function metricBySlice(
  frame: Frame,
  target: Target,
  prediction: Prediction,
  options: SliceMetricsOptions = {},
): SliceMetrics[] {
  const weights = checkedWeights(options.weights, frame.rows) ?? new Float64Array(frame.rows).fill(1);
  const losses = rowLosses(target, prediction, { loss: options.loss, weights });
  const centre = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  const centred = losses.map((loss) => loss - centre);
  const all = momentsOf(Int32Array.from(losses.keys()), centred, weights);
  const slices = slicesOf(partitionsOf(frame, weights, options), options.pairs ?? false)
    .map(({ conditions, rows }) => ({ conditions, rows: rows.filter((row) => weights[row] > 0) }))
    .map((slice) => ({ ...slice, inside: momentsOf(slice.rows, centred, weights) }))
    .filter(({ inside }) => inside.weight >= (options.minWeight ?? 30));
  const compared = slices.map(({ inside }) => compareWithRest(inside, all));
  const adjusted = benjaminiHochberg(compared.map(({ p }) => p));
  return slices
    .map(({ conditions, rows, inside }, i) => ({
      conditions,
      words: conditionsInWords(conditions),
      rows: rows.length,
      weight: inside.weight,
      metrics: metricReport(selectTarget(target, rows), selectPrediction(prediction, rows), {
        ...options,
        weights: Float64Array.from(rows, (row) => weights[row]),
      }),
      difference: compared[i].difference,
      p: compared[i].p,
      adjustedP: adjusted[i],
    }))
    .sort((a, b) => a.p - b.p);
}

interface Slice {
  readonly conditions: readonly Condition[];
  readonly rows: Int32Array;
}

function slicesOf(partitions: readonly Partition[], pairs: boolean): Slice[] {
  const singles = partitions.map((partition) =>
    partition.conditions.map((condition, place) => ({ conditions: [condition], rows: rowsAt(partition, place) })),
  );
  const slices: Slice[] = singles.flat();
  if (!pairs) return slices;
  for (let a = 0; a < singles.length; a++) {
    for (const first of singles[a]) {
      for (const other of partitions.slice(a + 1)) {
        other.conditions.forEach((condition, place) => {
          const rows = first.rows.filter((row) => other.codes[row] === place);
          slices.push({ conditions: [...first.conditions, condition], rows });
        });
      }
    }
  }
  return slices;
}

function rowsAt({ codes }: Partition, place: number): Int32Array {
  const rows: number[] = [];
  codes.forEach((code, row) => {
    if (code === place) rows.push(row);
  });
  return Int32Array.from(rows);
}
