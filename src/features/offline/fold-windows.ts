import { type Input, isExact, type WindowOutput, type WindowPlan } from "../plan.js";
import type { Window } from "../windows.js";
import { foldSuffixes, lastSeen } from "./fold-suffixes.js";
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
    const { window } = wanted[0];
    const left = departures(events, asks, window);
    for (const output of wanted) {
      foldOutput(output, inputs, events, asks, { seen, left, window }, outputs[output.feature]);
    }
  }
}

/** What is known of one window: where its events end and where those that left it end. */
interface Span {
  readonly seen: Int32Array;
  readonly left: Departures;
  readonly window: Window;
}

function foldOutput(
  { op, input }: WindowOutput,
  inputs: readonly Input[],
  events: KeyedEvents,
  asks: KeyedAsks,
  span: Span,
  target: Float64Array,
): void {
  const values = input < 0 ? null : events.inputs[input];
  const isSum = op === "sum" || op === "mean" || op === "rate";
  if (op === "last" && values) lastSeen(events, asks, span.seen, span.window, values, target);
  else if (values && ((isSum && !isExact(inputs[input])) || op === "min" || op === "max")) {
    slide("count", values, events.offsets, asks, span, target);
    foldWhereCounted(op, values, events, asks, span, target);
  } else slide(op, values, events.offsets, asks, span, target);
}

/** Replaces each count by what was asked for, or by nothing where it is 0. */
function foldWhereCounted(
  op: WindowOutput["op"],
  values: Float64Array,
  events: KeyedEvents,
  asks: KeyedAsks,
  span: Span,
  target: Float64Array,
): void {
  const kind = op === "min" || op === "max" ? op : "sum";
  const found = foldSuffixes(kind, events, asks, span.seen, span.window, values);
  for (let ask = 0; ask < found.length; ask++) {
    const count = target[asks.rows[ask]];
    target[asks.rows[ask]] = count > 0 ? found[ask] / (op === "mean" ? count : 1) : Number.NaN;
  }
}

/** Adds what has come and takes back what has left; exact for whole numbers while the sum is below 2^53. */
function slide(
  op: WindowOutput["op"],
  values: Float64Array | null,
  offsets: Int32Array,
  asks: KeyedAsks,
  { seen, left }: Span,
  target: Float64Array,
): void {
  const coming = values ?? new Float64Array(offsets[offsets.length - 1]);
  const leaving = left.order ? gather(coming, left.order) : coming;
  for (let key = 0; key + 1 < offsets.length; key++) {
    let come = offsets[key];
    let gone = come;
    let sum = 0;
    let count = 0;
    for (let ask = asks.offsets[key]; ask < asks.offsets[key + 1]; ask++) {
      for (; come < seen[ask]; come++) {
        if (Number.isNaN(coming[come])) continue;
        sum += coming[come];
        count++;
      }
      for (; gone < left.ends[ask]; gone++) {
        if (Number.isNaN(leaving[gone])) continue;
        sum -= leaving[gone];
        count--;
      }
      const row = asks.rows[ask];
      if (op === "count") target[row] = count;
      else target[row] = count > 0 ? (op === "sum" ? sum : sum / count) : Number.NaN;
    }
  }
}
