/** A point of a curve. */
export interface Spot {
  readonly step: number;
  readonly timestamp: number;
  readonly value: number;
}

/** What is kept of all the points in a range of steps: how many, in what time, and their first, last, highest and lowest. */
export interface Bucket {
  readonly count: number;
  readonly from: number;
  readonly to: number;
  readonly spots: readonly Spot[];
}

/** By step, then time, then value, NaN last. */
export function compareSpots(a: Spot, b: Spot): number {
  return a.step - b.step || a.timestamp - b.timestamp || valueOrder(a.value, b.value);
}

function valueOrder(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a < b ? -1 : Number(a > b);
}

/** The first, last, highest and lowest of spots that are in order, in order, each once. */
export function extremesOf(spots: readonly Spot[]): Spot[] {
  if (spots.length <= 2) return [...spots];
  let lowest = -1;
  let highest = -1;
  for (let i = 0; i < spots.length; i++) {
    const { value } = spots[i];
    if (Number.isNaN(value)) continue;
    if (lowest < 0 || value < spots[lowest].value) lowest = i;
    if (highest < 0 || value > spots[highest].value) highest = i;
  }
  const kept = new Set([0, lowest, highest, spots.length - 1]);
  kept.delete(-1);
  return [...kept].sort((a, b) => a - b).map((i) => spots[i]);
}

/** A bucket with more points in it. Order and repetition of points change nothing but the count. */
export function addToBucket(bucket: Bucket | undefined, added: readonly Spot[]): Bucket {
  let from = bucket?.from ?? Number.POSITIVE_INFINITY;
  let to = bucket?.to ?? Number.NEGATIVE_INFINITY;
  for (const { timestamp } of added) {
    from = Math.min(from, timestamp);
    to = Math.max(to, timestamp);
  }
  const spots = [...(bucket?.spots ?? []), ...added].sort(compareSpots);
  return { count: (bucket?.count ?? 0) + added.length, from, to, spots: extremesOf(spots) };
}

/**
 * At most about `most` of spots that are in order: their range of steps is cut into equal parts, and of each the
 * {@link extremesOf} stay.
 */
export function thin(spots: readonly Spot[], most: number): Spot[] {
  if (spots.length <= most) return [...spots];
  const parts = Math.max(1, Math.floor(most / 4));
  const start = spots[0].step;
  const span = spots[spots.length - 1].step - start;
  const partOf = ({ step }: Spot): number =>
    span === 0 ? 0 : Math.min(parts - 1, Math.floor(((step - start) / span) * parts));
  const kept: Spot[] = [];
  for (let i = 0, end = 0; i < spots.length; i = end) {
    const part = partOf(spots[i]);
    while (end < spots.length && partOf(spots[end]) === part) end++;
    kept.push(...extremesOf(spots.slice(i, end)));
  }
  return kept;
}

const HEAD = 3;
const PER_SPOT = 3;

/** A bucket as bytes: doubles, the least significant byte first. */
export function encodeBucket({ count, from, to, spots }: Bucket): Uint8Array {
  const cells = [count, from, to, ...spots.flatMap(({ step, timestamp, value }) => [step, timestamp, value])];
  const view = new DataView(new ArrayBuffer(8 * cells.length));
  cells.forEach((cell, i) => {
    view.setFloat64(8 * i, cell, true);
  });
  return new Uint8Array(view.buffer);
}

/** Reads what {@link encodeBucket} wrote. */
export function decodeBucket(bytes: Uint8Array): Bucket {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const cell = (i: number): number => view.getFloat64(8 * i, true);
  const spots: Spot[] = [];
  for (let i = HEAD; 8 * (i + PER_SPOT) <= bytes.byteLength; i += PER_SPOT)
    spots.push({ step: cell(i), timestamp: cell(i + 1), value: cell(i + 2) });
  return { count: cell(0), from: cell(1), to: cell(2), spots };
}
