import { GyreError } from "../../core/index.js";
import type { EventColumn } from "../ports.js";
import type { FeatureSet, Value } from "../types.js";
import type { RequestColumns } from "./request-reader.js";

/**
 * One request in columns. A field that may be null may also be absent; names that are no field are passed over.
 * Throws `features.bad_request` naming the field, what it should be and what came.
 */
export function requestColumns(
  fields: FeatureSet["fields"],
  request: Readonly<Record<string, Value | undefined>>,
): RequestColumns {
  const columns: Record<string, EventColumn> = {};
  for (const name of Object.keys(fields)) {
    const { kind, nullable } = fields[name];
    const value = request[name] ?? null;
    if (value === null && !nullable) throw unfit(name, kind, "nothing");
    columns[name] = oneCell(name, kind, value);
  }
  return columns;
}

function oneCell(name: string, kind: string, value: Value): EventColumn {
  const expected = kind === "text" ? "string" : kind === "boolean" ? "boolean" : "number";
  const given = typeof value;
  if (value !== null && given !== expected) throw unfit(name, kind, `${given} ${JSON.stringify(value)}`);
  if (kind === "text") {
    if (value === null) return { kind, codes: Int32Array.of(-1), dictionary: [] };
    return { kind, codes: Int32Array.of(0), dictionary: [String(value)] };
  }
  const number = value === null ? Number.NaN : Number(value);
  const values = Float64Array.of(kind === "timestamp" ? Math.floor(number) : number);
  return { kind: kind === "boolean" || kind === "timestamp" ? kind : "number", values };
}

function unfit(name: string, kind: string, given: string): GyreError {
  const expected = kind === "timestamp" ? "timestamp in ms" : kind;
  return new GyreError("features.bad_request", `field ${name} should be ${expected}, got ${given}`, {
    details: { field: name, expected: kind },
  });
}
