import { GyreError } from "../../core/index.js";
import type { Source } from "../../data/index.js";
import {
  assembleFeatures,
  checkDefinitions,
  compileEvents,
  compileExampleIds,
  compileExamples,
  compileReplay,
  type EventColumns,
  exampleKeys,
  type FeaturePlan,
  type GroupPlan,
  groupKeys,
  type KeyColumns,
  type OfflineFeatures,
  planFeatures,
} from "../../features/index.js";
import type { DuckDb, DuckDbColumn, DuckDbColumns } from "./connection.js";

/**
 * The offline engine over an open DuckDB in which each source is a table or view of its checked rows, under the source's name.
 *
 * DuckDB filters, drops repeated events and orders; what depends on time is then folded over the sorted columns in one pass for each
 * feature. Joins that say the same were several times slower (see the room `features`).
 */
export function createOfflineFeatures(world: {
  readonly db: DuckDb;
  readonly sources: readonly Source[];
}): OfflineFeatures {
  const { db, sources } = world;
  return {
    async trainingSet({ definitions, set, examples, signal }) {
      checkDefinitions(definitions, set, sources, examples);
      const plan = planFeatures(definitions, set, sources);
      const asked = await db.readColumns(compileExamples(plan, set, examples), undefined, signal);
      const named = columnFinder(asked);
      const at = numbers(named("moment"));
      const assembly = assembleFeatures(plan, {
        at,
        keys: keyColumns(exampleKeys(plan), named),
        request: set.request.map((_, i) => named(`r${i}`)),
      });
      for (const group of plan.groups) assembly.add(group, await readEvents(db, plan, group, signal));
      const features = assembly.finish();
      const ids = jsonTexts(await db.readColumns(compileExampleIds(examples), undefined, signal));
      return {
        ids,
        at,
        labelKnownAt: numbers(named("known")),
        labels: numbers(named("label")),
        features,
      };
    },
    async events({ source, columns, orderBy }) {
      const result = await db.readColumns(compileReplay(source, columns, orderBy));
      return { source: source.name, rows: result.rows, columns: byName(result) };
    },
  };
}

async function readEvents(
  db: DuckDb,
  plan: FeaturePlan,
  group: GroupPlan,
  signal?: AbortSignal,
): Promise<EventColumns> {
  const named = columnFinder(await db.readColumns(compileEvents(plan, group), undefined, signal));
  return {
    seen: numbers(named("seen")),
    event: numbers(named("event")),
    keys: keyColumns(groupKeys(plan, group), named),
    inputs: group.inputs.map((_, i) => named(`i${i}`)),
  };
}

type FindColumn = (name: string) => DuckDbColumn;

function columnFinder(result: DuckDbColumns): FindColumn {
  const columns = byName(result);
  return (name) => columns[name];
}

function byName({ names, columns }: DuckDbColumns): Record<string, DuckDbColumn> {
  return Object.fromEntries(names.map((name, i) => [name, columns[i]]));
}

function keyColumns(keys: readonly string[], named: FindColumn): KeyColumns {
  return Object.fromEntries(keys.map((key, i) => [key, named(`k${i}`)]));
}

function numbers(column: DuckDbColumn): Float64Array {
  if (column.kind !== "text") return column.values;
  throw new GyreError("data.type_changed", "expected a column of numbers, got one of texts");
}

/** The texts in a column of JSON arrays. */
function jsonTexts({ columns: [column] }: DuckDbColumns): string[] {
  if (column.kind !== "text")
    throw new GyreError("data.type_changed", "expected a column of texts, got one of numbers");
  return Array.from(column.codes).flatMap((code): string[] => JSON.parse(column.dictionary[code]));
}
