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
 * The rows that count for a view (see {@link countedRows}) and can matter for an example: others may be left out only where the
 * definition leaves them out anyway.
 */
export type Candidates = (view: View, example: Row) => readonly Row[];

/**
 * The definition of every feature, taken word for word: the rows of a source are gone through one by one. Shares nothing with the
 * evaluators.
 */
export function oracleRow(
  definitions: FeatureDefinitions,
  set: FeatureSet,
  at: number,
  example: Row,
  candidates: Candidates,
): Value[] {
  const known = kept((name: string): readonly Row[] => {
    const view = viewOf(definitions, name);
    const keys = definitions.entities.find((one) => one.name === view.entity)?.keys ?? [];
    const { availableAt } = view;
    const isKnown = (row: Row): boolean =>
      availableAt === null || (row[availableAt] !== null && Number(row[availableAt]) <= at);
    const isOfKey = (row: Row): boolean => keys.every((key) => row[key] !== null && row[key] === example[key]);
    return candidates(view, example).filter((row) => isKnown(row) && isOfKey(row));
  });
  const inside = kept((place: string): readonly Row[] => {
    const [name, window] = place.split(" ");
    return insideWindow(viewOf(definitions, name) as WindowView, window, known(name), at);
  });
  const features = set.features.map(({ view: name, feature }) => {
    const view = viewOf(definitions, name);
    const part = feature.slice(name.length + 1);
    if (view.kind === "latest") return latestValue(view, part, known(name), at);
    const cut = part.lastIndexOf("_");
    const rows = inside(`${name} ${part.slice(cut + 1)}`);
    const aggregate = view.aggregates[part.slice(0, cut)];
    return aggregateValue(aggregate, aggregate.op === "last" ? inByTime(rows, view.eventTime, view.availableAt) : rows);
  });
  return [...set.request.map((feature) => requestValue(feature, example)), ...features];
}

function kept<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>();
  return (name) => {
    const one = made.get(name) ?? make(name);
    made.set(name, one);
    return one;
  };
}

/** {@link oracleRow} for all examples, in the order of (at, id), over all rows. */
export function oracleFeatures(
  definitions: FeatureDefinitions,
  set: FeatureSet,
  examples: Examples,
  rows: Rows,
): Value[][] {
  const counted = kept((name) => {
    const view = viewOf(definitions, name);
    return countedRows(view, rows[view.source]);
  });
  return orderedExamples(examples, rows).map((example) =>
    oracleRow(definitions, set, Number(example[examples.at]), example, (view) => counted(view.name)),
  );
}

function viewOf(definitions: FeatureDefinitions, name: string): View {
  return definitions.views.find((one) => one.name === name) as View;
}

/** The examples in the order of (at, id). */
export function orderedExamples(examples: Examples, rows: Rows): Row[] {
  const id = (row: Row): Buffer => Buffer.from(String(row[examples.id]));
  return [...rows[examples.source]].sort(
    (a, b) => Number(a[examples.at]) - Number(b[examples.at]) || Buffer.compare(id(a), id(b)),
  );
}

/** All rows, but where events have ids only the one of each id that was known first, and those without an id. */
export function countedRows(view: View, rows: readonly Row[]): readonly Row[] {
  if (view.kind === "latest" || view.eventId === null) return rows;
  const { eventId, availableAt } = view;
  const first = new Map<Value, Row>();
  for (const row of rows) {
    const before = first.get(row[eventId]);
    if (row[availableAt] === null) continue;
    if (!before || Number(row[availableAt]) < Number(before[availableAt])) first.set(row[eventId], row);
  }
  return rows.filter((row) => row[eventId] === null || first.get(row[eventId]) === row);
}

const HOUR = 3_600_000;

function insideWindow(view: WindowView, window: string, rows: readonly Row[], t: number): readonly Row[] {
  const length = durationMs(window as Duration);
  const hop = length < 12 * HOUR ? HOUR / 12 : length < 12 * 24 * HOUR ? HOUR : 24 * HOUR;
  const start = Math.floor((t - length) / hop) * hop;
  return rows.filter((row) => {
    const event = row[view.eventTime];
    return event !== null && Number(event) >= start && Number(event) < t;
  });
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
  const part = (options: Intl.DateTimeFormatOptions): string => formatter(feature.zone, options).format(Number(time));
  if (feature.from === "weekday") {
    return ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(part({ weekday: "short" })) + 1;
  }
  const [hour, minute] = part({ hour: "2-digit", minute: "2-digit", hour12: false }).split(":").map(Number);
  return feature.from === "hour" ? hour % 24 : (hour % 24) * 60 + minute;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = JSON.stringify([timeZone, options]);
  const kept = formatters.get(name) ?? new Intl.DateTimeFormat("en-GB", { timeZone, ...options });
  formatters.set(name, kept);
  return kept;
}
