import { type Window, windowStart } from "../windows.js";
import { createSuffixTree } from "./suffix-tree.js";
import { type KeyedAsks, type KeyedEvents, sortWithinKeys, windowStarts } from "./timeline.js";

/**
 * A sum of doubles, a least or a greatest value over a window. An event enters the tree at its place by event time when it becomes
 * seen, and a window is a suffix of the places: what is seen lies before t. 0 or ±∞ where nothing is seen.
 */
export function foldSuffixes(
  op: "sum" | "min" | "max",
  events: KeyedEvents,
  asks: KeyedAsks,
  seen: Int32Array,
  window: Window,
  values: Float64Array,
): Float64Array {
  const { offsets } = events;
  const order = sortWithinKeys(events.event, offsets);
  const places = inverse(order, values.length);
  const times = order ? Float64Array.from(order, (event) => events.event[event]) : events.event;
  const starts = windowStarts(times, offsets, asks, window);
  const tree = createSuffixTree(op, longest(offsets));
  const results = new Float64Array(asks.at.length);
  for (let key = 0; key + 1 < offsets.length; key++) {
    const first = offsets[key];
    tree.reset(offsets[key + 1] - first);
    let come = first;
    for (let ask = asks.offsets[key]; ask < asks.offsets[key + 1]; ask++) {
      for (; come < seen[ask]; come++) {
        if (!Number.isNaN(values[come])) tree.insert(places[come] - first, values[come]);
      }
      results[ask] = tree.from(starts[ask] - first);
    }
  }
  return results;
}

/** Writes the value of the latest event seen that has one, where the window still holds it. */
export function lastSeen(
  events: KeyedEvents,
  asks: KeyedAsks,
  seen: Int32Array,
  window: Window,
  values: Float64Array,
  target: Float64Array,
): void {
  for (let key = 0; key + 1 < events.offsets.length; key++) {
    let come = events.offsets[key];
    let last = -1;
    for (let ask = asks.offsets[key]; ask < asks.offsets[key + 1]; ask++) {
      for (; come < seen[ask]; come++) {
        const isLater = last < 0 || events.event[come] >= events.event[last]; // equal times come in the order of ties
        if (isLater && !Number.isNaN(values[come])) last = come;
      }
      if (last >= 0 && events.event[last] >= windowStart(window, asks.at[ask])) target[asks.rows[ask]] = values[last];
    }
  }
}

/** The place of each event in the sorted order. */
function inverse(order: Int32Array | null, length: number): Int32Array {
  const places = new Int32Array(length);
  for (let i = 0; i < length; i++) places[order ? order[i] : i] = i;
  return places;
}

function longest(offsets: Int32Array): number {
  let most = 0;
  for (let key = 0; key + 1 < offsets.length; key++) most = Math.max(most, offsets[key + 1] - offsets[key]);
  return most;
}
