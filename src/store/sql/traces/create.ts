import type { TraceStore } from "../../../tracing/index.js";
import type { SqlDatabase } from "../database.js";
import { openSharedWrites } from "../tracking/shared-writes.js";
import { createAssessments } from "./assess.js";
import { beginIn } from "./begin.js";
import { createChanges } from "./change.js";
import { logSpansIn, writtenSpans } from "./log-spans.js";
import { readSpans, readTraces } from "./read-traces.js";
import { createTraceSearch } from "./search/search-traces.js";
import { knownTraces, openTraceWriter } from "./settle.js";

/** A {@link TraceStore} in SQL, of the experiments of the same database. Several stores may have one database open at once. */
export function createSqlTraceStore(database: SqlDatabase): TraceStore {
  const { db, bulk } = database;
  const write = openSharedWrites(database);
  const writer = openTraceWriter(bulk.db);
  const begin = beginIn(writer);
  const logSpans = logSpansIn(bulk.db, writer);
  return {
    begin: (wish) => write(1, (trx) => begin(trx, wish)),
    async logSpans(experimentId, spans, sources = new Map()) {
      const written = writtenSpans(experimentId, spans, sources);
      await write(spans.length, (trx) => logSpans(trx, written));
    },
    async traces(ids) {
      const known = await knownTraces(db, ids);
      return await db.connection().execute((one) =>
        readTraces(
          one,
          ids.flatMap((id) => known.get(id)?.number ?? []),
        ),
      );
    },
    async spans(ids) {
      const found = new Map<string, Awaited<ReturnType<typeof readSpans>>>();
      for (const id of ids) {
        const spans = await readSpans(db, id);
        if (spans.length > 0) found.set(id, spans);
      }
      return found;
    },
    ...createAssessments(db, write),
    ...createChanges(db, write, writer),
    ...createTraceSearch(db),
  };
}
