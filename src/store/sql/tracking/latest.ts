import type { PointTable } from "./tables.js";

/** A point as rows hold it: a NaN is the value 0 with `nan` 1. */
export type Point = Pick<PointTable, "at" | "step" | "nan" | "value">;

/** A logged value as rows hold it: infinities are the largest finite numbers, minus zero is zero. */
export function pointOf(metric: { readonly timestamp: number; readonly step: number; readonly value: number }): Point {
  const isNan = Number.isNaN(metric.value);
  const value = isNan ? 0 : Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, metric.value)) + 0;
  return { at: metric.timestamp + 0, step: metric.step + 0, nan: isNan ? 1 : 0, value };
}

/** The value of a row. */
export function measured({ nan, value }: { readonly nan: number; readonly value: number }): number {
  return nan === 1 ? Number.NaN : value;
}

/** Whether `a` replaces `b` as the latest: greatest step, then time, then value, NaN counting as 0; of equals the first stays. */
export function isLater(a: Point, b: Point): boolean {
  if (a.step !== b.step) return a.step > b.step;
  return a.at === b.at ? a.value > b.value : a.at > b.at;
}

/** A point as the JSON numbers `value,timestamp,step`, so that many can be read as one text and no double is rounded on the way. */
export function encodeLatest({ value, nan, at, step }: Point): string {
  return `${nan === 1 ? "null" : value},${at},${step}`;
}

/** Reads what {@link encodeLatest} wrote. */
export function decodeLatest(text: string): Point {
  const [value, at, step] = JSON.parse(`[${text}]`) as [number | null, number, number];
  return { value: value ?? 0, nan: value === null ? 1 : 0, at, step };
}
