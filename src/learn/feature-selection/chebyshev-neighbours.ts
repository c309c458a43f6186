/** Points of the plane, arranged for the search of neighbours: `order` of the points, halved again and again. */
interface Tree {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly order: Int32Array;
  /** For each half-way place the axis by which its range was divided, 0 = x, 1 = y, and where. */
  readonly axis: Uint8Array;
  readonly border: Float64Array;
}

const LEAF = 12;

/**
 * For each point (xᵢ, yᵢ) the distance max(|Δx|, |Δy|) to its k-th nearest other point; k < n. By a k-d tree (Bentley 1975):
 * O(n log n) on average.
 */
export function kthNeighbourDistances(x: Float64Array, y: Float64Array, k: number): Float64Array {
  const n = x.length;
  const tree: Tree = { x, y, order: Int32Array.from(x.keys()), axis: new Uint8Array(n), border: new Float64Array(n) };
  divide(tree, 0, n);
  const nearest = new Float64Array(k);
  return x.map((_, i) => {
    nearest.fill(Number.POSITIVE_INFINITY);
    search(tree, { from: 0, to: n }, i, nearest);
    return nearest[k - 1];
  });
}

function divide(tree: Tree, from: number, to: number): void {
  if (to - from <= LEAF) return;
  const { x, y, order, axis, border } = tree;
  const middle = (from + to) >> 1;
  const along = spread(x, order, from, to) >= spread(y, order, from, to) ? 0 : 1;
  axis[middle] = along;
  const values = along === 0 ? x : y;
  selectMiddle(values, order, { from, to: to - 1, middle });
  border[middle] = values[order[middle]];
  divide(tree, from, middle);
  divide(tree, middle, to);
}

function spread(values: Float64Array, order: Int32Array, from: number, to: number): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = from; at < to; at++) {
    const value = values[order[at]];
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high - low;
}

/** Hoare's selection: nothing larger before `middle`, nothing smaller behind. */
function selectMiddle(
  values: Float64Array,
  order: Int32Array,
  { from, to, middle }: { from: number; to: number; readonly middle: number },
): void {
  while (from < to) {
    const pivot = values[order[(from + to) >> 1]];
    let i = from;
    let j = to;
    while (i <= j) {
      while (values[order[i]] < pivot) i++;
      while (values[order[j]] > pivot) j--;
      if (i > j) break;
      const moved = order[i];
      order[i++] = order[j];
      order[j--] = moved;
    }
    if (middle <= j) to = j;
    else if (middle >= i) from = i;
    else return;
  }
}

interface Range {
  readonly from: number;
  readonly to: number;
}

/** Improves the ascending distances `nearest` of point i by the points of a range. */
function search(tree: Tree, { from, to }: Range, i: number, nearest: Float64Array): void {
  const { x, y, order, axis, border } = tree;
  const k = nearest.length;
  if (to - from <= LEAF) {
    for (let at = from; at < to; at++) {
      const j = order[at];
      if (j === i) continue;
      const distance = Math.max(Math.abs(x[j] - x[i]), Math.abs(y[j] - y[i]));
      if (distance < nearest[k - 1]) insert(nearest, distance);
    }
    return;
  }
  const middle = (from + to) >> 1;
  const values = axis[middle] === 0 ? x : y;
  const gap = values[i] - border[middle];
  const near = gap < 0 ? { from, to: middle } : { from: middle, to };
  const far = gap < 0 ? { from: middle, to } : { from, to: middle };
  search(tree, near, i, nearest);
  if (Math.abs(gap) <= nearest[k - 1]) search(tree, far, i, nearest);
}

function insert(nearest: Float64Array, distance: number): void {
  let place = nearest.length - 1;
  while (place > 0 && nearest[place - 1] > distance) {
    nearest[place] = nearest[place - 1];
    place--;
  }
  nearest[place] = distance;
}
