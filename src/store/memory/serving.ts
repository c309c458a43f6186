import type { Table } from "../../learn/index.js";
import type { JoinedBatch, Outcome, Prediction, PredictionLog } from "../../serving/index.js";
import { createBlocks } from "../columns/blocks.js";
import { checkOutcomeBatch } from "../prediction-batch.js";
import { keepNewRows, type PredictionColumns, predictionColumns } from "./prediction-columns.js";
import { partitionPoint, type SortedRows, sortedRows } from "./sorted-rows.js";

/** The rows of one deployment in the orders in which they are asked for. */
interface Orders {
  readonly byTime: SortedRows;
  readonly byOutcome: SortedRows;
  readonly byId: SortedRows;
}

/** A {@link PredictionLog} in memory, in columns: about 8 bytes for a number, 4 for a category, 150 for a row's id and indexes. */
export function createMemoryPredictionLog(): PredictionLog {
  const requests = createBlocks();
  const features = createBlocks();
  const rows = predictionColumns();
  const orders = new Map<string, Orders>();
  const early = new Map<string, Omit<Outcome, "predictionId">>();

  const ordersOf = (deployment: string): Orders => {
    let found = orders.get(deployment);
    if (!found) orders.set(deployment, (found = createOrders(rows)));
    return found;
  };
  const setOutcome = (row: number, label: number, knownAt: number): void => {
    if (!Number.isNaN(rows.knownAt.at(row))) return;
    rows.label.set(row, label);
    rows.knownAt.set(row, knownAt);
    ordersOf(rows.deployments[row]).byOutcome.push(row);
  };

  return {
    async append(batch) {
      const kept = keepNewRows(rows, batch, requests, features);
      const order = ordersOf(batch.deployment);
      for (const row of kept) {
        order.byTime.push(row);
        order.byId.push(row);
        const outcome = early.get(rows.ids[row]);
        if (!outcome) continue;
        early.delete(rows.ids[row]);
        setOutcome(row, outcome.label, outcome.knownAt);
      }
    },
    async recordOutcomes(outcomes) {
      checkOutcomeBatch(outcomes);
      const { predictionIds, labels, knownAt } = outcomes;
      for (let i = 0; i < predictionIds.length; i++) {
        const row = rows.rowOf.get(predictionIds[i]);
        if (row !== undefined) setOutcome(row, labels[i], knownAt[i]);
        else if (!early.has(predictionIds[i]))
          early.set(predictionIds[i], { label: labels[i] as 0 | 1, knownAt: knownAt[i] });
      }
    },
    async get(id) {
      const row = rows.rowOf.get(id);
      if (row === undefined) return null;
      const knownAt = rows.knownAt.at(row);
      const outcome = Number.isNaN(knownAt) ? null : { predictionId: id, label: rows.label.at(row) as 0 | 1, knownAt };
      return { prediction: predictionAt(row), outcome };
    },
    async joined(deployment, from, to) {
      return joinedBatch(rows, between(ordersOf(deployment).byOutcome, rows.knownAt.at, from, to));
    },
    async features(deployment, from, to): Promise<Table> {
      const found = between(ordersOf(deployment).byTime, rows.at.at, from, to);
      return features.gather(found.map(rows.featureBlock.at), found.map(rows.featureRow.at));
    },
    async list(deployment, { limit, before }) {
      const sorted = ordersOf(deployment).byId.settled();
      const end = before === undefined ? sorted.length : partitionPoint(sorted, (row) => rows.ids[row] < before);
      return Array.from(
        sorted
          .subarray(Math.max(0, end - limit), end)
          .slice()
          .reverse(),
        predictionAt,
      );
    },
    async count(deployment) {
      return ordersOf(deployment).byId.count();
    },
  };

  function predictionAt(row: number): Prediction {
    return {
      id: rows.ids[row],
      deployment: rows.deployments[row],
      at: rows.at.at(row),
      versionId: rows.versionIds[row],
      arm: rows.arms[row],
      unit: rows.units[row],
      request: requests.cells(rows.requestBlock.at(row), rows.requestRow.at(row)),
      features: features.cells(rows.featureBlock.at(row), rows.featureRow.at(row)),
      probability: rows.probability.at(row),
    };
  }
}

function createOrders({ ids, at, knownAt }: PredictionColumns): Orders {
  const byId = (a: number, b: number): number => (ids[a] < ids[b] ? -1 : ids[a] > ids[b] ? 1 : 0);
  return {
    byTime: sortedRows((a, b) => at.at(a) - at.at(b) || byId(a, b)),
    byOutcome: sortedRows((a, b) => knownAt.at(a) - knownAt.at(b) || byId(a, b)),
    byId: sortedRows(byId),
  };
}

function between(order: SortedRows, timeOf: (row: number) => number, from: number, to: number): Int32Array {
  const sorted = order.settled();
  const start = partitionPoint(sorted, (row) => timeOf(row) < from);
  return sorted.slice(
    start,
    Math.max(
      start,
      partitionPoint(sorted, (row) => timeOf(row) < to),
    ),
  );
}

function joinedBatch(rows: PredictionColumns, found: Int32Array): JoinedBatch {
  const doubles = (cellAt: (row: number) => number): Float64Array => {
    const cells = new Float64Array(found.length);
    for (let i = 0; i < found.length; i++) cells[i] = cellAt(found[i]);
    return cells;
  };
  const picked = <T>(values: readonly T[]): T[] => {
    const cells = new Array<T>(found.length);
    for (let i = 0; i < found.length; i++) cells[i] = values[found[i]];
    return cells;
  };
  return {
    ids: picked(rows.ids),
    at: doubles(rows.at.at),
    knownAt: doubles(rows.knownAt.at),
    labels: doubles(rows.label.at),
    probabilities: doubles(rows.probability.at),
    versionIds: picked(rows.versionIds),
    arms: picked(rows.arms),
  };
}
