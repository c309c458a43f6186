import type { ColumnKind, Source } from "../data/index.js";
import type { FeaturePlan, GroupPlan, Input } from "./plan.js";
import type { Condition, Examples, FeatureSet, RequestFeature } from "./types.js";

/** A name in SQL, whatever characters it has. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text in SQL: with standard strings only the quote has a meaning. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Whole ms since the epoch, cut down (also before 1970). */
function ms(column: string): string {
  return `epoch_ms(date_trunc('milliseconds', ${quoteName(column)}))`;
}

/**
 * The query for a group's events: each that can ever be seen, once, in the order in which they become seen.
 *
 * Columns: `seen` (ms from which a view sees the event), `event` (its time, ms), then the key columns `k0`, `k1`, … in the order of
 * {@link groupKeys}, then the inputs `i0`, `i1`, …. An event with the id of one known before it is left out, as are those without
 * a time. Facts without a time have `event` and `seen` null where no time is named, and come in the source's order.
 */
export function compileEvents(plan: FeaturePlan, group: GroupPlan): string {
  const available = group.availableAt === null ? "NULL::BIGINT" : ms(group.availableAt);
  const event = group.eventTime === null ? "NULL::BIGINT" : ms(group.eventTime);
  const keys = groupKeys(plan, group);
  const names = [...keys.map((_, i) => `k${i}`), ...group.inputs.map((_, i) => `i${i}`)];
  const columns = [...keys.map(quoteName), ...group.inputs.map(inputSql)].map((sql, i) => `${sql} AS ${names[i]}`);
  const id = group.eventId === null ? [] : [`${quoteName(group.eventId)} AS id`];
  const timed = [
    ...(group.availableAt === null ? [] : ["available IS NOT NULL"]),
    ...(group.eventTime === null ? [] : ["event IS NOT NULL"]),
  ];
  return `WITH gyre_known AS (
  SELECT ${["row_number() OVER () AS position", `${available} AS available`, `${event} AS event`, ...id, ...columns].join(", ")}
  FROM ${quoteName(group.source)}
)${group.eventId === null ? "" : FIRST_KNOWN}
SELECT ${[`greatest(event + ${group.delayMs}, available) AS seen`, "event", ...names].join(", ")}
FROM ${group.eventId === null ? "gyre_known" : "gyre_once"}
WHERE ${timed.length > 0 ? timed.join(" AND ") : "true"}
ORDER BY seen, event, available, position`;
}

/** Of the events with one id the first known counts; those without an id all count. */
const FIRST_KNOWN = `,
gyre_repeated AS (
  SELECT id FROM gyre_known WHERE available IS NOT NULL AND id IS NOT NULL GROUP BY id HAVING count(*) > 1
),
gyre_first AS (
  SELECT id, arg_min(position, (available, position)) AS position
  FROM gyre_known WHERE available IS NOT NULL AND id IN (FROM gyre_repeated) GROUP BY id
),
gyre_once AS (
  SELECT gyre_known.* FROM gyre_known LEFT JOIN gyre_first USING (id)
  WHERE gyre_first.position IS NULL OR gyre_first.position = gyre_known.position
)`;

/** The key columns that a group's views need, each once. */
export function groupKeys(plan: FeaturePlan, group: GroupPlan): readonly string[] {
  return [...new Set(group.views.flatMap(({ entity }) => plan.entities[entity].keys))];
}

function inputSql(input: Input): string {
  if (input.kind === "test") return conditionSql(input.when, input.columnKind);
  return present(input.column, input.columnKind);
}

/** NaN is a missing number, as everywhere in Gyre; DuckDB would sort it above all numbers. */
function present(column: string, kind: ColumnKind): string {
  const name = quoteName(column);
  if (kind === "timestamp") return ms(column);
  return kind === "double" ? `CASE WHEN isnan(${name}) THEN NULL ELSE ${name} END` : name;
}

