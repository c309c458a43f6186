import { decodeJson, encodeJson } from "../../core/index.js";
import type { Table } from "../../learn/index.js";
import type { Arm, Prediction, PredictionBatch } from "../../serving/index.js";
import { type Cell, cellOf, type Shape } from "../columns/shape.js";
import type { PredictionTable } from "./schema.js";

/** The cells of row `i` as a JSON array; the plain case is left to JSON.stringify, which is several times faster. */
export function encodeCells(table: Table, i: number): string {
  const cells = table.columns.map((column) => cellOf(column, i));
  const plain = cells.every((cell) => typeof cell !== "number" || (Number.isFinite(cell) && !Object.is(cell, -0)));
  return plain ? JSON.stringify(cells) : encodeJson(cells);
}

/** Reads what {@link encodeCells} wrote. */
export function decodeCells(text: string): readonly Cell[] {
  return (text.includes("$gyre") ? decodeJson(text) : JSON.parse(text)) as readonly Cell[];
}

/** A batch as rows for the table, but for their shapes' numbers. */
export function encodeRows(batch: PredictionBatch): Omit<PredictionTable, "request_shape" | "feature_shape">[] {
  return batch.ids.map((id, i) => ({
    id,
    deployment: batch.deployment,
    at: batch.at[i],
    version_id: batch.versionIds[i],
    arm: batch.arms[i],
    unit: batch.units[i],
    probability: Number.isNaN(batch.probabilities[i]) ? null : batch.probabilities[i],
    request: encodeCells(batch.requests, i),
    features: encodeCells(batch.features, i),
  }));
}

/** A row of the table as a prediction. */
export function predictionOf(row: PredictionTable, request: Shape, features: Shape): Prediction {
  return {
    id: row.id,
    deployment: row.deployment,
    at: row.at,
    versionId: row.version_id,
    arm: row.arm as Arm,
    unit: row.unit,
    request: recordOf(request, row.request),
    features: recordOf(features, row.features),
    probability: row.probability ?? Number.NaN,
  };
}

function recordOf(shape: Shape, text: string): Record<string, Cell> {
  const cells = decodeCells(text);
  const record: Record<string, Cell> = {};
  shape.forEach(([name], i) => {
    record[name] = cells[i];
  });
  return record;
}
