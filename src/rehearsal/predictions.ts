import { createOnlineFeatures, type EventBatch } from "../features/index.js";
import type { Column, Table } from "../learn/index.js";
import { predictBatch, type ServingSlot } from "../serving/index.js";
import type { RehearsalContext, RehearsalInput } from "./context.js";
import { createFeed } from "./feed.js";

/** Makes the predictions of a rehearsal and reports their outcomes, each at its moment. */
export interface Predictions {
  /** Predicts every example of [from, to), each with the features known at its moment, and logs them. */
  predict(from: number, to: number): Promise<void>;
  /** Records the outcomes of predictions that became known before `until` and were not recorded yet. */
  learnOutcomes(until: number): Promise<void>;
}

/** Opens the history of a rehearsal: features up to its beginning are brought in at once. */
export function createPredictions(context: RehearsalContext, input: RehearsalInput, slot: ServingSlot): Predictions {
  const { project } = input.loaded;
  const { examples } = input.history;
  const names = project.model.examples;
  const at = numbersOf(examples, names.at);
  const online = createOnlineFeatures({
    definitions: { entities: project.entities, views: project.views },
    set: project.model.features,
    sources: project.sources,
  });
  const feed = createFeed(input.history.events);
  const outcomes = outcomeQueue(examples, names, at, input.from, input.to);
  const ids = new Array<string>(examples.rows);
  let next = lowerBound(at, input.from);
  return {
    async predict(from, to) {
      const first = next;
      while (next < examples.rows && at[next] < to) next++;
      const rows = next - first;
      if (rows === 0) return;
      const reader = online.reader(examples, rows);
      for (let i = 0; i < rows; i++) {
        const moment = at[first + i];
        feed.until(moment, online.push);
        reader.readInto(first + i, moment, i);
        context.clock.moveTo(Math.max(from, moment));
        ids[first + i] = context.newId("pred");
      }
      const batchIds = ids.slice(first, next);
      const requests = requestTable(examples, Object.keys(project.model.features.fields), first, next);
      const batch = await slot.use((live) =>
        predictBatch(live, {
          ids: batchIds,
          at: at.slice(first, next),
          units: unitsOf(project.deployment.unit, examples, first, batchIds),
          requests,
          features: reader.table,
        }),
      );
      await context.predictions.append(batch);
    },
    async learnOutcomes(until) {
      const rows = outcomes.until(until);
      if (rows.length === 0) return;
      const labels = numbersOf(examples, names.label);
      const knownAt = numbersOf(examples, names.labelKnownAt);
      await context.predictions.recordOutcomes({
        predictionIds: Array.from(rows, (row) => ids[row]),
        labels: Float64Array.from(rows, (row) => labels[row]),
        knownAt: Float64Array.from(rows, (row) => knownAt[row]),
      });
    },
  };
}

/**
 * Examples of [from, to) in the order in which their outcome can be told: once it is known and they were predicted. Those whose
 * outcome never became known are left out.
 */
function outcomeQueue(
  examples: EventBatch,
  names: RehearsalInput["loaded"]["project"]["model"]["examples"],
  at: Float64Array,
  from: number,
  to: number,
) {
  const knownAt = numbersOf(examples, names.labelKnownAt);
  const due = (row: number): number => Math.max(at[row], knownAt[row]);
  const rows: number[] = [];
  for (let row = lowerBound(at, from); row < examples.rows && at[row] < to; row++)
    if (!Number.isNaN(knownAt[row])) rows.push(row);
  rows.sort((a, b) => due(a) - due(b) || a - b);
  let next = 0;
  return {
    until(time: number): readonly number[] {
      const first = next;
      while (next < rows.length && due(rows[next]) < time) next++;
      return rows.slice(first, next);
    },
  };
}

function numbersOf(batch: EventBatch, name: string): Float64Array {
  const column = batch.columns[name];
  return column.kind === "text" ? new Float64Array(batch.rows).fill(Number.NaN) : column.values;
}

function lowerBound(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function requestTable(examples: EventBatch, fields: readonly string[], first: number, end: number): Table {
  const columns = fields.map((name): Column => {
    const column = examples.columns[name];
    return column.kind === "text"
      ? { kind: "category", codes: column.codes.slice(first, end), categories: column.dictionary }
      : { kind: "number", values: column.values.slice(first, end) };
  });
  return { rows: end - first, names: fields, columns };
}

function unitsOf(field: string | null, examples: EventBatch, first: number, ids: readonly string[]): readonly string[] {
  if (field === null) return ids;
  const column = examples.columns[field];
  return ids.map((id, i) => {
    if (column.kind !== "text") return String(column.values[first + i]);
    const code = column.codes[first + i];
    return code < 0 ? id : column.dictionary[code];
  });
}
