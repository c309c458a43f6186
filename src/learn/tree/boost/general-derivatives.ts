import type { Random } from "../../../core/index.js";
import { viewsOf } from "../engine/views.js";
import type { HessianRange } from "../grow/leaf.js";
import type { Workshop } from "../grow/workshop.js";
import type { Objective } from "../objective.js";
import { type GossDraw, gossOfRound } from "../sampling/index.js";
import type { Derivatives } from "./derivatives.js";
import { gridOf } from "./grid.js";
import { forRows } from "./pass.js";

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
  let draw: GossDraw | null = null;
  return {
    scores,
    startRound: (round) => {
      objective.prepare?.(scores);
      if (config.goss === undefined) return;
      const [gradient, hessian] = [part(at.gradient, 0, n * k), part(at.hessian, 0, n * k)];
      for (let output = 0; output < k; output++) {
        const [from, to] = [output * n, (output + 1) * n];
        objective.gradients(scores, output, gradient.subarray(from, to), hessian.subarray(from, to));
      }
      draw = gossOfRound(config, { gradient, hessian, rows: n }, round, random);
      for (let output = 0; output < k && draw !== null; output++) multiply(draw, gradient, hessian, output * n);
    },
    bag: () => draw?.rows ?? null,
    writePairs: (output) => {
      const offset = config.goss ? 8 * output * n : 0;
      const [g, h] = [at.gradient + offset, at.hessian + offset];
      if (!config.goss) objective.gradients(scores, output, part(g, 0, n), part(h, 0, n));
      return roundPairs(workshop, g, h, at.extremes);
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

function multiply({ rows, factors }: GossDraw, gradient: Float64Array, hessian: Float64Array, offset: number): void {
  for (let i = 0; i < rows.length; i++) {
    gradient[offset + rows[i]] *= factors[i];
    hessian[offset + rows[i]] *= factors[i];
  }
}

function roundPairs(workshop: Workshop, g: number, h: number, extremes: number): HessianRange {
  const { binned } = workshop;
  const { f64 } = viewsOf(binned.arena);
  const range = (address: number): { most: number; least: number } => {
    const last = f64[address / 8 + binned.rows - 1];
    // The kernel takes two values at a time.
    binned.kernels.extremes(address, binned.rows - (binned.rows % 2), extremes);
    return { most: Math.max(f64[extremes / 8], Math.abs(last)), least: Math.min(f64[extremes / 8 + 1], last) };
  };
  const ofH = range(h);
  const gridG = gridOf(range(g).most, binned.rows);
  const gridH = gridOf(ofH.most, binned.rows);
  const [{ address, stride }] = binned.blocks;
  forRows(workshop, (from, n) => ({
    kernel: "roundPairs",
    numbers: [n, g + 8 * from, h + 8 * from, address + from * stride, stride, gridG, gridH],
  }));
  // With weights or sampling a row's hessian says little of its weight.
  const isBare = workshop.rowWeights === null && workshop.config.goss === undefined;
  return isBare ? { least: ofH.least + gridH - gridH, most: ofH.most } : { least: 0, most: Number.POSITIVE_INFINITY };
}
