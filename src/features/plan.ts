import { type Duration, durationMs, GyreError, nearestName } from "../core/index.js";
import type { ColumnKind, ColumnSchema, Source } from "../data/index.js";
import type {
  Aggregate,
  Condition,
  FeatureColumn,
  FeatureDefinitions,
  FeatureSet,
  LatestView,
  RequestFeature,
  View,
  WindowView,
} from "./types.js";
import { parseWindow, type Window, windowFeature } from "./windows.js";

/** What an aggregate reads of an event: a column, or a test of one (1, 0, or null). */
export type Input =
  | { readonly kind: "column"; readonly column: string; readonly columnKind: ColumnKind }
  | { readonly kind: "test"; readonly when: Condition; readonly columnKind: ColumnKind };

/** One output over one window; `input` is an index into the group's inputs, −1 where every event counts alike. */
export interface WindowOutput {
  readonly feature: number;
  readonly op: Aggregate["op"];
  readonly window: Window;
  readonly input: number;
}

/** One output of a latest row; `input` is −1 for the row's age. */
export interface LatestOutput {
  readonly feature: number;
  readonly input: number;
}

/** The wanted outputs of a view of windows; `entity` is an index into the plan’s entities. */
export interface WindowPlan {
  readonly kind: "windows";
  readonly view: WindowView;
  readonly entity: number;
  readonly outputs: readonly WindowOutput[];
}

/** The wanted outputs of a view of latest rows; `maxAgeMs` is Infinity where rows do not age. */
export interface LatestPlan {
  readonly kind: "latest";
  readonly view: LatestView;
  readonly entity: number;
  readonly maxAgeMs: number;
  readonly outputs: readonly LatestOutput[];
}

/** Views that read the same events in the same way: one source, one event time, one available time, one id. */
export interface GroupPlan {
  readonly source: string;
  readonly eventTime: string | null;
  readonly availableAt: string | null;
  readonly eventId: string | null;
  /** From when an event is seen, after its event time: 1 ms where events must be before t, 0 where they may be at t. */
  readonly delayMs: 0 | 1;
  readonly inputs: readonly Input[];
  readonly views: readonly (WindowPlan | LatestPlan)[];
}

/** A feature set resolved against its definitions and sources: what every evaluator works from. */
export interface FeaturePlan {
  readonly columns: readonly FeatureColumn[];
  readonly request: readonly RequestFeature[];
  readonly fields: FeatureSet["fields"];
  /** Key columns of each entity that some view needs. */
  readonly entities: readonly { readonly name: string; readonly keys: readonly string[] }[];
  readonly groups: readonly GroupPlan[];
}

interface OpenGroup {
  readonly group: Omit<GroupPlan, "inputs" | "views">;
  readonly inputs: Input[];
  readonly views: (WindowPlan | LatestPlan)[];
}

/** Resolves a set. Definitions must have passed `checkDefinitions`; throws `project.unknown_name` for a name that is missing here. */
export function planFeatures(
  definitions: FeatureDefinitions,
  set: FeatureSet,
  sources: readonly Source[],
): FeaturePlan {
  const kinds: FeatureColumn[] = set.request.map((feature) => ({
    name: feature.name,
    kind: requestKind(feature, set),
  }));
  const wanted = new Map<string, number>();
  for (const [i, { feature }] of set.features.entries()) wanted.set(feature, set.request.length + i);
  const entities: { name: string; keys: readonly string[] }[] = [];
  const groups = new Map<string, OpenGroup>();
  const columns = [...kinds, ...set.features.map(({ feature }): FeatureColumn => ({ name: feature, kind: "number" }))];
  for (const name of new Set(set.features.map(({ view }) => view))) {
    const view = found(definitions.views, name, "view");
    const source = found(sources, view.source, "source");
    let entity = entities.findIndex((known) => known.name === view.entity);
    if (entity < 0) entity = entities.push(found(definitions.entities, view.entity, "entity")) - 1;
    const open = openGroup(groups, view);
    const input = inputCollector(open.inputs, source);
    const plan =
      view.kind === "windows" ? windowPlan(view, entity, wanted, input) : latestPlan(view, entity, wanted, input);
    open.views.push(plan);
    for (const output of plan.outputs) {
      if (isCategory(output, open.inputs)) columns[output.feature] = { ...columns[output.feature], kind: "category" };
    }
  }
  return {
    columns,
    request: set.request,
    fields: set.fields,
    entities,
    groups: [...groups.values()].map(({ group, inputs, views }) => ({ ...group, inputs, views })),
  };
}

