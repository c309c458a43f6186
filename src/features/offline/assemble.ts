import type { Table } from "../../learn/index.js";
import { codeReader, createEntityIndex, createValueIndex, type EntityIndex, type ValueIndex } from "../keys.js";
import type { FeaturePlan, GroupPlan } from "../plan.js";
import type { EventColumn } from "../ports.js";
import { foldLatest } from "./fold-latest.js";
import { foldWindows } from "./fold-windows.js";
import { type GroupedRows, gather, groupRows } from "./group-rows.js";
import { type KeyedAsks, type KeyedEvents, keyAsks } from "./timeline.js";

/** Key columns by name, all of the same length. */
export type KeyColumns = Readonly<Record<string, EventColumn>>;

/** The examples as the engine gives them: ordered by `at`; request features in the plan's order. */
export interface ExampleColumns {
  readonly at: Float64Array;
  readonly keys: KeyColumns;
  readonly request: readonly EventColumn[];
}

/** The events of a group as the engine gives them, each once, in the order in which they become seen (NaN: always was). */
export interface EventColumns {
  readonly seen: Float64Array;
  readonly event: Float64Array;
  readonly keys: KeyColumns;
  readonly inputs: readonly EventColumn[];
}

/** Fills a table of features for the examples, one group of events after the other. */
export interface Assembly {
  add(group: GroupPlan, events: EventColumns): void;
  finish(): Table;
}

interface Asking {
  readonly index: EntityIndex;
  readonly asks: KeyedAsks;
}

/** Starts the features of these examples. Events of keys that no example asks for are passed over. */
export function assembleFeatures(plan: FeaturePlan, examples: ExampleColumns): Assembly {
  const values = createValueIndex();
  const asking = plan.entities.map(({ keys }): Asking => {
    const index = createEntityIndex(keys.length);
    const ids = keyNumbers(keys, examples.keys, examples.at.length, (value) => values.intern(value), index.intern);
    return { index, asks: keyAsks(groupRows(ids, index.size), examples.at) };
  });
  const results = plan.columns.map(() => new Float64Array(examples.at.length).fill(Number.NaN));
  const dictionaries = new Map<number, readonly string[]>();
  return {
    add(group, columns) {
      const grouped = eventGroups(plan, columns, asking, values);
      const inputs = columns.inputs.map(asNumbers);
      for (const view of group.views) {
        const used = new Set(view.outputs.map(({ input }) => input));
        const events = keyEvents(columns, inputs, used, grouped(view.entity));
        const { asks } = asking[view.entity];
        if (view.kind === "windows") fillCounts(view.outputs, results);
        if (view.kind === "windows") foldWindows(view, group.inputs, events, asks, results);
        else foldLatest(view, events, asks, results);
        for (const { feature, input } of view.outputs) {
          const column = columns.inputs[input];
          if (column?.kind === "text") dictionaries.set(feature, column.dictionary);
        }
      }
    },
    finish: () => toTable(plan, examples.request, results, dictionaries),
  };
}

/** A count is 0 also where the key is missing. */
function fillCounts(
  outputs: readonly { readonly op: string; readonly feature: number }[],
  results: readonly Float64Array[],
): void {
  for (const { op, feature } of outputs) if (op === "count") results[feature].fill(0);
}

/** Groups a group's events by each entity once, on demand. */
function eventGroups(
  plan: FeaturePlan,
  columns: EventColumns,
  asking: readonly Asking[],
  values: ValueIndex,
): (entity: number) => GroupedRows {
  const kept = new Map<number, GroupedRows>();
  return (entity) => {
    let grouped = kept.get(entity);
    if (!grouped) {
      const { index } = asking[entity];
      const ids = keyNumbers(plan.entities[entity].keys, columns.keys, columns.seen.length, values.find, index.find);
      kept.set(entity, (grouped = groupRows(ids, index.size)));
    }
    return grouped;
  };
}

function keyNumbers(
  keys: readonly string[],
  columns: KeyColumns,
  rows: number,
  lookUp: (value: string | number) => number,
  number: (codes: ArrayLike<number>) => number,
): Int32Array {
  const readers = keys.map((key) => codeReader(columns[key], lookUp));
  const codes = new Int32Array(readers.length);
  const numbers = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < readers.length; i++) codes[i] = readers[i](row);
    numbers[row] = number(codes);
  }
  return numbers;
}

function keyEvents(
  columns: EventColumns,
  inputs: readonly Float64Array[],
  used: ReadonlySet<number>,
  grouped: GroupedRows,
): KeyedEvents {
  const always = (times: Float64Array): Float64Array => {
    const gathered = gather(times, grouped.rows);
    for (let i = 0; i < gathered.length; i++) if (Number.isNaN(gathered[i])) gathered[i] = Number.NEGATIVE_INFINITY;
    return gathered;
  };
  return {
    offsets: grouped.offsets,
    seen: always(columns.seen),
    event: always(columns.event),
    inputs: inputs.map((values, i) => (used.has(i) ? gather(values, grouped.rows) : values)),
  };
}

/** Text as its codes, with NaN for what is missing. */
function asNumbers(column: EventColumn): Float64Array {
  if (column.kind !== "text") return column.values;
  return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : code));
}

function toTable(
  plan: FeaturePlan,
  request: readonly EventColumn[],
  results: readonly Float64Array[],
  dictionaries: ReadonlyMap<number, readonly string[]>,
): Table {
  const columns = plan.columns.map(({ kind }, i): Table["columns"][number] => {
    const given = request[i];
    if (given?.kind === "text") return category(given.codes, given.dictionary);
    if (given) return { kind: "number", values: given.values };
    if (kind === "number") return { kind, values: results[i] };
    const codes = Int32Array.from(results[i], (code) => (Number.isNaN(code) ? -1 : code));
    return category(codes, dictionaries.get(i) ?? []);
  });
  return { rows: results[0]?.length ?? 0, names: plan.columns.map(({ name }) => name), columns };
}

/** Categories that occur, in code-unit order: the same for any order of rows in the source. */
function category(codes: Int32Array, dictionary: readonly string[]): Table["columns"][number] {
  const used = new Uint8Array(dictionary.length);
  for (const code of codes) if (code >= 0) used[code] = 1;
  const categories = dictionary.filter((_, code) => used[code] === 1).sort();
  const places = new Map(categories.map((text, place) => [text, place]));
  const placeOf = Int32Array.from(dictionary, (text) => places.get(text) ?? -1);
  return { kind: "category", codes: codes.map((code) => (code < 0 ? -1 : placeOf[code])), categories };
}
