import type { EntityIndex, ValueIndex } from "../keys.js";
import type { FeaturePlan } from "../plan.js";
import type { GroupState } from "./group-state.js";
import { createClocks, entityReader, type RequestColumns, requestReader } from "./request-reader.js";

/** Writes all features of a request's row at a moment, categories as codes and NaN for what is missing. */
export type ReadRow = (row: number, atMs: number, into: Float64Array) => void;

/** For each feature the texts behind its codes, or null where it is a number. */
export type FeatureTexts = readonly (readonly string[] | null)[];

/** Makes readers of requests in columns; a read first moves the clock to its moment. */
export function createRowReaders(
  plan: FeaturePlan,
  groups: readonly GroupState[],
  values: ValueIndex,
  indexes: readonly EntityIndex[],
  moveTo: (timeMs: number) => void,
): (columns: RequestColumns) => ReadRow {
  const clocks = createClocks(plan.request);
  const parts = groups.flatMap((group) => group.parts);
  return (columns) => {
    const readers = plan.request.map((feature) => requestReader(feature, columns, clocks));
    const findEntities = entityReader(plan, columns, values, indexes);
    const found = new Int32Array(plan.entities.length);
    return (row, atMs, into) => {
      moveTo(atMs);
      findEntities(row, found);
      for (let i = 0; i < readers.length; i++) into[i] = readers[i](row);
      for (let i = 0; i < parts.length; i++) parts[i].state.write(found[parts[i].entity], atMs, into);
    };
  };
}

/** Finds the texts of categories: the request's own dictionary for its fields, else what was gathered from events. */
export function textFinder(
  plan: FeaturePlan,
  groups: readonly GroupState[],
): (columns: RequestColumns) => FeatureTexts {
  const gathered = new Map<number, readonly string[]>();
  for (const [g, { views }] of plan.groups.entries()) {
    for (const { feature, input } of views.flatMap(({ outputs }) => [...outputs])) {
      const dictionary = groups[g].dictionaries[input];
      if (dictionary) gathered.set(feature, dictionary.texts);
    }
  }
  return (columns) =>
    plan.columns.map(({ kind }, i) => {
      if (kind === "number") return null;
      const feature = plan.request[i];
      const column = feature?.from === "field" ? columns[feature.column] : null;
      return column?.kind === "text" ? column.dictionary : (gathered.get(i) ?? []);
    });
}
