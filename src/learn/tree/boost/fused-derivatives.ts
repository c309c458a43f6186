import { viewsOf } from "../engine/views.js";
import type { HessianRange } from "../grow/leaf.js";
import type { Workshop } from "../grow/workshop.js";
import type { FusedRows, Objective } from "../objective.js";
import type { Derivatives } from "./derivatives.js";
import { gridOf } from "./grid.js";
import { forRows } from "./pass.js";

/** Addresses of the rows' numbers. */
interface Places {
  readonly scores: number;
  readonly labels: number;
  /** 0 = none. */
  readonly weights: number;
  readonly values: number;
}

/** Everything that one pass over the rows needs. */
interface Fused {
  readonly workshop: Workshop;
  readonly places: Places;
  readonly largestWeight: number;
}

/**
 * Squared and logistic loss with one output: one pass over the rows adds the leaves to the scores and writes the next pairs, so that
 * each row's numbers are touched once.
 */
export function fusedDerivatives(
  workshop: Workshop,
  objective: Objective,
  rows: FusedRows,
  from?: Float64Array,
): Derivatives {
  const { arena } = workshop.binned;
  const n = workshop.binned.rows;
  const places: Places = {
    scores: arena.reserve(8 * n),
    labels: arena.reserve(8 * n),
    weights: rows.weights === undefined ? 0 : arena.reserve(8 * n),
    values: arena.reserve(8 * workshop.config.leaves),
  };
  const { f64 } = viewsOf(arena);
  f64.set(rows.y, places.labels / 8);
  if (rows.weights !== undefined) f64.set(rows.weights, places.weights / 8);
  const scores = f64.subarray(places.scores / 8, places.scores / 8 + n);
  if (from === undefined) scores.fill(objective.start[0]);
  else scores.set(from);
  const fused = { workshop, places, largestWeight: rows.weights?.reduce((a, b) => Math.max(a, b), 0) ?? 1 };
  const pass = objective.fused === "squared" ? squaredPass(fused, rows, scores) : logisticPass(fused);
  let range: HessianRange = { least: 0, most: Number.POSITIVE_INFINITY };
  let isReady = false;
  return {
    scores,
    startRound: () => {},
    bag: () => null,
    writePairs: () => {
      if (!isReady) range = pass([0]);
      isReady = true;
      return range;
    },
    addTree: (_output, values) => {
      range = pass(values);
      isReady = true;
    },
  };
}

type Pass = (values: readonly number[]) => HessianRange;

/** |g| ≤ the largest weight and h ≤ a quarter of it. */
function logisticPass({ workshop, places, largestWeight }: Fused): Pass {
  const { binned, leafOf } = workshop;
  const gridG = gridOf(largestWeight, binned.rows);
  const gridH = gridOf(largestWeight / 4, binned.rows);
  const [{ address, stride }] = binned.blocks;
  const { scores, labels, weights, values: at } = places;
  return (values) => {
    viewsOf(binned.arena).f64.set(values, at / 8);
    const least = forRows(workshop, (from, n) => {
      const [s, y, w] = [scores + 8 * from, labels + 8 * from, weights === 0 ? 0 : weights + 8 * from];
      const records = address + from * stride;
      const numbers = [n, s, leafOf + 2 * from, at, y, w, records, stride, gridG, gridH];
      return { kernel: "logisticPass", numbers };
    });
    return weights === 0 ? { least: Math.min(...least), most: 0.25 } : { least: 0, most: Number.POSITIVE_INFINITY };
  };
}

/** The largest |g| to come is at most that of the pass before and the largest change of a score. */
function squaredPass({ workshop, places, largestWeight }: Fused, { y, weights }: FusedRows, start: Float64Array): Pass {
  const { binned, leafOf } = workshop;
  const [{ address, stride }] = binned.blocks;
  writeConstantHessians(workshop, weights, largestWeight);
  let largest = y.reduce((most, value, i) => Math.max(most, Math.abs(start[i] - value) * (weights?.[i] ?? 1)), 0);
  const { scores, labels, weights: weightsAt, values: at } = places;
  return (values) => {
    viewsOf(binned.arena).f64.set(values, at / 8);
    const change = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const gridG = gridOf((largest + change * largestWeight) * (1 + 1e-12), binned.rows);
    const most = forRows(workshop, (from, n) => {
      const [s, l, w] = [scores + 8 * from, labels + 8 * from, weightsAt === 0 ? 0 : weightsAt + 8 * from];
      const records = address + from * stride;
      return { kernel: "squaredPass", numbers: [n, s, leafOf + 2 * from, at, l, w, records, stride, gridG] };
    });
    largest = Math.max(...most);
    return { least: 1, most: 1 };
  };
}

function writeConstantHessians({ binned }: Workshop, weights: Float64Array | undefined, largest: number): void {
  const { f64 } = viewsOf(binned.arena);
  const [{ address, stride }] = binned.blocks;
  const grid = gridOf(largest, binned.rows);
  for (let i = 0; i < binned.rows; i++) {
    f64[(address + i * stride) / 8 + 1] = weights === undefined ? 1 : weights[i] + grid - grid;
  }
}
