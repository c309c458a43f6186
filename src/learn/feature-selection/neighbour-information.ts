import { digamma } from "../../math/index.js";
import { kthNeighbourDistances } from "./chebyshev-neighbours.js";

/**
 * Mutual information, in nats, of two samples of numbers without ties: ψ(n) + ψ(k) − ⟨ψ(nₓ + 1) + ψ(n_y + 1)⟩, where nₓ and n_y
 * count the other points within less than the distance to the k-th neighbour. Kraskov, Stögbauer and Grassberger 2004, the first
 * estimator. 0 when negative; 0 for fewer than two points.
 */
export function informationOfNumbers(x: Float64Array, y: Float64Array, neighbours: number): number {
  const n = x.length;
  const k = Math.min(neighbours, n - 1);
  if (k < 1) return 0;
  const radii = kthNeighbourDistances(x, y, k).map(justBelow);
  const sortedX = x.slice().sort();
  const sortedY = y.slice().sort();
  const psi = digammas(n);
  let sum = 0;
  for (let i = 0; i < n; i++)
    sum += psi[countWithin(sortedX, x[i], radii[i])] + psi[countWithin(sortedY, y[i], radii[i])];
  return Math.max(0, psi[n] + psi[k] - sum / n);
}

/**
 * Mutual information, in nats, of classes and numbers without ties: ψ(n) + ⟨ψ(kᵢ)⟩ − ⟨ψ(N_c)⟩ − ⟨ψ(mᵢ)⟩, where mᵢ counts the points
 * of all classes within less than the distance to the k-th neighbour of the own class. Ross 2014. Classes of one point are left
 * out; 0 when negative.
 */
export function informationOfClasses(classes: readonly Float64Array[], neighbours: number): number {
  const counted = classes.filter((values) => values.length > 1);
  const n = counted.reduce((sum, values) => sum + values.length, 0);
  if (n === 0) return 0;
  const all = new Float64Array(n);
  let place = 0;
  for (const values of counted) {
    all.set(values, place);
    place += values.length;
  }
  all.sort();
  const psi = digammas(n);
  let sum = 0;
  for (const values of counted) {
    const own = values.slice().sort();
    const k = Math.min(neighbours, own.length - 1);
    for (let i = 0; i < own.length; i++) {
      sum += psi[k] - psi[own.length] - psi[countWithin(all, own[i], justBelow(kthDistance(own, i, k)))];
    }
  }
  return Math.max(0, psi[n] + sum / n);
}

/** Mutual information, in nats, of two classifications, from the total weight of each pair (a, b), row-major by a. */
export function informationOfPairs(pairs: Float64Array, width: number): number {
  const height = pairs.length / width;
  const rows = new Float64Array(height);
  const columns = new Float64Array(width);
  let total = 0;
  for (let i = 0; i < pairs.length; i++) {
    rows[Math.floor(i / width)] += pairs[i];
    columns[i % width] += pairs[i];
    total += pairs[i];
  }
  let sum = 0;
  for (let i = 0; i < pairs.length; i++) {
    if (pairs[i] === 0) continue;
    sum += (pairs[i] / total) * Math.log((pairs[i] / rows[Math.floor(i / width)]) * (total / columns[i % width]));
  }
  return Math.max(0, sum);
}

/** ψ(1) … ψ(n) at their places. */
function digammas(n: number): Float64Array {
  return Float64Array.from({ length: n + 1 }, (_, i) => digamma(i));
}

/** The distance from `sorted[i]` to its k-th nearest neighbour. */
function kthDistance(sorted: Float64Array, i: number, k: number): number {
  let left = i - 1;
  let right = i + 1;
  let distance = 0;
  for (let found = 0; found < k; found++) {
    const below = left >= 0 ? sorted[i] - sorted[left] : Number.POSITIVE_INFINITY;
    const above = right < sorted.length ? sorted[right] - sorted[i] : Number.POSITIVE_INFINITY;
    if (below <= above) {
      distance = below;
      left--;
    } else {
      distance = above;
      right++;
    }
  }
  return distance;
}

/** How many of the ascending values are at most `radius` from `centre`. */
function countWithin(sorted: Float64Array, centre: number, radius: number): number {
  const first = firstWhere(sorted.length, (at) => centre - sorted[at] <= radius);
  return firstWhere(sorted.length, (at) => sorted[at] - centre > radius) - first;
}

/** The first place where `holds`, which stays true once it is; `size` if nowhere. */
function firstWhere(size: number, holds: (at: number) => boolean): number {
  let from = 0;
  let to = size;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** The next double towards 0 of a normal number. */
function justBelow(value: number): number {
  return value * (1 - 2 ** -53);
}
