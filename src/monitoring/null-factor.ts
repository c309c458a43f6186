import { createRandom } from "../core/index.js";
import { normalQuantile } from "../math/index.js";

const PATHS = 400;
const STEPS = 256;

/** |B(u)| of Brownian bridges at the midpoints of 256 equal steps, one path after the other. */
export type BridgePaths = Float64Array;

/** Draws the paths once for all columns. The same numbers every time: they are a means of integration, not chance. */
export function bridgePaths(): BridgePaths {
  const random = createRandom("gyre/monitoring/bridge");
  const paths = new Float64Array(PATHS * STEPS);
  const scale = Math.sqrt(1 / (2 * STEPS));
  const walk = new Float64Array(2 * STEPS + 1);
  for (let path = 0; path < PATHS; path++) {
    for (let i = 1; i <= 2 * STEPS; i++) walk[i] = walk[i - 1] + scale * normalQuantile(random.next() || 0.5);
    const end = walk[2 * STEPS];
    for (let i = 0; i < STEPS; i++) {
      const at = 2 * i + 1;
      paths[path * STEPS + i] = Math.abs(walk[at] - (at / (2 * STEPS)) * end);
    }
  }
  return paths;
}

/**
 * c such that W₁/std between two samples of sizes n and m of the column stays below c·√(1/n + 1/m) in 95 of 100 cases:
 * the quantile of ∫|B(F(x))|dx/std over Brownian bridges B, since √(nm/(n+m))·(Fₙ − Fₘ) tends to B(F). About 2.1 for a
 * normal column (it cannot be below 1.96, for W₁ is at least the shift of the mean); other shapes get their own value. `points` ascending, `std` > 0.
 */
export function nullFactor(points: readonly number[], std: number, paths: BridgePaths): number {
  const widths = new Float64Array(STEPS);
  const at = (i: number): number => points[Math.round((i / STEPS) * (points.length - 1))];
  for (let i = 0; i < STEPS; i++) widths[i] = (at(i + 1) - at(i)) / std;
  const areas = new Float64Array(PATHS);
  for (let path = 0; path < PATHS; path++) {
    let area = 0;
    for (let i = 0; i < STEPS; i++) area += paths[path * STEPS + i] * widths[i];
    areas[path] = area;
  }
  return areas.sort()[Math.floor(0.95 * PATHS)];
}
