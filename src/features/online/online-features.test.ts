import type { ColumnKind, Source } from "../../data/index.js";
import { describeEvaluator, type EvaluatorCase } from "../evaluator.contract.js";
import { orderedExamples, type Row } from "../oracle.contract.js";
import type { EventBatch, EventColumn } from "../ports.js";
import type { Value } from "../types.js";
import { createOnlineFeatures } from "./online-features.js";

function columnOf(rows: readonly Row[], name: string, kind: ColumnKind): EventColumn {
  if (kind === "text") {
    const dictionary = [...new Set(rows.map((row) => row[name]).filter((value) => value !== null))].map(String);
    return {
      kind,
      dictionary,
      codes: Int32Array.from(rows, (row) => (row[name] === null ? -1 : dictionary.indexOf(String(row[name])))),
    };
  }
  const values = Float64Array.from(rows, (row) => (row[name] === null ? Number.NaN : Number(row[name])));
  return { kind: kind === "timestamp" || kind === "boolean" ? kind : "number", values };
}

function batchOf(source: Source, rows: readonly Row[]): EventBatch {
  const columns = Object.entries(source.schema.columns).map(([name, { kind }]) => [name, columnOf(rows, name, kind)]);
  return { source: source.name, rows: rows.length, columns: Object.fromEntries(columns) };
}

interface Event {
  readonly available: number;
  readonly batch: EventBatch;
  readonly row: number;
}

/** All events of a case by the time they are available; several batches, so that dictionaries differ. */
function eventsOf({ sources, rows, examples, definitions }: EvaluatorCase): Event[] {
  const batchSize = 7;
  const events = sources
    .filter(({ name }) => name !== examples.source)
    .flatMap((source) => {
      const column = definitions.views.find((view) => view.source === source.name)?.availableAt ?? "";
      const available = (row: Row): number => Number(row[column] ?? Number.NEGATIVE_INFINITY);
      const sorted = [...rows[source.name]].sort((a, b) => order(available(a), available(b)));
      return sorted.map((row, i): Event => {
        const first = Math.floor(i / batchSize) * batchSize;
        const batch = batchOf(source, sorted.slice(first, first + batchSize));
        return { available: available(row), batch, row: i - first };
      });
    });
  return events.sort((a, b) => order(a.available, b.available));
}

const order = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

/** Reads example after example; `isAhead` pushes every event at the start, else each is pushed when it is available. */
function readOneByOne(input: EvaluatorCase, isAhead: boolean): Value[][] {
  const online = createOnlineFeatures(input);
  const events = eventsOf(input);
  let next = 0;
  return orderedExamples(input.examples, input.rows).map((example) => {
    const at = Number(example[input.examples.at]);
    for (; next < events.length && (isAhead || events[next].available <= at); next++) {
      online.push(events[next].batch, events[next].row);
    }
    return online.read(example, at);
  });
}

/** Reads all examples through one reader, moving the clock by steps in between. */
function readInColumns(input: EvaluatorCase): Value[][] {
  const online = createOnlineFeatures(input);
  const ordered = orderedExamples(input.examples, input.rows);
  const source = input.sources.find(({ name }) => name === input.examples.source) as Source;
  const reader = online.reader(batchOf(source, ordered), ordered.length);
  const events = eventsOf(input);
  let next = 0;
  ordered.forEach((example, row) => {
    const at = Number(example[input.examples.at]);
    for (; next < events.length && events[next].available <= at; next++) {
      online.push(events[next].batch, events[next].row);
      if (next % 3 === 0) online.advanceTo(events[next].available);
    }
    reader.readInto(row, at, row);
  });
  return ordered.map((_, row) =>
    reader.table.columns.map((column) => {
      if (column.kind === "number") return Number.isNaN(column.values[row]) ? null : column.values[row];
      return column.codes[row] < 0 ? null : column.categories[column.codes[row]];
    }),
  );
}

describeEvaluator("online, events pushed as they become available", (input) => readOneByOne(input, false), 150);
describeEvaluator("online, events pushed ahead of their time", (input) => readOneByOne(input, true), 100);
describeEvaluator("online, read in columns", readInColumns, 150);
