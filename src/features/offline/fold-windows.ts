import { type Input, isExact, type WindowOutput, type WindowPlan } from "../plan.js";
import type { Window } from "../windows.js";
import { foldSuffixes } from "./fold-suffixes.js";
import { gather } from "./group-rows.js";
import { type Departures, departures, type KeyedAsks, type KeyedEvents, seenEnds } from "./timeline.js";

/**
 * Writes every output of a view for every ask, as `outputs[feature][example]`.
 *
 * Cost: O(asks + events) for each count, rate and sum of whole numbers; O((asks + events) · log events) for each min, max and sum of
 * doubles.
 */
export function foldWindows(
  plan: WindowPlan,
  inputs: readonly Input[],
  events: KeyedEvents,
  asks: KeyedAsks,
  outputs: readonly Float64Array[],
): void {
  const seen = seenEnds(events, asks);
  for (const name of new Set(plan.outputs.map(({ window }) => window.name))) {
    const wanted = plan.outputs.filter(({ window }) => window.name === name);
    const fold = windowFold(events, asks, seen, wanted[0].window, inputs);
    for (const output of wanted) {
      const values = fold(output);
      const target = outputs[output.feature];
      for (let ask = 0; ask < asks.rows.length; ask++) target[asks.rows[ask]] = values[ask];
    }
  }
}

/** Folds over one window; counts and sums that several outputs share are made once. */
function windowFold(
  events: KeyedEvents,
  asks: KeyedAsks,
  seen: Int32Array,
  window: Window,
  inputs: readonly Input[],
): (output: WindowOutput) => Float64Array {
  const left = departures(events, asks, window);
  const kept = new Map<string, Float64Array>();
  const once = (name: string, make: () => Float64Array): Float64Array => {
    const values = kept.get(name) ?? make();
    kept.set(name, values);
    return values;
  };
  const suffixes = (op: "sum" | "min" | "max", input: number): Float64Array =>
    foldSuffixes(op, events, asks, seen, window, events.inputs[input]);
  const count = (input: number): Float64Array =>
    once(`count ${input}`, () => slide(presence(events, input), asks, seen, left));
  const sum = (input: number): Float64Array =>
    once(`sum ${input}`, () =>
      isExact(inputs[input]) ? slide(events.inputs[input].map(orZero), asks, seen, left) : suffixes("sum", input),
    );
  return ({ op, input }) => {
    switch (op) {
      case "count":
        return count(input);
      case "sum":
        return whereSome(count(input), sum(input));
      case "mean":
      case "rate":
        return count(input).map((n, i) => (n > 0 ? sum(input)[i] / n : Number.NaN));
      case "min":
      case "max":
        return whereSome(count(input), suffixes(op, input));
      case "last":
        return lastSeen(events, asks, seen, window, events.inputs[input]);
    }
  };
}

const orZero = (value: number): number => (Number.isNaN(value) ? 0 : value);

const whereSome = (counts: Float64Array, values: Float64Array): Float64Array =>
  values.map((value, i) => (counts[i] > 0 ? value : Number.NaN));

/** 1 for each event whose input is there, else 0. */
function presence(events: KeyedEvents, input: number): Float64Array {
  if (input < 0) return new Float64Array(events.seen.length).fill(1);
  return events.inputs[input].map((value) => (Number.isNaN(value) ? 0 : 1));
}

/** The sum over what has come and not left; exact for whole numbers while it is below 2^53. */
function slide(values: Float64Array, asks: KeyedAsks, seen: Int32Array, left: Departures): Float64Array {
  const leaving = left.order ? gather(values, left.order) : values;
  const sums = new Float64Array(seen.length);
  for (let key = 0, come = 0, gone = 0; key + 1 < asks.offsets.length; key++) {
    let sum = 0;
    for (let ask = asks.offsets[key]; ask < asks.offsets[key + 1]; ask++) {
      for (; come < seen[ask]; come++) sum += values[come];
      for (; gone < left.ends[ask]; gone++) sum -= leaving[gone];
      sums[ask] = sum;
    }
  }
  return sums;
}