function conditionSql(when: Condition, kind: ColumnKind): string {
  const operator = when.is === "!=" ? "<>" : when.is;
  return `(${present(when.column, kind)} ${operator} ${literal(when.value)})`;
}

function literal(value: Condition["value"]): string {
  if (typeof value === "string") return quoteText(value);
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  // From text: DuckDB reads a bare 0.1 as a DECIMAL, whose way to a double may lose the last digit.
  return Number.isSafeInteger(value) ? String(value) : `'${value}'::DOUBLE`;
}

/** Examples with what orders them: `moment` (at, ms), `id` as text, `position`; and whatever else is asked for. */
function examplesSql(examples: Examples, columns: readonly string[]): string {
  const ordering = [
    "row_number() OVER () AS position",
    `CAST(${quoteName(examples.id)} AS VARCHAR) AS id`,
    `${ms(examples.at)} AS moment`,
  ];
  return `SELECT ${[...ordering, ...columns].join(", ")} FROM ${quoteName(examples.source)}`;
}

/**
 * The query for the examples, ordered by (at, id): `moment` (at), `known` and `label`, then the key columns `k0`, `k1`, … of all
 * entities in {@link exampleKeys}, then the request features `r0`, `r1`, …. Ids come by {@link compileExampleIds}.
 */
export function compileExamples(plan: FeaturePlan, set: FeatureSet, examples: Examples): string {
  const columns = [
    `${ms(examples.labelKnownAt)} AS known`,
    `${quoteName(examples.label)} AS label`,
    ...exampleKeys(plan).map((key, i) => `${quoteName(key)} AS k${i}`),
    ...set.request.map((feature, i) => `${requestSql(feature, set)} AS r${i}`),
  ];
  return `SELECT * EXCLUDE (position, id) FROM (${examplesSql(examples, columns)}) ORDER BY moment, id, position`;
}

/** The query for the ids in the same order: `ids`, JSON arrays of thousands of them, as single texts are slow to read. */
export function compileExampleIds(examples: Examples): string {
  return `SELECT CAST(to_json(list(id ORDER BY place)) AS VARCHAR) AS ids FROM (
  SELECT id, row_number() OVER (ORDER BY moment, id, position) - 1 AS place FROM (${examplesSql(examples, [])})
) GROUP BY place // 4096 ORDER BY place // 4096`;
}

/** The query for all rows of a source in the order of (`orderBy`, position), times cut to ms; null where it has no order of its own. */
export function compileReplay(source: Source, columns: readonly string[], orderBy: string | null): string {
  const isTime = orderBy !== null && source.schema.columns[orderBy]?.kind === "timestamp";
  const order = orderBy === null ? [] : [`${isTime ? ms(orderBy) : quoteName(orderBy)} ASC NULLS LAST`];
  return `SELECT ${columns.map(quoteName).join(", ")}
FROM (SELECT row_number() OVER () AS gyre_position, * FROM ${quoteName(source.name)})
ORDER BY ${[...order, "gyre_position"].join(", ")}`;
}

/** The key columns of all entities of a plan, each once. */
export function exampleKeys(plan: FeaturePlan): readonly string[] {
  return [...new Set(plan.entities.flatMap(({ keys }) => keys))];
}

function requestSql(feature: RequestFeature, set: FeatureSet): string {
  if (feature.from === "field") return present(feature.column, set.fields[feature.column].kind as ColumnKind);
  if (feature.from === "minutesBetween") return `(${ms(feature.end)} - ${ms(feature.start)}) / 60000.0::DOUBLE`;
  const local = `((${quoteName(feature.column)} AT TIME ZONE 'UTC') AT TIME ZONE ${quoteText(feature.zone)})`;
  if (feature.from === "hour") return `extract(hour FROM ${local})`;
  if (feature.from === "weekday") return `extract(isodow FROM ${local})`;
  return `extract(hour FROM ${local}) * 60 + extract(minute FROM ${local})`;
}
