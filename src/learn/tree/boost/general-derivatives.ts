import type { Random } from "../../../core/index.js";
import { viewsOf } from "../engine/views.js";
import type { HessianRange } from "../grow/leaf.js";
import type { Workshop } from "../grow/workshop.js";
import type { Objective } from "../objective.js";
import { multiply } from "../objectives/point-objective.js";
import { type GossDraw, gossOfRound } from "../sampling/index.js";
import type { Derivatives } from "./derivatives.js";
import { forRows } from "./pass.js";
import { type Grids, gridsOf, type Weighing, weighingOf } from "./weighing.js";

/** Any loss: it fills arrays of gradients and hessians, which are then rounded into the records. */
export function generalDerivatives(workshop: Workshop, objective: Objective, random: Random): Derivatives {
  const { binned, config } = workshop;
  const { arena, rows: n } = binned;
  const k = objective.outputs;
  const outputsKept = config.goss ? k : 1;
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
      for (let output = 0; output < k && draw !== null; output++) scale(draw, gradient, hessian, output * n);
    },
    bag: () => draw?.rows ?? null,
    writePairs: (output) => {
      const offset = config.goss ? 8 * output * n : 0;
      const [g, h] = [at.gradient + offset, at.hessian + offset];
      if (config.goss) return roundPairs(workshop, { g, h, extremes: at.extremes }, SAMPLED(n));
      objective.gradients(scores, output, part(g, 0, n), part(h, 0, n));
      return roundPairs(workshop, { g, h, extremes: at.extremes }, weighing);
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

function scale({ rows, factors }: GossDraw, gradient: Float64Array, hessian: Float64Array, offset: number): void {
  for (let i = 0; i < rows.length; i++) {
    gradient[offset + rows[i]] *= factors[i];
    hessian[offset + rows[i]] *= factors[i];
  }
}

/** Derivatives that have weights and factors of sampling in them: fractions. */
function SAMPLED(rows: number): Weighing {
  return { rows, isWhole: false, total: rows, largest: 1 };
}

/** Addresses of the derivatives of all rows, and of room for four numbers. */
interface Pairs {
  readonly g: number;
  readonly h: number;
  readonly extremes: number;
}

function roundPairs(workshop: Workshop, { g, h, extremes }: Pairs, weighing: Weighing): HessianRange {
  const { binned } = workshop;
  const ofH = rangeOf(workshop, h, extremes);
  const ofG = rangeOf(workshop, g, extremes);
  const { isWhole, weights } = weighing;
  if (weights !== undefined && isWhole) {
    multiplyRounded(workshop, g, weights, gridsOf(weighing, ofG.most));
    multiplyRounded(workshop, h, weights, gridsOf(weighing, ofH.most));
  }
  const gridG = gridsOf(weighing, ofG.most).after
  const [{ address, stride }] = binned.blocks;
  forRows(workshop, (from, n) => ({
    kernel: "roundPairs",
    numbers: [n, g + 8 * from, h + 8 * from, address + from * stride, stride, gridG, gridH],
  }));
}
