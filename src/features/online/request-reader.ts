import { codeReader, type EntityIndex, type ValueIndex } from "../keys.js";
import type { FeaturePlan } from "../plan.js";
import type { EventColumn } from "../ports.js";
import { CALENDAR_PARTS, localClock } from "../time-zone.js";
import type { RequestFeature } from "../types.js";

const MINUTE_MS = 60_000;

/** The columns of some requests, by field. */
export type RequestColumns = Readonly<Record<string, EventColumn>>;

/** Wall clocks by zone, shared by all requests of a set. */
export type Clocks = ReadonlyMap<string, (timeMs: number) => number>;

export function createClocks(features: readonly RequestFeature[]): Clocks {
  const zones = features.flatMap((feature) => ("zone" in feature ? [feature.zone] : []));
  return new Map([...new Set(zones)].map((zone) => [zone, localClock(zone)]));
}

/** Reads a feature made of the request alone; text as the code in the column's own dictionary, NaN where it is missing. */
export function requestReader(
  feature: RequestFeature,
  columns: RequestColumns,
  clocks: Clocks,
): (row: number) => number {
  if (feature.from === "field") {
    const column = columns[feature.column];
    if (column.kind !== "text") return (row) => column.values[row];
    return (row) => (column.codes[row] < 0 ? Number.NaN : column.codes[row]);
  }
  if (feature.from === "minutesBetween") {
    const start = numbersOf(columns[feature.start]);
    const end = numbersOf(columns[feature.end]);
    return (row) => (end[row] - start[row]) / MINUTE_MS;
  }
  const times = numbersOf(columns[feature.column]);
  const clock = clocks.get(feature.zone) ?? localClock(feature.zone);
  const part = CALENDAR_PARTS[feature.from];
  return (row) => (Number.isNaN(times[row]) ? Number.NaN : part(clock(times[row])));
}

function numbersOf(column: EventColumn): Float64Array {
  return column.kind === "text" ? new Float64Array(column.codes.length).fill(Number.NaN) : column.values;
}

/** Finds the numbers of a request's entities, −1 for those that no event has named. */
export function entityReader(
  plan: FeaturePlan,
  columns: RequestColumns,
  values: ValueIndex,
  indexes: readonly EntityIndex[],
): (row: number, found: Int32Array) => void {
  const entities = plan.entities.map(({ keys }, i) => ({
    readers: keys.map((key) => codeReader(columns[key], values.find)),
    codes: new Int32Array(keys.length),
    index: indexes[i],
  }));
  return (row, found) => {
    for (let i = 0; i < entities.length; i++) {
      const { readers, codes, index } = entities[i];
      for (let k = 0; k < readers.length; k++) codes[k] = readers[k](row);
      found[i] = index.find(codes);
    }
  };
}
