import { GyreError } from "../../core/index.js";
import { groupKeys } from "../compile-sql.js";
import { codeReader, type EntityIndex, type ValueIndex } from "../keys.js";
import type { FeaturePlan, GroupPlan, Input } from "../plan.js";
import { isText } from "../plan.js";
import type { EventBatch, EventColumn } from "../ports.js";
import { testReader } from "./condition.js";
import { createDictionary, type Dictionary, numberReader } from "./dictionary.js";
import { createLastState } from "./last-state.js";
import { createLatestState } from "./latest-state.js";
import { createPending } from "./pending.js";
import { createTiledState, type ViewState } from "./window-state.js";

type RowReader = (row: number) => number;

/** A batch of events made ready for reading by rows. */
interface BoundEvents {
  readonly available: RowReader;
  readonly event: RowReader;
  readonly id: ((row: number) => string | number | null) | null;
  readonly keys: readonly RowReader[];
  readonly inputs: readonly RowReader[];
}

/** The running state of a group of views that read the same events. */
export interface GroupState {
  readonly parts: readonly { readonly entity: number; readonly state: ViewState }[];
  readonly dictionaries: readonly (Dictionary | null)[];
  push(batch: EventBatch, row: number): void;
  /** Takes in what has become due; time never runs backwards. */
  advanceTo(t: number): void;
  forget(t: number): void;
}

export function createGroupState(
  plan: FeaturePlan,
  group: GroupPlan,
  values: ValueIndex,
  entities: readonly EntityIndex[],
): GroupState {
  const dictionaries = group.inputs.map((input) => (isText(input) ? createDictionary() : null));
  const parts = group.views.flatMap((view) => viewStates(view, group).map((state) => ({ entity: view.entity, state })));
  const apply = createApply(plan, group, entities, parts);
  const bind = batchBinder(plan, group, values, dictionaries);
  const waiting = createPending<BoundEvents>();
  const ids = new Set<string | number>();
  let now = Number.NEGATIVE_INFINITY;
  const take = (events: BoundEvents, row: number): void => apply(events, row, now);
  return {
    parts,
    dictionaries,
    push(batch, row) {
      const events = bind(batch);
      const available = events.available(row);
      if (Number.isNaN(available)) return;
      const id = events.id ? events.id(row) : null;
      if (id !== null && ids.size === ids.add(id).size) return;
      const event = events.event(row);
      if (Number.isNaN(event)) return;
      const seen = Math.max(event + group.delayMs, available);
      if (seen <= now) apply(events, row, now);
      else waiting.add(seen, events, row);
    },
    advanceTo(t) {
      now = t;
      waiting.release(t, take);
    },
    forget(t) {
      for (const { state } of parts) state.forget(t);
    },
  };
}

function viewStates(view: GroupPlan["views"][number], group: GroupPlan): ViewState[] {
  if (view.kind === "latest") return [createLatestState(view)];
  const tiled = view.outputs.filter(({ op }) => op !== "last");
  const hops = [...new Set(tiled.map(({ window }) => window.hopMs))];
  const lasts = [...new Set(view.outputs.filter(({ op }) => op === "last").map(({ input }) => input))];
  return [
    ...hops.map((hopMs) => createTiledState(view, group.inputs, hopMs)),
    ...lasts.map((input) => createLastState(view, input)),
  ];
}

/** Reads an event's keys and inputs once and hands them to every part. */
function createApply(
  plan: FeaturePlan,
  group: GroupPlan,
  entities: readonly EntityIndex[],
  parts: GroupState["parts"],
): (events: BoundEvents, row: number, now: number) => void {
  const names = groupKeys(plan, group);
  const used = [...new Set(parts.map(({ entity }) => entity))].map((entity) => {
    const places = plan.entities[entity].keys.map((key) => names.indexOf(key));
    return { index: entities[entity], places, codes: new Int32Array(places.length) };
  });
  const order = [...new Set(parts.map(({ entity }) => entity))];
  const targets = parts.map(({ entity, state }) => ({ state, place: order.indexOf(entity) }));
  const codes = new Int32Array(names.length);
  const numbers = new Int32Array(used.length);
  const inputs = new Float64Array(group.inputs.length);
  return (events, row, now) => {
    for (let i = 0; i < codes.length; i++) codes[i] = events.keys[i](row);
    for (let i = 0; i < used.length; i++) {
      const { index, places, codes: own } = used[i];
      for (let k = 0; k < places.length; k++) own[k] = codes[places[k]];
      numbers[i] = index.intern(own);
    }
    for (let i = 0; i < inputs.length; i++) inputs[i] = events.inputs[i](row);
    const event = events.event(row);
    const available = events.available(row);
    for (let i = 0; i < targets.length; i++) {
      const { state, place } = targets[i];
      if (numbers[place] >= 0) state.add(numbers[place], event, available, inputs, now);
    }
  };
}

/** Binds each batch once; the last one is at hand, as events come batch by batch. */
function batchBinder(
  plan: FeaturePlan,
  group: GroupPlan,
  values: ValueIndex,
  dictionaries: readonly (Dictionary | null)[],
): (batch: EventBatch) => BoundEvents {
  const keys = groupKeys(plan, group);
  const kept = new WeakMap<EventBatch, BoundEvents>();
  let lastBatch: EventBatch | null = null;
  let last: BoundEvents | null = null;
  return (batch) => {
    if (batch === lastBatch && last) return last;
    const column = columnFinder(batch);
    const always = (): number => Number.NEGATIVE_INFINITY;
    const events = kept.get(batch) ?? {
      available: group.availableAt === null ? always : numberReader(column(group.availableAt), null),
      event: group.eventTime === null ? always : numberReader(column(group.eventTime), null),
      id: group.eventId === null ? null : idReader(column(group.eventId)),
      keys: keys.map((key) => codeReader(column(key), values.intern)),
      inputs: group.inputs.map((input, i) => inputReader(input, column, dictionaries[i])),
    };
    kept.set(batch, events);
    lastBatch = batch;
    last = events;
    return events;
  };
}

function inputReader(input: Input, column: (name: string) => EventColumn, dictionary: Dictionary | null): RowReader {
  if (input.kind === "test") return testReader(column(input.when.column), input.when);
  return numberReader(column(input.column), dictionary);
}

function idReader(column: EventColumn): (row: number) => string | number | null {
  if (column.kind === "text") return (row) => (column.codes[row] < 0 ? null : column.dictionary[column.codes[row]]);
  return (row) => (Number.isNaN(column.values[row]) ? null : column.values[row]);
}

function columnFinder(batch: EventBatch): (name: string) => EventColumn {
  return (name) => {
    if (Object.hasOwn(batch.columns, name)) return batch.columns[name];
    throw new GyreError("features.bad_request", `events of ${batch.source} came without the column ${name}`, {
      details: { source: batch.source, column: name, columns: Object.keys(batch.columns) },
    });
  };
}
