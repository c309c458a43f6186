import { createRandom, type Random } from "../../../core/index.js";
import { benjaminiHochberg } from "../../../math/index.js";
import type { Prediction } from "../../prediction.js";
import type { Frame } from "../../table.js";
import type { Target } from "../../target.js";
import { checkedWeights } from "../weights.js";
import { type Candidate, searchSlices } from "./beam-search.js";
import { type Condition, conditionsInWords, type PartitionOptions, partitionsOf } from "./conditions.js";
import { type RowLoss, rowLosses } from "./row-losses.js";
import { compareWithRest, momentsOf } from "./welch.js";

/** What {@link weakSlices} takes. */
export interface WeakSlicesOptions extends PartitionOptions {
  readonly weights?: ArrayLike<number> | undefined;
  /** Chance for halving the rows; without it a stream with a fixed seed. */
  readonly random?: Random | undefined;
  /** How many conditions a slice may have; default 2. */
  readonly maxConditions?: number | undefined;
  /** How many slices of each length are refined further; default 20. */
  readonly beamWidth?: number | undefined;
  /** The least weight of a slice; default 1 % of the whole, at least 60. */
  readonly minWeight?: number | undefined;
  /** The expected share of false findings among those reported; default 0.05. */
  readonly rate?: number | undefined;
  /** What a row costs; default log loss for classes, squared error for numbers. */
  readonly loss?: RowLoss | undefined;
}

/** A slice on which the model does worse than on the rest, as measured on rows that the search had not seen. */
export interface WeakSlice {
  readonly conditions: readonly Condition[];
  readonly words: string;
  /** Weight of the slice among all rows. */
  readonly weight: number;
  readonly meanLoss: number;
  readonly restMeanLoss: number;
  /** One-sided p (Welch) on the second half of the rows, and the same adjusted for the number of slices tested there. */
  readonly p: number;
  readonly adjustedP: number;
}

/**
 * Finds the slices on which a model does worst: a beam search over one to `maxConditions` conditions on a random half of the rows, then
 * one test of each finding on the other half, with Benjamini and Hochberg's adjustment. However many slices the search looked at, the
 * tests do not know it; so on noise anything at all is reported in at most about `rate` of the cases. The strongest evidence comes
 * first. Rows must not depend on each other. O(rows · columns · beamWidth).
 *
 * @example
 * ```ts
 * for (const { words, meanLoss, restMeanLoss } of weakSlices(frame, target, prediction)) console.log(words, meanLoss, restMeanLoss);
 * ```
 */
export function weakSlices(
  frame: Frame,
  target: Target,
  prediction: Prediction,
  options: WeakSlicesOptions = {},
): WeakSlice[] {
  const weights = checkedWeights(options.weights, frame.rows) ?? new Float64Array(frame.rows).fill(1);
  const { random = createRandom("weakSlices"), rate = 0.05, maxConditions = 2, beamWidth = 20 } = options;
  const own = rowLosses(target, prediction, { loss: options.loss, weights });
  const centre = own.reduce((sum, loss) => sum + loss, 0) / own.length;
  const losses = own.map((loss) => loss - centre);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const least = options.minWeight ?? Math.max(60, total / 100);
  const partitions = partitionsOf(frame, weights, options);
  const [search, confirm] = halves(weights, random);
  const found = searchSlices(
    { partitions, losses, weights, rows: search },
    { least: least / 2, maxConditions, beamWidth },
  );
  return confirmed(found, { losses, weights, centre, rows: confirm })
    .filter(({ adjustedP }) => adjustedP <= rate)
    .sort((a, b) => a.p - b.p);
}

interface Confirmation {
  /** Losses minus `centre`. */
  readonly losses: Float64Array;
  readonly centre: number;
  readonly weights: Float64Array;
  /** The rows that the search had not seen. */
  readonly rows: Int32Array;
}

/** Each finding measured and tested once on rows of its own. */
function confirmed(found: readonly Candidate[], { losses, weights, centre, rows }: Confirmation): WeakSlice[] {
  const all = momentsOf(rows, losses, weights);
  const tested = found.map((candidate) => {
    const inside = momentsOf(rowsOf(candidate, rows), losses, weights);
    return { candidate, inside, ...compareWithRest(inside, all) };
  });
  const adjusted = benjaminiHochberg(tested.map(({ p }) => p));
  const everyRow = Int32Array.from(weights.keys());
  return tested.map(({ candidate, inside, p }, i) => {
    const conditions = candidate.parts.map(({ partition, place }) => partition.conditions[place]);
    return {
      conditions,
      words: conditionsInWords(conditions),
      weight: momentsOf(rowsOf(candidate, everyRow), losses, weights).weight,
      meanLoss: centre + inside.sum / inside.weight,
      restMeanLoss: centre + (all.sum - inside.sum) / (all.weight - inside.weight),
      p,
      adjustedP: adjusted[i],
    };
  });
}

function halves(weights: Float64Array, random: Random): readonly [Int32Array, Int32Array] {
  const parts: [number[], number[]] = [[], []];
  weights.forEach((weight, row) => {
    if (weight > 0) parts[random.int(2)].push(row);
  });
  return [Int32Array.from(parts[0]), Int32Array.from(parts[1])];
}

function rowsOf({ parts }: Candidate, rows: Int32Array): Int32Array {
  return rows.filter((row) => parts.every(({ partition, place }) => partition.codes[row] === place));
}