function isCategory(output: WindowOutput | LatestOutput, inputs: readonly Input[]): boolean {
  if (output.input < 0 || ("op" in output && output.op !== "last")) return false;
  return isText(inputs[output.input]);
}

/** Text inputs travel as codes into a dictionary. */
export function isText(input: Input): boolean {
  return input.kind === "column" && input.columnKind === "text";
}

/** Sums of whole numbers are exact, so they may be taken back; those of doubles may not. */
export function isExact(input: Input): boolean {
  return input.kind === "test" || input.columnKind !== "double";
}

function requestKind(feature: RequestFeature, set: FeatureSet): FeatureColumn["kind"] {
  return feature.from === "field" && set.fields[feature.column]?.kind === "text" ? "category" : "number";
}

function openGroup(groups: Map<string, OpenGroup>, view: View): OpenGroup {
  const eventId = view.kind === "windows" ? view.eventId : null;
  const delayMs = view.kind === "windows" ? 1 : 0;
  const key = JSON.stringify([view.source, view.eventTime, view.availableAt, eventId, delayMs]);
  let open = groups.get(key);
  if (!open) {
    const { source, eventTime, availableAt } = view;
    open = { group: { source, eventTime, availableAt, eventId, delayMs }, inputs: [], views: [] };
    groups.set(key, open);
  }
  return open;
}

type Collect = (wanted: { readonly column: string } | { readonly when: Condition }) => number;

/** Gives each distinct input one index. */
function inputCollector(inputs: Input[], source: Source): Collect {
  const kindOf = (column: string): ColumnKind => columnOf(source, column).kind;
  return (wanted) => {
    const input: Input =
      "when" in wanted
        ? { kind: "test", when: wanted.when, columnKind: kindOf(wanted.when.column) }
        : { kind: "column", column: wanted.column, columnKind: kindOf(wanted.column) };
    const text = JSON.stringify(input);
    const at = inputs.findIndex((known) => JSON.stringify(known) === text);
    return at >= 0 ? at : inputs.push(input) - 1;
  };
}

function windowPlan(view: WindowView, entity: number, wanted: Map<string, number>, input: Collect): WindowPlan {
  const outputs: WindowOutput[] = [];
  const windows = view.windows.map(parseWindow);
  for (const [name, aggregate] of Object.entries(view.aggregates)) {
    for (const window of windows) {
      const feature = wanted.get(windowFeature(view, name, window.name));
      if (feature === undefined) continue;
      outputs.push({ feature, window, ...readBy(aggregate, input) });
    }
  }
  return { kind: "windows", view, entity, outputs };
}

function readBy(aggregate: Aggregate, input: Collect): Pick<WindowOutput, "op" | "input"> {
  if (aggregate.op === "rate") return { op: "rate", input: input({ when: aggregate.when }) };
  return { op: aggregate.op, input: aggregate.column === undefined ? -1 : input({ column: aggregate.column }) };
}

function latestPlan(view: LatestView, entity: number, wanted: Map<string, number>, input: Collect): LatestPlan {
  const outputs: LatestOutput[] = [];
  for (const [name, field] of Object.entries(view.fields)) {
    const feature = wanted.get(`${view.name}_${name}`);
    if (feature === undefined) continue;
    outputs.push({ feature, input: "column" in field ? input({ column: field.column }) : -1 });
  }
  const maxAgeMs = view.maxAge === null ? Number.POSITIVE_INFINITY : durationMs(view.maxAge as Duration);
  return { kind: "latest", view, entity, maxAgeMs, outputs };
}

/** The thing of that name, or `project.unknown_name` with the nearest name there is. */
export function found<T extends { readonly name: string }>(all: readonly T[], name: string, what: string): T {
  const one = all.find((candidate) => candidate.name === name);
  if (one) return one;
  throw unknownName(
    what,
    name,
    all.map((candidate) => candidate.name),
  );
}

/** The schema of a source's column, or `project.unknown_name`. */
export function columnOf(source: Source, column: string): ColumnSchema {
  const columns = source.schema.columns;
  if (Object.hasOwn(columns, column)) return columns[column];
  throw unknownName(`column of source ${source.name}`, column, Object.keys(columns));
}

/** The failure for a name that is not there; `place` says where it was used. */
export function unknownName(what: string, name: string, known: readonly string[], place?: string): GyreError {
  const near = nearestName(name, known);
  const where = place === undefined ? "" : `${place}: `;
  return new GyreError("project.unknown_name", `${where}there is no ${what} named ${JSON.stringify(name)}`, {
    hint: near === undefined ? `known: ${known.join(", ") || "none"}` : `did you mean ${JSON.stringify(near)}?`,
    details: { name, nearest: near ?? null, place: place ?? null },
  });
}
