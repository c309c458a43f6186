import type { Random } from "../../../core/index.js";
import { checkNotCancelled } from "../../fit-options.js";
import { viewsOf } from "../engine/views.js";
import type { HessianRange } from "../grow/leaf.js";
import type { Workshop } from "../grow/workshop.js";
import type { Objective } from "../objective.js";
import { multiply } from "../objectives/point-objective.js";
import { type GossDraw, gossOfRound } from "../sampling/index.js";
import type { Derivatives } from "./derivatives.js";
import { gridOf } from "./grid.js";
import { forRows } from "./pass.js";
import { UNKNOWN, type Weighing, weighingOf } from "./weighing.js";

/** Any loss: it fills arrays of gradients and hessians, which are then rounded into the records. */
export function generalDerivatives(workshop: Workshop, objective: Objective, random: Random): Derivatives {
  const { binned, config } = workshop;
  const { arena, rows: n } = binned;
  const k = objective.outputs;
  const outputsKept = config.goss ? k : 1;
  checkNotCancelled(workshop.signal);
  const at = {
    scores: arena.reserve(8 * n * k),
    gradient: arena.reserve(8 * n * outputsKept),
    hessian: arena.reserve(8 * n * outputsKept),
    values: arena.reserve(8 * config.leaves),
    extremes: arena.reserve(32),
  };
  const { f64 } = viewsOf(arena);
  const part = (address: number, from: number, size: number): Float64Array =>
    f64.subarray(address / 8 + from, address / 8 + from + size);
  const scores = part(at.scores, 0, n * k);
  for (let output = 0; output < k; output++) scores.fill(objective.start[output], output * n, (output + 1) * n);
  const weighing = weighingOf(n, objective.weights);
  checkNotCancelled(workshop.signal);
  let draw: GossDraw | null = null;
  return {
    scores,
    startRound: (round) => {
      objective.prepare?.(scores);
      if (config.goss === undefined) return;
      const [gradient, hessian] = [part(at.gradient, 0, n * k), part(at.hessian, 0, n * k)];
      for (let output = 0; output < k; output++) {
        const [from, to] = [output * n, (output + 1) * n];
        const pairs = [gradient.subarray(from, to), hessian.subarray(from, to)] as const;
        objective.gradients(scores, output, ...pairs);
        multiply(...pairs, objective.weights);
      }
      draw = gossOfRound(config, { gradient, hessian, rows: n }, round, random);
      for (let output = 0; output < k && draw !== null; output++) multiplySampled(draw, gradient, hessian, output * n);
    },
    bag: () => draw?.rows ?? null,
    writePairs: (output) => {
      const offset = config.goss ? 8 * output * n : 0;
      const [g, h] = [at.gradient + offset, at.hessian + offset];
      const pairs = { g, h, extremes: at.extremes };
      if (config.goss) {
        roundSums(workshop, pairs);
        return UNKNOWN;
      }
      objective.gradients(scores, output, part(g, 0, n), part(h, 0, n));
      return weighPairs(workshop, pairs, weighing);
    },
    addTree: (output, values) => {
      f64.set(values, at.values / 8);
      forRows(workshop, (from, rows) => {
        const place = at.scores + 8 * (output * n + from);
        return { kernel: "addLeaves", numbers: [rows, place, workshop.leafOf + 2 * from, at.values] };
      });
    },
  };
}

function multiplySampled(
  { rows, factors }: GossDraw,
  gradient: Float64Array,
  hessian: Float64Array,
  offset: number,
): void {
  for (let i = 0; i < rows.length; i++) {
    gradient[offset + rows[i]] *= factors[i];
    hessian[offset + rows[i]] *= factors[i];
  }
}

/** Addresses of the derivatives of all rows, and of room for four numbers. */
interface Pairs {
  readonly g: number;
  readonly h: number;
  readonly extremes: number;
}

/** Derivatives without weights, multiplied by them, into the records; see `gridsOf` for why whole weights come after the rounding. */
function weighPairs(workshop: Workshop, pairs: Pairs, weighing: Weighing): HessianRange {
  const { isWhole, weights, total } = weighing;
  if (isWhole) {
    const [g, h] = [rangeOf(workshop, pairs.g, pairs.extremes), rangeOf(workshop, pairs.h, pairs.extremes)];
    const [gridG, gridH] = [gridOf(g.most, total), gridOf(h.most, total)];
    if (weights === undefined) roundPairs(workshop, pairs, gridG, gridH);
    else {
      scale(workshop, pairs.g, weights, gridG);
      scale(workshop, pairs.h, weights, gridH);
      roundPairs(workshop, pairs, 0, 0);
    }
    return { least: h.least + gridH - gridH, most: h.most + gridH - gridH };
  }
  if (weights !== undefined) {
    scale(workshop, pairs.g, weights, 0);
    scale(workshop, pairs.h, weights, 0);
  }
  roundSums(workshop, pairs);
  return UNKNOWN;
}

/** Derivatives with their weights in them. */
function roundSums(workshop: Workshop, pairs: Pairs): void {
  const { rows } = workshop.binned;
  const [g, h] = [rangeOf(workshop, pairs.g, pairs.extremes), rangeOf(workshop, pairs.h, pairs.extremes)];
  roundPairs(workshop, pairs, gridOf(g.most, rows), gridOf(h.most, rows));
}

/** Rounds each number and multiplies it by its row's weight. */
function scale({ binned }: Workshop, address: number, weights: Float64Array, grid: number): void {
  const { f64 } = viewsOf(binned.arena);
  for (let i = 0, at = address / 8; i < weights.length; i++, at++) f64[at] = (f64[at] + grid - grid) * weights[i];
}

function rangeOf({ binned, signal }: Workshop, address: number, extremes: number): { most: number; least: number } {
  const { f64 } = viewsOf(binned.arena);
  const last = f64[address / 8 + binned.rows - 1];
  checkNotCancelled(signal);
  // The kernel takes two values at a time.
  binned.kernels.extremes(address, binned.rows - (binned.rows % 2), extremes);
  return { most: Math.max(f64[extremes / 8], Math.abs(last)), least: Math.min(f64[extremes / 8 + 1], last) };
}

function roundPairs(workshop: Workshop, { g, h }: Pairs, gridG: number, gridH: number): void {
  const [{ address, stride }] = workshop.binned.blocks;
  forRows(workshop, (from, n) => ({
    kernel: "roundPairs",
    numbers: [n, g + 8 * from, h + 8 * from, address + from * stride, stride, gridG, gridH],
  }));
}
