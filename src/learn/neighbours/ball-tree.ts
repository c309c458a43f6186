import type { Measure } from "./distance.js";
import { type NearestList, nearestList, offer, reach, type Wanted } from "./nearest-list.js";

/** Rows of a leaf: fewer cost more balls than they save distances. */
const LEAF_ROWS = 24;

/** Far above the rounding of a distance, far below any difference that matters: a ball is passed over only beyond doubt. */
const SLACK = 1e-11;

/** Balls around training rows, each but the leaves made of two (Omohundro, 1989). Node i holds rows order[start[i]] … order[end[i] − 1]. */
export interface BallTree {
  readonly order: Int32Array;
  readonly start: readonly number[];
  readonly end: readonly number[];
  /** The nearer half's node, the other is `right`; −1 for a leaf. */
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly radius: readonly number[];
  /** (nodes, width): means of the numbers; the category −1, which is 1 apart from every one. */
  readonly centres: Float64Array;
}

interface Growing {
  readonly measure: Measure;
  readonly rows: Float64Array;
  readonly order: Int32Array;
  readonly start: number[];
  readonly end: number[];
  readonly left: number[];
  readonly right: number[];
  readonly radius: number[];
  readonly centres: Float64Array[];
  /** Scratch: of each row, how much farther it is from the one pole than from the other. */
  readonly side: Float64Array;
}

/** Builds the tree of `rows` (m, width) by halving at the median between two far rows; O(m log² m). */
export function ballTree(measure: Measure, rows: Float64Array): BallTree {
  const m = rows.length / measure.width;
  const order = Int32Array.from({ length: m }, (_, row) => row);
  const tree: Growing = {
    ...{ measure, rows, order, side: new Float64Array(m) },
    ...{ start: [], end: [], left: [], right: [], radius: [], centres: [] },
  };
  grow(tree, 0, m);
  const centres = new Float64Array(tree.start.length * measure.width);
  tree.centres.forEach((centre, node) => {
    centres.set(centre, node * measure.width);
  });
  const { start, end, left, right, radius } = tree;
  return { order, start, end, left, right, radius, centres };
}

function grow(tree: Growing, start: number, end: number): number {
  const { measure, rows, order } = tree;
  const node = tree.start.length;
  const centre = centreOf(tree, start, end);
  const far = farthest(tree, centre, 0, start, end);
  tree.start.push(start);
  tree.end.push(end);
  tree.left.push(-1);
  tree.right.push(-1);
  tree.centres.push(centre);
  const radius = measure.distance(measure.nearness(centre, 0, rows, far));
  tree.radius.push(radius);
  if (end - start <= LEAF_ROWS || radius === 0) return node;
  const opposite = farthest(tree, rows, far, start, end);
  const { side } = tree;
  for (let i = start; i < end; i++) {
    const row = order[i];
    const toFar = measure.distance(measure.nearness(rows, row, rows, far));
    side[row] = toFar - measure.distance(measure.nearness(rows, row, rows, opposite));
  }
  order.subarray(start, end).sort((a, b) => side[a] - side[b] || a - b);
  const middle = (start + end) >>> 1;
  tree.left[node] = grow(tree, start, middle);
  tree.right[node] = grow(tree, middle, end);
  return node;
}

function centreOf({ measure, rows, order }: Growing, start: number, end: number): Float64Array {
  const { numbers, width } = measure;
  const centre = new Float64Array(width).fill(-1, numbers);
  for (let i = start; i < end; i++) {
    for (let j = 0; j < numbers; j++) centre[j] += rows[order[i] * width + j] / (end - start);
  }
  return centre;
}

function farthest(
  { measure, rows, order }: Growing,
  from: Float64Array,
  at: number,
  start: number,
  end: number,
): number {
  let [best, most] = [order[start], -1];
  for (let i = start; i < end; i++) {
    const nearness = measure.nearness(from, at, rows, order[i]);
    if (nearness > most) [best, most] = [order[i], nearness];
  }
  return best;
}

/** A search under way. */
interface Search {
  readonly measure: Measure;
  readonly tree: BallTree;
  readonly rows: Float64Array;
  readonly queries: Float64Array;
  readonly wanted: Wanted;
}

/** Gives `take` the neighbours of each of the `queries` (n, width): the same as a search of all rows finds. */
export function searchTree(search: Search, take: (query: number, list: NearestList) => void): void {
  const n = search.queries.length / search.measure.width;
  for (let query = 0; query < n; query++) {
    const list = nearestList(search.wanted);
    visit(search, query, list, 0, 0);
    take(query, list);
  }
}

/** `least` is below every distance from the query to a row of the node. */
function visit(search: Search, query: number, list: NearestList, node: number, least: number): void {
  const { measure, tree, rows, queries, wanted } = search;
  if (least > measure.distance(reach(list, wanted)) * (1 + SLACK)) return;
  const [left, right] = [tree.left[node], tree.right[node]];
  if (left < 0) {
    for (let i = tree.start[node]; i < tree.end[node]; i++) {
      const row = tree.order[i];
      offer(list, wanted, measure.nearness(queries, query, rows, row), row);
    }
    return;
  }
  const a = leastDistance(search, query, left);
  const b = leastDistance(search, query, right);
  const [near, far] = a <= b ? [left, right] : [right, left];
  visit(search, query, list, near, Math.min(a, b));
  visit(search, query, list, far, Math.max(a, b));
}

function leastDistance({ measure, tree, queries }: Search, query: number, node: number): number {
  const distance = measure.distance(measure.nearness(queries, query, tree.centres, node));
  return distance * (1 - SLACK) - tree.radius[node] * (1 + SLACK);
}
