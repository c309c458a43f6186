/** A metric with its 95 % confidence interval. */
export interface MetricInterval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Two-sided 95 % normal quantile. */
export const Z95 = 1.959963984540054;
