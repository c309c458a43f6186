import { type Kysely, type RawBuilder, sql } from "kysely";
import { GyreError } from "../../../../core/index.js";
import type { OrderBy, TrackingStore } from "../../../../tracking/index.js";
import type { Tables } from "../../schema.js";
import { dialectOf } from "../dialect.js";
import { numberOf } from "../experiments.js";
import type { Keys } from "../keys.js";
import { readRuns } from "../read-runs.js";
import { attributeTerm, type OrderTerm } from "./attribute-columns.js";
import { compileCondition, fieldsOf } from "./compile-condition.js";
import { findPage, firstOfEach } from "./find-page.js";
import { type KeyNumbers, runFields, runTerm } from "./run-fields.js";
import { selectiveParts } from "./selective.js";

/** SQLite joins 64 tables at most. */
const MOST_JOINS = 50;

/** The store's `searchRuns`: first the numbers of a page's runs, then all that was logged to these. */
export function createRunSearch(db: Kysely<Tables>, keys: Keys): Pick<TrackingStore, "searchRuns"> {
  return {
    async searchRuns(experimentIds, view, { where, orderBy, limit, after }) {
      const experiments = [...new Set(experimentIds.flatMap((id) => numberOf(id) ?? []))];
      const named = [...fieldsOf(where), ...orderBy.map(({ field }) => field)];
      const numbers = await keys.known(named.map(({ key }) => key));
      const terms = termsOf(orderBy, numbers);
      const dialect = dialectOf(db);
      const conditions = [isIn(experiments, (column) => dialect.isOneOf(column, experiments))];
      if (view !== "all") conditions.push(sql`r.stage = ${view}`);
      if (where !== null) conditions.push(compileCondition(dialect, runFields(numbers), where));
      const joins = terms.flatMap(({ join }) => join ?? []);
      const from = sql`tracked_runs as r ${sql.join(joins, sql` `)}`;
      return await db.connection().execute(async (one) => {
        conditions.push(...(await selectiveParts(one, where, numbers)));
        const page = await findPage(one, { from, number: sql`r.number`, conditions, terms, limit, after });
        return { items: await readRuns(one, keys, page.numbers), next: page.next };
      });
    },
  };
}

/** One experiment is asked for as such: its runs then come from an index in the default order. */
function isIn(experiments: readonly number[], isOneOf: (column: RawBuilder<unknown>) => RawBuilder<boolean>) {
  const column = sql.ref("r.experiment");
  return experiments.length === 1 ? sql<boolean>`${column} = ${experiments[0]}` : isOneOf(column);
}

/** The wished order, made total: the last started first, then by id. */
function termsOf(orderBy: readonly OrderBy[], numbers: KeyNumbers): OrderTerm[] {
  const wishes = firstOfEach(orderBy, ({ field }) => `${field.entity} ${field.key}`);
  if (wishes.length > MOST_JOINS)
    throw new GyreError(
      "tracking.bad_filter",
      `Expected at most ${MOST_JOINS} things to order by, got ${wishes.length}`,
    );
  const start = attributeTerm({ sql: sql.ref("r.start_order"), kind: "number" }, false);
  const terms = wishes.map((wish, place) => (isByStart(wish) ? start : runTerm(wish, place, numbers)));
  const id = attributeTerm({ sql: sql.ref("r.id"), kind: "text" }, false);
  return terms.includes(start) ? [...terms, id] : [...terms, start, id];
}

/** This one follows an index. */
function isByStart({ field, isDescending }: OrderBy): boolean {
  return field.entity === "attribute" && field.key === "start_time" && isDescending;
}
