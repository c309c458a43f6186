import { type Window, windowStart } from "../windows.js";
import { type GroupedRows, gather } from "./group-rows.js";

/** Events gathered by key; within a key in the order in which they become seen. */
export interface KeyedEvents {
  readonly offsets: Int32Array;
  /** From this moment on the event is seen, ms. */
  readonly seen: Float64Array;
  readonly event: Float64Array;
  readonly inputs: readonly Float64Array[];
}

/** Moments of asking gathered by key; within a key in the order of time. `rows` says which example asked. */
export interface KeyedAsks extends GroupedRows {
  readonly at: Float64Array;
}

/** Gathers moments by key. */
export function keyAsks(groups: GroupedRows, at: Float64Array): KeyedAsks {
  return { ...groups, at: gather(at, groups.rows) };
}

/** For each ask, the end of the events of its key that are seen at it: an index into the gathered events. */
export function seenEnds(events: KeyedEvents, asks: KeyedAsks): Int32Array {
  return passedEnds(events.seen, events.offsets, asks);
}

/** Events in the order in which they leave a window; `order` is null where that is the order in which they became seen. */
export interface Departures {
  readonly order: Int32Array | null;
  /** For each ask, the end of the departed events in that order. */
  readonly ends: Int32Array;
}

/**
 * An event leaves the window when floor(t − w, hop) passes its event time: at the end of its hop plus w. One that becomes seen later
 * than that enters and leaves at once. So membership is a difference of two counts in one dimension, however late events are.
 */
export function departures(events: KeyedEvents, asks: KeyedAsks, window: Window): Departures {
  const { offsets, seen, event } = events;
  const leaves = new Float64Array(seen.length);
  for (let i = 0; i < leaves.length; i++) {
    const hopEnd = Math.floor(event[i] / window.hopMs) * window.hopMs + window.hopMs;
    leaves[i] = Math.max(hopEnd + window.lengthMs, seen[i]);
  }
  const order = sortWithinKeys(leaves, offsets);
  return { order, ends: passedEnds(order ? gather(leaves, order) : leaves, offsets, asks) };
}

/** Indices that sort values within each key, stable; null where they are sorted already. */
export function sortWithinKeys(values: Float64Array, offsets: Int32Array): Int32Array | null {
  let order: Int32Array | null = null;
  for (let key = 0; key + 1 < offsets.length; key++) {
    const start = offsets[key];
    const end = offsets[key + 1];
    let isSorted = true;
    for (let i = start + 1; i < end && isSorted; i++) isSorted = values[i - 1] <= values[i];
    if (isSorted) continue;
    order ??= Int32Array.from(values, (_, i) => i);
    order.subarray(start, end).sort((a, b) => values[a] - values[b] || a - b);
  }
  return order;
}

function passedEnds(times: Float64Array, offsets: Int32Array, asks: KeyedAsks): Int32Array {
  const ends = new Int32Array(asks.at.length);
  for (let key = 0; key + 1 < asks.offsets.length; key++) {
    const end = offsets[key + 1];
    let passed = offsets[key];
    for (let ask = asks.offsets[key]; ask < asks.offsets[key + 1]; ask++) {
      while (passed < end && times[passed] <= asks.at[ask]) passed++;
      ends[ask] = passed;
    }
  }
  return ends;
}

/** For each ask, the first place of its window in the events of its key sorted by event time. */
export function windowStarts(times: Float64Array, offsets: Int32Array, asks: KeyedAsks, window: Window): Int32Array {
  const starts = new Int32Array(asks.at.length);
  for (let key = 0; key + 1 < asks.offsets.length; key++) {
    const end = offsets[key + 1];
    let place = offsets[key];
    for (let ask = asks.offsets[key]; ask < asks.offsets[key + 1]; ask++) {
      const start = windowStart(window, asks.at[ask]);
      while (place < end && times[place] < start) place++;
      starts[ask] = place;
    }
  }
  return starts;
}
