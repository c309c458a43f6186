import { type Duration, durationMs, GyreError } from "../core/index.js";
import type { ColumnKind, Source } from "../data/index.js";
import { columnOf, found, unknownName } from "./plan.js";
import { checkTimeZone } from "./time-zone.js";
import type {
  Aggregate,
  Condition,
  Entity,
  Examples,
  FeatureDefinitions,
  FeatureSet,
  LatestView,
  RequestFeature,
  View,
  WindowView,
} from "./types.js";
import { featureNames } from "./windows.js";

/**
 * Checks that definitions, a set, and the examples it is made for fit each other and their sources: every name resolves, names are
 * unique, windows and zones can be read, and operations fit the kinds of their columns.
 *
 * Throws `features.bad_definition` or `project.unknown_name` with the place and, where there is one, the nearest right name;
 * `data.bad_time_zone` for a zone that is none.
 */
export function checkDefinitions(
  definitions: FeatureDefinitions,
  set: FeatureSet,
  sources: readonly Source[],
  examples?: Examples,
): void {
  unique(definitions.entities, "entity");
  unique(definitions.views, "view");
  for (const view of definitions.views) checkView(view, definitions.entities, sources);
  checkAvailability(definitions.views);
  checkSet(set, definitions);
  if (examples) checkExamples(examples, set, sources);
}

function bad(place: string, message: string, hint?: string): GyreError {
  return new GyreError("features.bad_definition", `${place}: ${message}`, {
    ...(hint === undefined ? {} : { hint }),
    details: { place },
  });
}

function unique(all: readonly { readonly name: string }[], what: string): void {
  const names = new Set<string>();
  for (const { name } of all) {
    if (names.has(name)) throw bad(`${what} ${name}`, `there are two with this name`, "give each its own name");
    names.add(name);
  }
}

/** Looks a column up and says where it was named. */
function kindAt(place: string, source: Source, column: string): ColumnKind {
  if (Object.hasOwn(source.schema.columns, column)) return columnOf(source, column).kind;
  throw unknownName(`column of source ${source.name}`, column, Object.keys(source.schema.columns), place);
}

function timeAt(place: string, source: Source, column: string | null): void {
  if (column === null) return;
  const kind = kindAt(place, source, column);
  if (kind !== "timestamp") throw bad(place, `column ${column} of source ${source.name} is ${kind}, not a timestamp`);
}

function checkView(view: View, entities: readonly Entity[], sources: readonly Source[]): void {
  const place = `view ${view.name}`;
  const entity = named(place, entities, view.entity, "entity");
  const source = named(place, sources, view.source, "source");
  for (const key of entity.keys) kindAt(`${place}, entity ${entity.name}`, source, key);
  timeAt(`${place}, eventTime`, source, view.eventTime);
  timeAt(`${place}, availableAt`, source, view.availableAt);
  if (view.kind === "windows") checkWindowView(view, source, place);
  else checkLatestView(view, source, place);
}

/** An event reaches the views of its source once, when it becomes available. */
function checkAvailability(views: readonly View[]): void {
  const first = new Map<string, View>();
  for (const view of views) {
    const other = first.get(view.source) ?? view;
    first.set(view.source, other);
    if (other.availableAt === view.availableAt) continue;
    const say = (column: string | null): string => (column === null ? "always" : `from ${column} on`);
    throw bad(
      `view ${view.name}`,
      `rows of source ${view.source} are available ${say(view.availableAt)}, but ${say(other.availableAt)} in view ${other.name}`,
      "name the same column in all views of a source",
    );
  }
}

function named<T extends { readonly name: string }>(place: string, all: readonly T[], name: string, what: string): T {
  const names = all.map((one) => one.name);
  if (!names.includes(name)) throw unknownName(what, name, names, place);
  return found(all, name, what);
}

