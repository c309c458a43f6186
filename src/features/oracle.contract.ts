import { type Duration, durationMs } from "../core/index.js";
import type {
  Aggregate,
  Condition,
  Examples,
  FeatureDefinitions,
  FeatureSet,
  LatestView,
  RequestFeature,
  Value,
  View,
  WindowView,
} from "./types.js";

/** One row of a source as it came. */
export type Row = Readonly<Record<string, Value>>;
/** The rows of each source, in their order there. */
export type Rows = Readonly<Record<string, readonly Row[]>>;

/**
 * The definition of every feature, taken word for word: for each example all rows of a source are gone through. Shares nothing
 * with the evaluators. Rows come in the order of (at, id).
 */
export function oracleFeatures(
  definitions: FeatureDefinitions,
  set: FeatureSet,
  examples: Examples,
  rows: Rows,
): Value[][] {
  return orderedExamples(examples, rows).map((example) => {
    const at = Number(example[examples.at]);
    const known = (source: string, availableAt: string | null): Row[] =>
      rows[source].filter(
        (row) => availableAt === null || (row[availableAt] !== null && Number(row[availableAt]) <= at),
      );
    const request = set.request.map((feature) => requestValue(feature, example));
    const features = set.features.map(({ view: name, feature }) => {
      const view = definitions.views.find((one) => one.name === name) as View;
      const keys = definitions.entities.find((one) => one.name === view.entity)?.keys ?? [];
      const matches = (row: Row): boolean => keys.every((key) => row[key] !== null && row[key] === example[key]);
      const part = feature.slice(name.length + 1);
      if (view.kind === "latest")
        return latestValue(view, part, known(view.source, view.availableAt).filter(matches), at);
      const once = firstKnown(view, rows[view.source]);
      return windowValue(
        view,
        part,
        known(view.source, view.availableAt).filter((row) => once.has(row) && matches(row)),
        at,
      );
    });
    return [...request, ...features];
  });
}

/** The examples in the order of (at, id). */
export function orderedExamples(examples: Examples, rows: Rows): Row[] {
  const id = (row: Row): Buffer => Buffer.from(String(row[examples.id]));
  return [...rows[examples.source]].sort(
    (a, b) => Number(a[examples.at]) - Number(b[examples.at]) || Buffer.compare(id(a), id(b)),
  );
}

/** Of each event id, the row that was known first; rows without an id are all kept. */
function firstKnown(view: WindowView, rows: readonly Row[]): Set<Row> {
  const first = new Map<Value, Row>();
  const kept = new Set<Row>();
  for (const row of rows) {
    const id = view.eventId === null ? null : row[view.eventId];
    if (row[view.availableAt] === null) continue;
    const before = first.get(id);
    if (id === null) kept.add(row);
    else if (!before || Number(row[view.availableAt]) < Number(before[view.availableAt])) first.set(id, row);
  }
  return new Set([...kept, ...first.values()]);
}

const HOUR = 3_600_000;

function windowValue(view: WindowView, part: string, rows: readonly Row[], t: number): Value {
  const cut = part.lastIndexOf("_");
  const aggregate = view.aggregates[part.slice(0, cut)];
  const length = durationMs(part.slice(cut + 1) as Duration);
  const hop = length < 12 * HOUR ? HOUR / 12 : length < 12 * 24 * HOUR ? HOUR : 24 * HOUR;
  const start = Math.floor((t - length) / hop) * hop;
  const inside = rows.filter((row) => {
    const event = row[view.eventTime];
    return event !== null && Number(event) >= start && Number(event) < t;
  });
  return aggregateValue(aggregate, inByTime(inside, view.eventTime, view.availableAt));
}

/** Ties in event time and available time stay in the order of the source. */
function inByTime(rows: readonly Row[], event: string | null, available: string | null): Row[] {
  const number = (row: Row, column: string | null): number => (column === null ? 0 : Number(row[column]));
  return [...rows].sort((a, b) => number(a, event) - number(b, event) || number(a, available) - number(b, available));
}

function aggregateValue(aggregate: Aggregate, rows: readonly Row[]): Value {
  if (aggregate.op === "count" && aggregate.column === undefined) return rows.length;
  const values = rows
    .map((row) =>
      aggregate.op === "rate" ? test(row[aggregate.when.column], aggregate.when) : row[aggregate.column ?? ""],
    )
    .filter((value) => value !== null && !Number.isNaN(value));
  if (aggregate.op === "count") return values.length;
  if (values.length === 0) return null;
  if (aggregate.op === "last") return asNumber(values[values.length - 1]);
  const numbers = values.map(Number);
  switch (aggregate.op) {
    case "sum":
      return exactSum(numbers);
    case "mean":
    case "rate":
      return exactSum(numbers) / numbers.length;
    case "min":
      return Math.min(...numbers);
    case "max":
      return Math.max(...numbers);
  }
}

const asNumber = (value: Value): Value => (typeof value === "boolean" ? Number(value) : value);

function test(value: Value, { is, value: limit }: Condition): Value {
  if (value === null || Number.isNaN(value)) return null;
  if (is === "=") return value === limit;
  if (is === "!=") return value !== limit;
  if (is === "<") return value < limit;
  if (is === "<=") return value <= limit;
  return is === ">" ? value > limit : value >= limit;
}

/** The sum as if it were rounded only once (Shewchuk's partial sums). */
function exactSum(values: readonly number[]): number {
  let partials: number[] = [];
  for (const value of values) {
    let x = value;
    const next: number[] = [];
    for (const partial of partials) {
      const [a, b] = Math.abs(x) >= Math.abs(partial) ? [x, partial] : [partial, x];
      const high = a + b;
      const low = b - (high - a);
      if (low !== 0) next.push(low);
      x = high;
    }
    partials = [...next, x];
  }
  return partials.reduceRight((total, partial) => total + partial, 0);
}

function latestValue(view: LatestView, part: string, rows: readonly Row[], t: number): Value {
  const { eventTime } = view;
  const past = eventTime === null ? rows : rows.filter((row) => row[eventTime] !== null && Number(row[eventTime]) <= t);
  const row = inByTime(past, eventTime, view.availableAt).at(-1);
  if (!row) return null;
  const age = eventTime === null ? 0 : t - Number(row[eventTime]);
  if (view.maxAge !== null && age > durationMs(view.maxAge as Duration)) return null;
  const field = view.fields[part];
  return "column" in field ? asNumber(row[field.column]) : age / 60_000;
}

function requestValue(feature: RequestFeature, example: Row): Value {
  if (feature.from === "field") return asNumber(example[feature.column]);
  if (feature.from === "minutesBetween") {
    const [start, end] = [example[feature.start], example[feature.end]];
    return start === null || end === null ? null : (Number(end) - Number(start)) / 60_000;
  }
  const time = example[feature.column];
  if (time === null) return null;
  const part = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat("en-GB", { timeZone: feature.zone, ...options }).format(Number(time));
  if (feature.from === "weekday") {
    return ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(part({ weekday: "short" })) + 1;
  }
  const [hour, minute] = part({ hour: "2-digit", minute: "2-digit", hour12: false }).split(":").map(Number);
  return feature.from === "hour" ? hour % 24 : (hour % 24) * 60 + minute;
}
