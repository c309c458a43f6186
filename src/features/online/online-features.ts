import { GyreError } from "../../core/index.js";
import type { Source } from "../../data/index.js";
import type { Column, Table } from "../../learn/index.js";
import { checkDefinitions } from "../check.js";
import { createEntityIndex, createValueIndex } from "../keys.js";
import { type FeaturePlan, planFeatures } from "../plan.js";
import type { EventBatch } from "../ports.js";
import type { FeatureColumn, FeatureDefinitions, FeatureSet, Value } from "../types.js";
import { createGroupState, type GroupState } from "./group-state.js";
import { requestColumns } from "./request-columns.js";
import { createRowReaders, type FeatureTexts, type ReadRow, textFinder } from "./row-reader.js";

/**
 * Feature values as they are known now, kept up to date event by event.
 *
 * Each event is pushed once it is available, in the order of (available at, position in its source). A read at t needs every event
 * available by t to have been pushed; it moves the clock to t, and the clock never runs backwards. Memory is bounded by the windows'
 * lengths and the number of keys with events in them, besides the names of keys and, where events have ids, the ids.
 */
export interface OnlineFeatures {
  readonly columns: readonly FeatureColumn[];
  /** The time of the latest read or advance, ms; −∞ at first. */
  readonly now: number;
  /** How many tiles, rows and last values are kept in memory; counts them one by one. */
  readonly held: number;
  /** Takes in row `row` of a batch; sources that no feature reads are passed over. */
  push(batch: EventBatch, row: number): void;
  /** Moves the clock. Going back is ignored. */
  advanceTo(timeMs: number): void;
  /** All features of one request in the order of `columns`. Throws `features.bad_request` for unfit fields or an earlier time than `now`. */
  read(request: Readonly<Record<string, Value>>, atMs: number): Value[];
  /** A reader for many requests given in columns; it fills a table of `rows` rows that it makes once. */
  reader(requests: EventBatch, rows: number): RequestReader;
}

/** Fills a table of features, row by row. */
export interface RequestReader {
  /** Categories may still grow while rows are read. */
  readonly table: Table;
  /** Writes the features of request `row` at time `atMs` to row `into` of the table. */
  readInto(row: number, atMs: number, into: number): void;
}

const DAY_MS = 86_400_000;

/** Starts an empty online evaluator of a feature set. Throws what `checkDefinitions` throws. */
export function createOnlineFeatures(input: {
  readonly definitions: FeatureDefinitions;
  readonly set: FeatureSet;
  readonly sources: readonly Source[];
}): OnlineFeatures {
  checkDefinitions(input.definitions, input.set, input.sources);
  const plan = planFeatures(input.definitions, input.set, input.sources);
  const values = createValueIndex();
  const indexes = plan.entities.map(({ keys }) => createEntityIndex(keys.length));
  const groups = plan.groups.map((group) => createGroupState(plan, group, values, indexes));
  const listening = (source: string): GroupState[] => groups.filter((_, i) => plan.groups[i].source === source);
  const bySource = new Map(plan.groups.map(({ source }) => [source, listening(source)]));
  const time = createTime(groups);
  const readers = createRowReaders(plan, groups, values, indexes, time.moveTo);
  const texts = textFinder(plan, groups);
  return {
    columns: plan.columns,
    get now() {
      return time.now();
    },
    get held() {
      return groups.flatMap(({ parts }) => parts).reduce((held, { state }) => held + state.held(), 0);
    },
    push(batch, row) {
      for (const group of bySource.get(batch.source) ?? []) group.push(batch, row);
    },
    advanceTo(timeMs) {
      if (timeMs > time.now()) time.moveTo(timeMs);
    },
    read(request, atMs) {
      const columns = requestColumns(plan.fields, request);
      const into = new Float64Array(plan.columns.length);
      readers(columns)(0, atMs, into);
      const textOf = texts(columns);
      return Array.from(into, (value, i) => (Number.isNaN(value) ? null : (textOf[i]?.[value] ?? value)));
    },
    reader: (requests, rows) => tableReader(plan, rows, readers(requests.columns), texts(requests.columns)),
  };
}

/** The clock of an evaluator: it moves all groups, and lets them forget once a day. */
function createTime(groups: readonly GroupState[]): { now(): number; moveTo(timeMs: number): void } {
  let now = Number.NEGATIVE_INFINITY;
  let nextSweep = Number.NEGATIVE_INFINITY;
  return {
    now: () => now,
    moveTo(timeMs) {
      if (!(timeMs >= now)) throw tooEarly(timeMs, now);
      if (timeMs === now) return;
      now = timeMs;
      for (const group of groups) group.advanceTo(timeMs);
      if (timeMs < nextSweep) return;
      for (const group of groups) group.forget(timeMs);
      nextSweep = timeMs + DAY_MS;
    },
  };
}

/** Fills a table made once: numbers as they are, categories as codes. */
function tableReader(plan: FeaturePlan, rows: number, readRow: ReadRow, texts: FeatureTexts): RequestReader {
  const columns = texts.map((categories): Column => {
    if (categories === null) return { kind: "number", values: new Float64Array(rows).fill(Number.NaN) };
    return { kind: "category", codes: new Int32Array(rows).fill(-1), categories };
  });
  const scratch = new Float64Array(columns.length);
  return {
    table: { rows, names: plan.columns.map(({ name }) => name), columns },
    readInto(row, atMs, into) {
      readRow(row, atMs, scratch);
      for (let i = 0; i < columns.length; i++) {
        const column = columns[i];
        if (column.kind === "number") column.values[into] = scratch[i];
        else column.codes[into] = Number.isNaN(scratch[i]) ? -1 : scratch[i];
      }
    },
  };
}

function tooEarly(atMs: number, now: number): GyreError {
  return new GyreError(
    "features.bad_request",
    `features were asked for as of ${atMs}, but the clock stands at ${now}`,
    {
      hint: "read in the order of time, or replay the events into a new evaluator",
      details: { atMs, now },
    },
  );
}
