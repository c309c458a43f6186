import type { Random } from "../../core/index.js";
import type { TrainingSet } from "./training-set.js";

/** The rows that a tree is grown from; it is the workshop's only sample until the next one is made. */
export interface TreeSample {
  /** Ascending; reordered while the tree grows, so that every node has a range. */
  readonly rows: Int32Array;
  /** Weight times how often each training row was drawn. */
  readonly weights: Float64Array;
  /** Sums over all rows: of each class's weights, or of weights and of weights times target. */
  readonly totals: readonly number[];
  readonly totalWeight: number;
}

/** How often each of `rows` is drawn, with replacement, in `draws` draws. */
export function drawCounts(rows: number, draws: number, random: Random): Uint32Array {
  const counts = new Uint32Array(rows);
  for (let i = 0; i < draws; i++) counts[random.int(rows)]++;
  return counts;
}

/** Writes the rows that were drawn, all of them where `counts` is null, and their records into the workshop. */
export function createSample(training: TrainingSet, counts: Uint32Array | null): TreeSample {
  const { shop, target } = training;
  const weights = new Float64Array(training.rows);
  let length = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = training.weights[i] * (counts === null ? 1 : counts[i]);
    weights[i] = weight;
    if (weight > 0) shop.rows[length++] = i;
  }
  const rows = shop.rows.subarray(0, length);
  const totals =
    target.kind === "number" ? writeNumbers(training, rows, weights) : writeClasses(training, rows, weights);
  const totalWeight = target.kind === "class" ? totals.reduce((sum, value) => sum + value, 0) : totals[0];
  return { rows, weights, totals, totalWeight };
}

function writeNumbers({ shop, target }: TrainingSet, rows: Int32Array, weights: Float64Array): number[] {
  if (target.kind !== "number") return [];
  let [total, products] = [0, 0];
  for (let i = 0; i < rows.length; i++) {
    const weight = weights[rows[i]];
    const product = target.roundProduct(weight * target.centred[rows[i]]);
    shop.records[2 * i] = weight;
    shop.records[2 * i + 1] = product;
    total += weight;
    products += product;
  }
  return [total, products];
}

/** Two classes: the weight is the sum of its class. More: the weight, and the class beside it. */
function writeClasses({ shop, target }: TrainingSet, rows: Int32Array, weights: Float64Array): number[] {
  if (target.kind !== "class") return [];
  const totals = new Array<number>(shop.channels).fill(0);
  const isPair = shop.channels === 2;
  for (let i = 0; i < rows.length; i++) {
    const weight = weights[rows[i]];
    const code = target.codes[rows[i]];
    shop.records[2 * i + (isPair ? code : 0)] = weight;
    shop.records[2 * i + (isPair ? 1 - code : 1)] = 0;
    if (!isPair) shop.recordWords[4 * i + 2] = code;
    totals[code] += weight;
  }
  return totals;
}
