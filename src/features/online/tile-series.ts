/** Which partial results the tiles of a view keep, for one hop. */
export interface TileLayout {
  readonly hopMs: number;
  /** Lengths of the windows that move by this hop, ms. */
  readonly lengthsMs: readonly number[];
  /** Lanes that can be taken back: the number of values of an input (−1: of events), or their exact sum. */
  readonly exact: readonly { readonly op: "count" | "sum"; readonly input: number }[];
  /** Lanes that cannot: they are folded over the window's tiles at each read. A sum takes two slots. */
  readonly folded: readonly { readonly op: "sum" | "min" | "max"; readonly input: number; readonly slot: number }[];
  /** Slots for each tile: the exact lanes, then the folded ones. */
  readonly stride: number;
}

/**
 * The tiles of one key that are not empty, in the order of time. For each window the sums of its exact lanes are kept while its tail
 * moves on; tiles before `tails[w]` have left window w, those numbered below `tailTiles[w]` are not taken into it any more.
 */
export interface TileSeries {
  start: number;
  end: number;
  numbers: Float64Array;
  slots: Float64Array;
  readonly tails: Int32Array;
  readonly tailTiles: Float64Array;
  readonly sums: Float64Array;
}

const FIRST_CAPACITY = 4;

export function createTileSeries(layout: TileLayout): TileSeries {
  const windows = layout.lengthsMs.length;
  return {
    start: 0,
    end: 0,
    numbers: new Float64Array(FIRST_CAPACITY),
    slots: new Float64Array(FIRST_CAPACITY * layout.stride),
    tails: new Int32Array(windows),
    tailTiles: new Float64Array(windows).fill(Number.NEGATIVE_INFINITY),
    sums: new Float64Array(windows * layout.exact.length),
  };
}

/** Moves the tail of window w to where it is at time `t`, taking back what leaves. Time never runs backwards. */
export function moveTail(series: TileSeries, layout: TileLayout, w: number, t: number): void {
  const { numbers, slots, sums, end } = series;
  const tailTile = tailTileAt(layout, layout.lengthsMs[w], t);
  const lanes = layout.exact.length;
  let tail = series.tails[w];
  for (; tail < end && numbers[tail] < tailTile; tail++) {
    for (let lane = 0; lane < lanes; lane++) sums[w * lanes + lane] -= slots[tail * layout.stride + lane];
  }
  series.tails[w] = tail;
  series.tailTiles[w] = tailTile;
}

/** Forgets the tiles that have left every window at time `t`; true when none is left. */
export function forgetTiles(series: TileSeries, layout: TileLayout, t: number): boolean {
  let start = series.end;
  for (let w = 0; w < layout.lengthsMs.length; w++) {
    moveTail(series, layout, w, t);
    start = Math.min(start, series.tails[w]);
  }
  series.start = start;
  return start === series.end;
}

/** Adds an event of tile `number`, with the values of the inputs (NaN: missing). `now` is the clock's time, ms. */
export function addToTile(
  series: TileSeries,
  layout: TileLayout,
  number: number,
  inputs: Float64Array,
  now: number,
): void {
  if (isPast(layout, number, now)) return;
  const place = tilePlace(series, layout, number, now);
  const at = place * layout.stride;
  const lanes = layout.exact.length;
  for (let lane = 0; lane < lanes; lane++) {
    const { op, input } = layout.exact[lane];
    const value = input < 0 ? 0 : inputs[input];
    if (Number.isNaN(value)) continue;
    const added = op === "count" ? 1 : value;
    series.slots[at + lane] += added;
    for (let w = 0; w < layout.lengthsMs.length; w++) {
      if (number >= series.tailTiles[w]) series.sums[w * lanes + lane] += added;
    }
  }
  for (const { op, input, slot } of layout.folded) {
    const value = inputs[input];
    if (Number.isNaN(value)) continue;
    if (op === "sum") addTwo(series.slots, at + slot, value, 0);
    else if (op === "min") series.slots[at + slot] = Math.min(series.slots[at + slot], value);
    else series.slots[at + slot] = Math.max(series.slots[at + slot], value);
  }
}

/** Adds a value in two parts to the sum in two slots (Knuth's two-sum): what rounding cuts off is kept. */
export function addTwo(slots: Float64Array, at: number, high: number, low: number): void {
  const sum = slots[at] + high;
  const part = sum - slots[at];
  slots[at + 1] += slots[at] - (sum - part) + (high - part) + low;
  slots[at] = sum;
}

/** True where every window has moved past the tile. */
function isPast(layout: TileLayout, number: number, now: number): boolean {
  for (const lengthMs of layout.lengthsMs) if (number >= tailTileAt(layout, lengthMs, now)) return false;
  return true;
}

function tailTileAt(layout: TileLayout, lengthMs: number, t: number): number {
  return Math.floor((t - lengthMs) / layout.hopMs);
}

/** The place of the tile of that number, made if it is not there yet; most events belong to the last tile or a new one after it. */
function tilePlace(series: TileSeries, layout: TileLayout, number: number, now: number): number {
  let place = series.end;
  while (place > series.start && series.numbers[place - 1] > number) place--;
  if (place > series.start && series.numbers[place - 1] === number) return place - 1;
  if (series.end === series.numbers.length) place += makeRoom(series, layout, now);
  openTile(series, layout, place, number);
  return place;
}

function openTile(series: TileSeries, layout: TileLayout, place: number, number: number): void {
  const { numbers, slots, end } = series;
  const { stride } = layout;
  numbers.copyWithin(place + 1, place, end);
  slots.copyWithin((place + 1) * stride, place * stride, end * stride);
  numbers[place] = number;
  slots.fill(0, place * stride, (place + 1) * stride);
  for (const { op, slot } of layout.folded) {
    if (op !== "sum") slots[place * stride + slot] = op === "min" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  }
  series.end++;
  for (let w = 0; w < series.tails.length; w++) if (number < series.tailTiles[w]) series.tails[w]++;
}

/** Forgets old tiles, moves the others to the front, and doubles the room if that was not enough. Returns by how much places moved. */
function makeRoom(series: TileSeries, layout: TileLayout, now: number): number {
  forgetTiles(series, layout, now);
  const { start, end, numbers, slots } = series;
  const { stride } = layout;
  const kept = end - start;
  const isTight = kept * 2 > numbers.length;
  const target = isTight ? new Float64Array(numbers.length * 2) : numbers;
  const targetSlots = isTight ? new Float64Array(slots.length * 2) : slots;
  target.set(numbers.subarray(start, end));
  targetSlots.set(slots.subarray(start * stride, end * stride));
  series.numbers = target;
  series.slots = targetSlots;
  series.start = 0;
  series.end = kept;
  for (let w = 0; w < series.tails.length; w++) series.tails[w] -= start;
  return -start;
}
