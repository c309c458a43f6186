/** The rows of each query, in ascending order; queries in order of first appearance. */
export function rowsOfQueries(queries: Int32Array): Int32Array[] {
  const found = new Map<number, number[]>();
  queries.forEach((query, row) => {
    const rows = found.get(query);
    if (rows === undefined) found.set(query, [row]);
    else rows.push(row);
  });
  return [...found.values()].map((rows) => Int32Array.from(rows));
}

/** 1 / log₂(2 + place), place 0 first. */
export function discounts(places: number): Float64Array {
  return Float64Array.from({ length: places }, (_, place) => 1 / Math.log2(place + 2));
}

/** 2^relevance − 1. */
export function gainOf(relevance: number): number {
  return 2 ** relevance - 1;
}

/** The most discounted gain that the first `depth` places can hold. */
export function idealGain(relevances: Float64Array, depth: number, discount: Float64Array): number {
  const sorted = relevances.slice().sort().reverse();
  let sum = 0;
  for (let place = 0; place < Math.min(depth, sorted.length); place++) sum += gainOf(sorted[place]) * discount[place];
  return sum;
}
