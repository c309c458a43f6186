import { type Input, isExact, type WindowOutput, type WindowPlan } from "../plan.js";
import {
  addToTile,
  addTwo,
  createTileSeries,
  forgetTiles,
  moveTail,
  type TileLayout,
  type TileSeries,
} from "./tile-series.js";

/** The state of one part of a view for all keys. */
export interface ViewState {
  /** Takes in an event that has become seen. */
  add(entity: number, eventMs: number, availableMs: number, inputs: Float64Array, now: number): void;
  /** Writes this part's features of a key (−1: unknown) at time `t` to their places in `values`. */
  write(entity: number, t: number, values: Float64Array): void;
  /** Forgets what no read from `t` on can see. */
  forget(t: number): void;
  /** How many tiles, rows or values are kept. */
  held(): number;
}

interface TiledOutput {
  readonly feature: number;
  readonly op: WindowOutput["op"];
  readonly window: number;
  /** Exact lane with the number of values. */
  readonly count: number;
  /** Exact lane with the sum, or −1. */
  readonly sum: number;
  /** First slot of the folded lane, or −1. */
  readonly folded: number;
}

/** The tiles of a view's outputs that share one hop. */
export function createTiledState(plan: WindowPlan, inputs: readonly Input[], hopMs: number): ViewState {
  const { layout, outputs } = layOut(plan, inputs, hopMs);
  const states: (TileSeries | undefined)[] = [];
  return {
    add(entity, eventMs, _availableMs, values, now) {
      const series = (states[entity] ??= createTileSeries(layout));
      addToTile(series, layout, Math.floor(eventMs / hopMs), values, now);
    },
    write(entity, t, values) {
      const series = states[entity];
      if (!series) {
        for (const { op, feature } of outputs) values[feature] = op === "count" ? 0 : Number.NaN;
        return;
      }
      for (let w = 0; w < layout.lengthsMs.length; w++) moveTail(series, layout, w, t);
      for (let i = 0; i < outputs.length; i++) values[outputs[i].feature] = outputValue(series, layout, outputs[i]);
    },
    forget(t) {
      for (let entity = 0; entity < states.length; entity++) {
        const series = states[entity];
        if (series && forgetTiles(series, layout, t)) states[entity] = undefined;
      }
    },
    held: () => states.reduce((held, series) => held + (series ? series.end - series.start : 0), 0),
  };
}

function layOut(
  plan: WindowPlan,
  inputs: readonly Input[],
  hopMs: number,
): { layout: TileLayout; outputs: readonly TiledOutput[] } {
  const wanted = plan.outputs.filter(({ op, window }) => op !== "last" && window.hopMs === hopMs);
  const lengthsMs = [...new Set(wanted.map(({ window }) => window.lengthMs))];
  const exact = new Map<string, TileLayout["exact"][number]>();
  const folded = new Map<string, Omit<TileLayout["folded"][number], "slot">>();
  const laneOf = <T>(lanes: Map<string, T>, lane: T & { readonly op: string; readonly input: number }): number => {
    const name = `${lane.op} ${lane.input}`;
    if (!lanes.has(name)) lanes.set(name, lane);
    return [...lanes.keys()].indexOf(name);
  };
  const lanes = wanted.map(({ feature, op, input, window }) => {
    const isSum = op === "sum" || op === "mean" || op === "rate";
    const isFolded = op === "min" || op === "max" || (isSum && !isExact(inputs[input]));
    return {
      feature,
      op,
      window: lengthsMs.indexOf(window.lengthMs),
      count: laneOf(exact, { op: "count", input }),
      sum: isSum && !isFolded ? laneOf(exact, { op: "sum", input }) : -1,
      folded: isFolded ? laneOf(folded, { op: isSum ? "sum" : (op as "min" | "max"), input }) : -1,
    };
  });
  let stride = exact.size;
  const slots = [...folded.values()].map((lane) => {
    const slot = stride;
    stride += lane.op === "sum" ? 2 : 1;
    return { ...lane, slot };
  });
  return {
    layout: { hopMs, lengthsMs, exact: [...exact.values()], folded: slots, stride },
    outputs: lanes.map((lane) => ({ ...lane, folded: lane.folded < 0 ? -1 : slots[lane.folded].slot })),
  };
}

function outputValue(series: TileSeries, layout: TileLayout, output: TiledOutput): number {
  const first = output.window * layout.exact.length;
  const count = series.sums[first + output.count];
  if (output.op === "count") return count;
  if (count === 0) return Number.NaN;
  const value = output.folded < 0 ? series.sums[first + output.sum] : foldTiles(series, layout, output);
  return output.op === "mean" || output.op === "rate" ? value / count : value;
}

const total = new Float64Array(2);

/** Folds a lane over the window's tiles, of which there are at most a few hundred. */
function foldTiles(series: TileSeries, { stride }: TileLayout, { op, window, folded }: TiledOutput): number {
  const { slots, end } = series;
  const first = series.tails[window];
  if (op === "min" || op === "max") {
    let best = slots[first * stride + folded];
    for (let tile = first + 1; tile < end; tile++) {
      const value = slots[tile * stride + folded];
      if (op === "min" ? value < best : value > best) best = value;
    }
    return best;
  }
  total.fill(0);
  for (let tile = first; tile < end; tile++)
    addTwo(total, 0, slots[tile * stride + folded], slots[tile * stride + folded + 1]);
  return total[0] + total[1];
}
