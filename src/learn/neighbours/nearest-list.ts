/** The nearest rows found so far, the nearest first, of equals the smaller row; no more than it takes to reach the weight wanted. */
export interface NearestList {
  readonly nearness: Float64Array;
  readonly rows: Int32Array;
  count: number;
  /** Total weight of the rows. */
  weight: number;
}

/** How much weight is wanted, and the weight of each training row. */
export interface Wanted {
  readonly neighbours: number;
  readonly weights: Float64Array;
  /** The most rows that it can take. */
  readonly most: number;
}

/** What is wanted of rows of these weights; without enough weight it is all of them. */
export function wantedOf(neighbours: number, weights: Float64Array): Wanted {
  const ascending = weights.slice().sort();
  let most = 0;
  for (let sum = 0; most < ascending.length && sum < neighbours; most++) sum += ascending[most];
  return { neighbours, weights, most };
}

/** An empty list. */
export function nearestList({ most }: Wanted): NearestList {
  return { nearness: new Float64Array(most + 1), rows: new Int32Array(most + 1), count: 0, weight: 0 };
}

/** Beyond this nearness no row is taken any more; at it only a smaller row. */
export function reach(list: NearestList, { neighbours }: Wanted): number {
  return list.weight < neighbours ? Number.POSITIVE_INFINITY : list.nearness[list.count - 1];
}

/** Takes a row in if it is near enough, and lets those go that are no longer needed. */
export function offer(list: NearestList, wanted: Wanted, nearness: number, row: number): void {
  const { weights, neighbours } = wanted;
  let at = list.count;
  if (list.weight >= neighbours && !isBefore(nearness, row, list, at - 1)) return;
  while (at > 0 && isBefore(nearness, row, list, at - 1)) {
    list.nearness[at] = list.nearness[at - 1];
    list.rows[at] = list.rows[at - 1];
    at--;
  }
  list.nearness[at] = nearness;
  list.rows[at] = row;
  list.count++;
  list.weight += weights[row];
  while (list.count > 1 && list.weight - weights[list.rows[list.count - 1]] >= neighbours) {
    list.weight -= weights[list.rows[--list.count]];
  }
}

function isBefore(nearness: number, row: number, list: NearestList, at: number): boolean {
  return nearness < list.nearness[at] || (nearness === list.nearness[at] && row < list.rows[at]);
}
