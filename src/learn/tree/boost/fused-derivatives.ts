import { checkNotCancelled } from "../../fit-options.js";
import { viewsOf } from "../engine/views.js";
import type { HessianRange } from "../grow/leaf.js";
import type { Workshop } from "../grow/workshop.js";
import type { FusedRows, Objective } from "../objective.js";
import type { Derivatives } from "./derivatives.js";
import { forRows } from "./pass.js";
import { gridsOf, UNKNOWN, type Weighing, weighingOf } from "./weighing.js";

const ROWS_BETWEEN_LOOKS = 2 ** 20;

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
  readonly weighing: Weighing;
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
  const { weights } = objective;
  const n = workshop.binned.rows;
  const places: Places = {
    scores: arena.reserve(8 * n),
    labels: arena.reserve(8 * n),
    weights: weights === undefined ? 0 : arena.reserve(8 * n),
    values: arena.reserve(8 * workshop.config.leaves),
  };
  checkNotCancelled(workshop.signal);
  const { f64 } = viewsOf(arena);
  f64.set(rows.y, places.labels / 8);
  if (weights !== undefined) f64.set(weights, places.weights / 8);
  const scores = f64.subarray(places.scores / 8, places.scores / 8 + n);
  if (from === undefined) scores.fill(objective.start[0]);
  else scores.set(from);
  checkNotCancelled(workshop.signal);
  const fused = { workshop, places, weighing: weighingOf(n, weights) };
  const pass = objective.fused === "squared" ? squaredPass(fused, rows, scores) : logisticPass(fused, rows);
  let range = UNKNOWN;
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

/** |g| ≤ the factor of the row's class and h ≤ a quarter of it, times the row's weight. */
function logisticPass({ workshop, places, weighing }: Fused, { factors = [1, 1] }: FusedRows): Pass {
  const { binned, leafOf } = workshop;
  const factor = Math.max(...factors);
  const g = gridsOf(weighing, factor);
  const h = gridsOf(weighing, factor / 4);
  const most = factor / 4 + h.before - h.before;
  const [{ address, stride }] = binned.blocks;
  const { scores, labels, weights, values: at } = places;
  return (values) => {
    viewsOf(binned.arena).f64.set(values, at / 8);
    const least = forRows(workshop, (from, n) => {
      const [s, y, w] = [scores + 8 * from, labels + 8 * from, weights === 0 ? 0 : weights + 8 * from];
      const rows = [n, s, leafOf + 2 * from, at, y, w, address + from * stride, stride];
      return { kernel: "logisticPass", numbers: [...rows, g.before, h.before, g.after, h.after, ...factors] };
    });
    return weighing.isWhole ? { least: Math.min(...least), most } : UNKNOWN;
  };
}

/** The largest |g| to come is at most that of the pass before and the largest change of a score. */
function squaredPass({ workshop, places, weighing }: Fused, { y }: FusedRows, start: Float64Array): Pass {
  const { binned, leafOf } = workshop;
  const [{ address, stride }] = binned.blocks;
  writeConstantHessians(workshop, weighing);
  let largest = 0;
  for (let i = 0; i < y.length; i++) {
    if (i % ROWS_BETWEEN_LOOKS === 0) checkNotCancelled(workshop.signal);
    largest = Math.max(largest, Math.abs(start[i] - y[i]));
  }
  const { scores, labels, weights, values: at } = places;
  return (values) => {
    viewsOf(binned.arena).f64.set(values, at / 8);
    const change = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const { before, after } = gridsOf(weighing, (largest + change) * (1 + 1e-12));
    const most = forRows(workshop, (from, n) => {
      const [s, l, w] = [scores + 8 * from, labels + 8 * from, weights === 0 ? 0 : weights + 8 * from];
      const records = address + from * stride;
      return { kernel: "squaredPass", numbers: [n, s, leafOf + 2 * from, at, l, w, records, stride, before, after] };
    });
    largest = Math.max(...most);
    return { least: 1, most: 1 };
  };
}

function writeConstantHessians({ binned, signal }: Workshop, weighing: Weighing): void {
  const { f64 } = viewsOf(binned.arena);
  const [{ address, stride }] = binned.blocks;
  const { weights } = weighing;
  const { after } = gridsOf(weighing, 1);
  for (let i = 0; i < binned.rows; i++) {
    if (i % ROWS_BETWEEN_LOOKS === 0) checkNotCancelled(signal);
    f64[(address + i * stride) / 8 + 1] = weights === undefined ? 1 : weights[i] + after - after;
  }
}
