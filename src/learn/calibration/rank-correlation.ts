/** Spearman's rank correlation: Pearson's of the ranks, equal values sharing the middle of their weights. NaN when one is constant. */
export function rankCorrelation(x: Float64Array, y: Float64Array, weights: Float64Array): number {
  const [a, b] = [x, y].map((values) => ranks(values, weights));
  let [total, sumA, sumB] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    total += weights[i];
    sumA += weights[i] * a[i];
    sumB += weights[i] * b[i];
  }
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [u, v] = [a[i] - sumA / total, b[i] - sumB / total];
    ab += weights[i] * u * v;
    aa += weights[i] * u * u;
    bb += weights[i] * v * v;
  }
  return ab / Math.sqrt(aa * bb);
}

function ranks(values: Float64Array, weights: Float64Array): Float64Array {
  const order = Array.from(values.keys()).sort((a, b) => values[a] - values[b] || weights[a] - weights[b]);
  const rank = new Float64Array(values.length);
  let below = 0;
  for (let i = 0; i < order.length; ) {
    let end = i;
    let weight = 0;
    for (; end < order.length && values[order[end]] === values[order[i]]; end++) weight += weights[order[end]];
    for (; i < end; i++) rank[order[i]] = below + weight / 2;
    below += weight;
  }
  return rank;
}
