/**
 * From one feature's histogram to the next: 256 bins of 16 bytes and five cache lines more. At 4,096 bytes alone the first bins of all
 * features, the busiest of features with few values, would share a set of the nearest cache and look alike to its store buffer.
 */
export const HISTOGRAM_BYTES = 4096 + 320;