function duration(place: string, text: string): void {
  try {
    durationMs(text as Duration);
  } catch (cause) {
    throw new GyreError("features.bad_definition", `${place}: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
  }
}

function checkWindowView(view: WindowView, source: Source, place: string): void {
  if (view.eventId !== null) kindAt(`${place}, eventId`, source, view.eventId);
  for (const window of view.windows) duration(`${place}, window`, window);
  const repeated = view.windows.find((window, i) => view.windows.indexOf(window) !== i);
  if (repeated !== undefined) throw bad(place, `window ${repeated} comes twice`);
  for (const [name, aggregate] of Object.entries(view.aggregates)) {
    checkAggregate(`${place}, aggregate ${name}`, aggregate, source);
  }
}

const FITTING: Readonly<Record<string, readonly ColumnKind[]>> = {
  sum: ["integer", "double", "boolean"],
  mean: ["integer", "double", "boolean"],
  min: ["integer", "double", "boolean", "timestamp"],
  max: ["integer", "double", "boolean", "timestamp"],
};

function checkAggregate(place: string, aggregate: Aggregate, source: Source): void {
  if (aggregate.op === "rate") {
    checkCondition(place, aggregate.when, source);
    return;
  }
  if (aggregate.column === undefined) return;
  const kind = kindAt(place, source, aggregate.column);
  const fitting = FITTING[aggregate.op];
  if (fitting && !fitting.includes(kind))
    throw bad(
      place,
      `${aggregate.op} of column ${aggregate.column}, which is ${kind}`,
      `use a column that is ${fitting.join(" or ")}`,
    );
}

function checkCondition(place: string, when: Condition, source: Source): void {
  const kind = kindAt(place, source, when.column);
  const expected = kind === "text" ? "string" : kind === "boolean" ? "boolean" : "number";
  if (typeof when.value !== expected || (expected === "number" && !Number.isFinite(when.value)))
    throw bad(
      place,
      `column ${when.column} is ${kind}, so it is compared with a ${expected}, not ${JSON.stringify(when.value)}`,
    );
  if (expected !== "number" && when.is !== "=" && when.is !== "!=")
    throw bad(place, `column ${when.column} is ${kind}, which has no order for ${when.is}`, 'use "=" or "!="');
}

function checkLatestView(view: LatestView, source: Source, place: string): void {
  if (view.maxAge !== null) duration(`${place}, maxAge`, view.maxAge);
  if (view.maxAge !== null && view.eventTime === null)
    throw bad(place, "facts without an event time have no age", "name eventTime or drop maxAge");
  for (const [name, field] of Object.entries(view.fields)) {
    if ("column" in field) kindAt(`${place}, field ${name}`, source, field.column);
    else if (view.eventTime === null)
      throw bad(
        `${place}, field ${name}`,
        "facts without an event time have no age",
        "name eventTime or drop the field",
      );
  }
}

function checkSet(set: FeatureSet, definitions: FeatureDefinitions): void {
  const place = `feature set ${set.name}`;
  for (const feature of set.request) checkRequest(`${place}, feature ${feature.name}`, feature, set);
  for (const { view: name, feature } of set.features) {
    const view = named(place, definitions.views, name, "view");
    const names = featureNames(view);
    if (!names.includes(feature)) throw unknownName(`feature of view ${name}`, feature, names, place);
    const entity = named(place, definitions.entities, view.entity, "entity");
    for (const key of entity.keys) {
      if (!Object.hasOwn(set.fields, key))
        throw unknownName("field", key, Object.keys(set.fields), `${place}, key of ${entity.name}`);
    }
  }
  unique([...set.request, ...set.features.map(({ feature }) => ({ name: feature }))], `${place}, feature`);
}

function checkRequest(place: string, feature: RequestFeature, set: FeatureSet): void {
  const kindOf = (column: string): string => {
    if (Object.hasOwn(set.fields, column)) return set.fields[column].kind;
    throw unknownName("field", column, Object.keys(set.fields), place);
  };
  const columns = feature.from === "minutesBetween" ? [feature.start, feature.end] : [feature.column];
  for (const column of columns) {
    const kind = kindOf(column);
    if (feature.from !== "field" && kind !== "timestamp")
      throw bad(place, `field ${column} is ${kind}, not a timestamp`);
  }
  if ("zone" in feature) checkTimeZone(feature.zone);
}

function checkExamples(examples: Examples, set: FeatureSet, sources: readonly Source[]): void {
  const place = `examples from ${examples.source}`;
  const source = named(place, sources, examples.source, "source");
  kindAt(`${place}, id`, source, examples.id);
  timeAt(`${place}, at`, source, examples.at);
  timeAt(`${place}, labelKnownAt`, source, examples.labelKnownAt);
  const label = kindAt(`${place}, label`, source, examples.label);
  if (label === "text" || label === "timestamp")
    throw bad(`${place}, label`, `column ${examples.label} is ${label}, not 0 or 1`);
  for (const column of [examples.id, examples.at]) {
    if (source.schema.columns[column].nullable)
      throw bad(place, `column ${column} may be null, but every example needs one`);
  }
  for (const [name, field] of Object.entries(set.fields)) {
    const kind = kindAt(`${place}, field ${name}`, source, name);
    if (kind !== field.kind) throw bad(`${place}, field ${name}`, `the column is ${kind}, the field is ${field.kind}`);
  }
}
