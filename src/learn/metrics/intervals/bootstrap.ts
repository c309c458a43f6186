import { createRandom, GyreError, type Random } from "../../../core/index.js";
import { normalCdf, normalQuantile } from "../../../math/index.js";
import type { MetricInterval } from "../interval.js";
import { linearQuantile } from "../weighted-quantile.js";
import { checkedWeights, type Weighted } from "../weights.js";
import { jackknife } from "./jackknife.js";
import { resampler, type Units, type WeightedStatistic } from "./resample.js";

/** How an interval is read off the resampled values. */
export type BootstrapMethod =
  /** The quantiles of the resampled values. */
  | "percentile"
  /** Quantiles moved for bias and for a spread that changes with the value (Efron 1987); needs a jackknife besides. */
  | "bca"
  /** The quantiles mirrored at the value: for a metric that resampling pushes to one side. */
  | "reflected";

/** What {@link bootstrapInterval} takes. */
export interface BootstrapOptions extends Weighted {
  /** Default 0.95. */
  readonly level?: number | undefined;
  /** How many resamples; default 1000. */
  readonly replicates?: number | undefined;
  /** Default percentile. */
  readonly method?: BootstrapMethod | undefined;
  /** A number for each row; rows of one group are drawn together. Needed where rows depend on each other. */
  readonly groups?: ArrayLike<number> | undefined;
  /** Without it a stream with a fixed seed. */
  readonly random?: Random | undefined;
}

/**
 * Bootstrap interval of a weighted metric of `rows` rows. A resample is a vector of weights, so nothing is copied. Resamples on
 * which the metric is NaN (one class only, say) are left out; if more than half are, or all values are equal under `bca`, the ends
 * are NaN. Costs one evaluation for each resample, for `bca` as many more as there are units, at most 200.
 *
 * @example
 * ```ts
 * bootstrapInterval(y.length, (weights) => meanAbsoluteError(y, p, { weights }), { random });
 * ```
 */
export function bootstrapInterval(
  rows: number,
  statistic: WeightedStatistic,
  options: BootstrapOptions = {},
): MetricInterval {
  const units = unitsOf(rows, options);
  const value = statistic(units.weights);
  const [replicates] = bootstrapReplicates(units, [statistic], options);
  return intervalOf(value, replicates, {
    ...options,
    jackknife: () => jackknife(units, statistic, options.random ?? createRandom("jackknife")),
  });
}

/** The units that a bootstrap draws: groups where there are any, else rows. Groups whose rows weigh nothing do not count. */
export function unitsOf(rows: number, options: BootstrapOptions): Units {
  const weights = checkedWeights(options.weights, rows) ?? new Float64Array(rows).fill(1);
  const { groups } = options;
  if (groups === undefined) return { weights, count: rows };
  if (groups.length !== rows) {
    throw new GyreError("learn.bad_table", `there are ${groups.length} groups for ${rows} rows`);
  }
  const numbers = new Map<number, number>();
  const groupOf = Int32Array.from(weights, (weight, row) => {
    if (weight === 0) return 0;
    const known = numbers.get(groups[row]) ?? numbers.size;
    numbers.set(groups[row], known);
    return known;
  });
  return { weights, groupOf, count: numbers.size };
}

/** The values of each statistic on the same resamples, NaN where undefined: `(replicates)` for each. */
export function bootstrapReplicates(
  units: Units,
  statistics: readonly WeightedStatistic[],
  options: BootstrapOptions,
): Float64Array[] {
  const { replicates = 1000, random = createRandom("bootstrap") } = options;
  if (!Number.isInteger(replicates) || replicates < 2) {
    throw new GyreError("learn.bad_config", `replicates is ${replicates}, expected a whole number ≥ 2`);
  }
  const { weights, groupOf, count } = units;
  const draw = resampler(groupOf === undefined ? weights : new Float64Array(count).fill(1), random);
  const drawn = new Float64Array(count);
  const resampled = groupOf === undefined ? drawn : new Float64Array(weights.length);
  const values = statistics.map(() => new Float64Array(replicates));
  for (let b = 0; b < replicates; b++) {
    draw(drawn);
    if (groupOf !== undefined) for (let i = 0; i < groupOf.length; i++) resampled[i] = weights[i] * drawn[groupOf[i]];
    statistics.forEach((statistic, s) => {
      values[s][b] = statistic(resampled);
    });
  }
  return values;
}

/** Reads an interval of `value` off its resampled values. */
export function intervalOf(
  value: number,
  replicates: Float64Array,
  options: BootstrapOptions & { readonly jackknife?: () => Float64Array },
): MetricInterval {
  const { level = 0.95, method = "percentile" } = options;
  if (!(level > 0 && level < 1)) throw new GyreError("learn.bad_config", `level is ${level}, expected between 0 and 1`);
  const sorted = replicates.filter((replicate) => !Number.isNaN(replicate)).sort();
  const nothing = { value, low: Number.NaN, high: Number.NaN };
  if (Number.isNaN(value) || sorted.length < Math.max(2, replicates.length / 2)) return nothing;
  const tail = (1 - level) / 2;
  if (method === "bca") {
    const [low, high] = bcaLevels(value, sorted, { tail, jackknife: options.jackknife?.() ?? new Float64Array(0) });
    if (Number.isNaN(low + high)) return nothing;
    return { value, low: linearQuantile(sorted, low), high: linearQuantile(sorted, high) };
  }
  const low = linearQuantile(sorted, tail);
  const high = linearQuantile(sorted, 1 - tail);
  return method === "percentile" ? { value, low, high } : { value, low: 2 * value - high, high: 2 * value - low };
}

/** The levels at which BCa reads the quantiles: z₀ from the share of resamples below the value, a from the jackknife. */
function bcaLevels(
  value: number,
  sorted: Float64Array,
  { tail, jackknife: left }: { readonly tail: number; readonly jackknife: Float64Array },
): readonly [number, number] {
  let below = 0;
  for (const replicate of sorted) below += replicate < value ? 1 : replicate === value ? 0.5 : 0;
  const z0 = normalQuantile(below / sorted.length);
  const a = acceleration(left);
  const at = (level: number): number => {
    const z = z0 + normalQuantile(level);
    return normalCdf(z0 + z / (1 - a * z));
  };
  return sorted[0] === sorted[sorted.length - 1] ? [Number.NaN, Number.NaN] : [at(tail), at(1 - tail)];
}

/** a = Σ(θ̄ − θᵢ)³ / (6·(Σ(θ̄ − θᵢ)²)^1.5) over the jackknife's values; NaN where they are all equal. */
export function acceleration(left: Float64Array): number {
  const mean = left.reduce((sum, value) => sum + value, 0) / left.length;
  let squares = 0;
  let cubes = 0;
  for (const value of left) {
    squares += (mean - value) ** 2;
    cubes += (mean - value) ** 3;
  }
  return cubes / (6 * squares ** 1.5);
}
