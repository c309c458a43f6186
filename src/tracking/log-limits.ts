import { badValue, invalidValue } from "./invalid-value.js";
import { LIMITS, requireLength, requireName, truncated } from "./limits.js";
import type { LogBatch, LoggedMetric } from "./ports.js";
import type { DatasetInput, Param, Tag } from "./types.js";

const MOST_METRICS = 1000;
const MOST_PARAMS_OR_TAGS = 100;
const MOST_ENTRIES = 1000;

/** Checks what one call logs, and cuts values that are too long for params and tags. Throws `tracking.bad_value` with the place. */
export function checkedBatch({ metrics, params, tags }: LogBatch): LogBatch {
  // Counted first: a million metrics need not be looked at.
  requireAtMost("metrics", metrics.length, MOST_METRICS);
  metrics.forEach((metric, index) => {
    checkMetric(metric, `metrics[${index}].`);
  });
  const checked = {
    metrics,
    params: params.map((param, index) => checkedParam(param, `params[${index}].`)),
    tags: tags.map((tag, index) => checkedTag(tag, `tags[${index}].`)),
  };
  requireAtMost("params", params.length, MOST_PARAMS_OR_TAGS);
  requireAtMost("tags", tags.length, MOST_PARAMS_OR_TAGS);
  requireAtMost("metrics, params, and tags", metrics.length + params.length + tags.length, MOST_ENTRIES);
  requireOneValueEach(params);
  return checked;
}

/** Throws `tracking.bad_value`; `place` is what leads to the metric in the request. */
export function checkMetric({ key, value, timestamp }: LoggedMetric, place = ""): void {
  requireName(key, `${place}name`);
  if (timestamp < 0) {
    const of = `metric '${key}' (value=${float(value)})`;
    throw invalidValue(`${place}timestamp`, timestamp, `${of}. Timestamp must be a nonnegative long (64-bit integer) `);
  }
  requireLength("Metric name", key, LIMITS.key);
}

/** The param, its value cut to what is kept. Throws `tracking.bad_value`. */
export function checkedParam({ key, value }: Param, place = ""): Param {
  requireName(key, `${place}key`);
  requireLength("Param key", key, LIMITS.key);
  return { key, value: truncated(value, LIMITS.paramValue) };
}

/** The tag, its value cut to what is kept. Throws `tracking.bad_value`. */
export function checkedTag({ key, value }: Tag, place = ""): Tag {
  requireName(key, `${place}key`);
  requireLength(`${place}key`, key, LIMITS.key);
  return { key, value: truncated(value, LIMITS.runTagValue) };
}

/** Throws `tracking.bad_value` for an experiment's tag. */
export function checkExperimentTag({ key, value }: Tag): void {
  requireName(key, "key");
  requireLength("key", key, LIMITS.key);
  requireLength("value", value, LIMITS.experimentTagValue);
}

/** Throws `tracking.bad_value` for a dataset, or a tag of its reading, that is too long. */
export function checkDatasetInput({ dataset, tags }: DatasetInput): void {
  requireLength("name", dataset.name, LIMITS.datasetName);
  requireLength("digest", dataset.digest, LIMITS.datasetDigest);
  requireLength("source", dataset.source, LIMITS.datasetSource);
  requireLength("schema", dataset.schema ?? "", LIMITS.datasetSchema);
  requireLength("profile", dataset.profile ?? "", LIMITS.datasetProfile);
  for (const { key, value } of tags) {
    requireLength("key", key, LIMITS.inputTagKey);
    requireLength("value", value, LIMITS.inputTagValue);
  }
}

function requireAtMost(what: string, count: number, most: number): void {
  if (count <= most) return;
  throw badValue(
    `A batch logging request can contain at most ${most} ${what}. Got ${count} ${what}. Please split up ${what} across multiple requests and try again.`,
  );
}

function requireOneValueEach(params: readonly Param[]): void {
  const seen = new Set<string>();
  const twice = params.filter(({ key }) => seen.size === seen.add(key).size);
  if (twice.length === 0) return;
  const keys = twice.map(({ key }) => `'${key}'`).join(", ");
  throw badValue(
    `Duplicate parameter keys have been submitted: [${keys}]. Please ensure the request contains only one param value per param key.`,
  );
}

/** A double as it is written where every number has a point. */
function float(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const text = String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}
