import type { Measure } from "./distance.js";
import { type NearestList, nearestList, offer, reach, type Wanted } from "./nearest-list.js";

/** Training rows of one block: small enough to stay in the cache while many queries pass. */
const BLOCK_NUMBERS = 4096;

/** Queries whose lists are kept at the same time. */
const QUERIES = 256;

/** What is compared, and with what. */
interface Search {
  readonly measure: Measure;
  readonly rows: Float64Array;
  readonly queries: Float64Array;
  readonly wanted: Wanted;
}

/** Gives `take` the neighbours of each of the `queries` (n, width) by comparing them with all `rows` (m, width), block by block. */
export function searchAll(
  { measure, rows, queries, wanted }: Search,
  take: (query: number, list: NearestList) => void,
): void {
  const { nearness, width } = measure;
  const m = wanted.weights.length;
  const n = queries.length / width;
  const block = Math.max(1, Math.floor(BLOCK_NUMBERS / width));
  for (let first = 0; first < n; first += QUERIES) {
    const lists = Array.from({ length: Math.min(QUERIES, n - first) }, () => nearestList(wanted));
    for (let start = 0; start < m; start += block) {
      const end = Math.min(m, start + block);
      for (let q = 0; q < lists.length; q++) {
        let within = reach(lists[q], wanted);
        for (let row = start; row < end; row++) {
          const near = nearness(queries, first + q, rows, row);
          // Rows come in ascending order: one at the same distance stays behind.
          if (near >= within && lists[q].weight >= wanted.neighbours) continue;
          offer(lists[q], wanted, near, row);
          within = reach(lists[q], wanted);
        }
      }
    }
    lists.forEach((list, q) => {
      take(first + q, list);
    });
  }
}
