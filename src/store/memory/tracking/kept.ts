import { compareText } from "../../../core/index.js";
import type { Dataset, Experiment, LoggedModel, Metric, ModelMetric, RunInfo, Tag } from "../../../tracking/index.js";

/** A thing that can be changed: the memory's own copy. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** An experiment as the memory keeps it. */
export interface KeptExperiment {
  info: Omit<Experiment, "tags">;
  readonly tags: Map<string, string>;
  deletedAt: number | null;
}

/** A run as the memory keeps it. */
export interface KeptRun {
  info: RunInfo;
  readonly params: Map<string, string>;
  readonly tags: Map<string, string>;
  readonly metrics: Map<string, KeptMetric>;
  readonly inputs: KeptInput[];
  readonly modelInputs: string[];
  /** Steps by model. */
  readonly modelOutputs: Map<string, number>;
  deletedAt: number | null;
}

/** A metric of a run: every point by its identity, and the latest. */
export interface KeptMetric {
  readonly points: Map<string, Metric>;
  latest: Metric;
}

/** A dataset that a run read, and the tags of the reading. */
export interface KeptInput {
  readonly dataset: Dataset;
  readonly tags: ReadonlyMap<string, string>;
}

/** A logged model as the memory keeps it. */
export interface KeptModel {
  info: Omit<LoggedModel, "metrics" | "params" | "tags">;
  readonly params: Map<string, string>;
  readonly tags: Map<string, string>;
  /** By identity. */
  readonly metrics: Map<string, ModelMetric>;
  deletedAt: number | null;
}

/** All that the memory keeps, each by its id; datasets by {@link datasetIdentity}. */
export interface Kept {
  readonly artifactRoot: string;
  nextExperiment: number;
  readonly experiments: Map<string, KeptExperiment>;
  readonly runs: Map<string, KeptRun>;
  readonly models: Map<string, KeptModel>;
  readonly datasets: Map<string, Dataset>;
}

/** What makes a dataset the same. */
export function datasetIdentity(experimentId: string, name: string, digest: string): string {
  return JSON.stringify([experimentId, name, digest]);
}

/** Compares numbers, NaN being the greatest. */
export function compareNumber(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a - b < 0 ? -1 : Number(a > b);
}

/** The first difference of several. */
export function firstOf(...differences: readonly number[]): number {
  return differences.find((difference) => difference !== 0) ?? 0;
}

/** The pairs of a map by key. */
export function pairs(map: ReadonlyMap<string, string>): Tag[] {
  return [...map].map(([key, value]) => ({ key, value })).sort((a, b) => compareText(a.key, b.key));
}

/** A map of pairs; of one key the last value. */
export function mapOf(items: readonly Tag[]): Map<string, string> {
  return new Map(items.map(({ key, value }) => [key, value]));
}
