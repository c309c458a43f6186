import { type Kysely, type RawBuilder, sql } from "kysely";
import { GyreError } from "../../../../core/index.js";
import { type Plan, planOf, type TraceStore } from "../../../../tracing/index.js";
import type { Condition, Cursor, OrderBy, Query } from "../../../../tracking/index.js";
import type { Tables } from "../../schema.js";
import { type Dialect, dialectOf } from "../../tracking/dialect.js";
import { numberOf } from "../../tracking/experiments.js";
import { findPage, firstOfEach, type Wish } from "../../tracking/search/find-page.js";
import { readTraces } from "../read-traces.js";
import { compilePlan } from "./compile-plan.js";
import { traceTerm } from "./fields.js";
import { matchingRows, patternsIn } from "./patterns.js";

/** SQLite joins 64 tables at most. */
const MOST_TERMS = 50;

/** Traces of which patterns are decided at once. */
const TRACES_AT_ONCE = 200;

/** What is searched, whatever the page. */
interface Scope {
  readonly dialect: Dialect;
  readonly experiments: readonly number[];
  readonly plan: Plan | null;
}

/** The part of the store that searches traces: first the numbers of a page's traces, then all that is known of these. */
export function createTraceSearch(db: Kysely<Tables>): Pick<TraceStore, "search" | "count"> {
  const scopeOf = (experimentIds: readonly string[], where: Condition | null): Scope => ({
    dialect: dialectOf(db),
    experiments: [...new Set(experimentIds.flatMap((id) => numberOf(id) ?? []))],
    plan: where && planOf(where),
  });
  return {
    async search(experimentIds, query) {
      const scope = scopeOf(experimentIds, query.where);
      return await db.connection().execute(async (one) => {
        const { numbers, next } = await findTraces(one, scope, query);
        return { items: await readTraces(one, numbers), next };
      });
    },
    async count(experimentIds, where) {
      const scope = scopeOf(experimentIds, where);
      if (scope.plan === null || patternsIn(scope.plan).length === 0) return await countAll(db, scope);
      const all = { where, orderBy: [], limit: Number.MAX_SAFE_INTEGER - 1, after: null };
      return (await findTraces(db, scope, all)).numbers.length;
    },
  };
}

async function countAll(db: Kysely<Tables>, scope: Scope): Promise<number> {
  const { rows } = await sql<{ traces: number }>`
    select count(*) as traces from traces as t where ${isIn(scope, "t")} and ${condition(scope)}
  `.execute(db);
  return rows[0]!.traces;
}

function condition({ plan, ...scope }: Scope): RawBuilder<boolean> {
  if (plan === null) return sql`(1 = 1)`;
  return compilePlan({ dialect: scope.dialect, isInScope: isIn(scope, "u"), matching: null }, plan);
}

/** One experiment is asked for as such: its traces then come from an index in the default order. */
function isIn({ dialect, experiments }: Pick<Scope, "dialect" | "experiments">, alias: string): RawBuilder<boolean> {
  const column = sql.ref(`${alias}.experiment`);
  return experiments.length === 1 ? sql`${column} = ${experiments[0]}` : dialect.isOneOf(column, experiments);
}

type Found = Awaited<ReturnType<typeof findPage>>;

async function findTraces(db: Kysely<Tables>, scope: Scope, query: Query): Promise<Found> {
  const terms = termsOf(query.orderBy);
  const joins = sql.join(
    terms.flatMap(({ join }) => join ?? []),
    sql` `,
  );
  const { limit, after } = query;
  const conditions = [isIn(scope, "t"), condition(scope)];
  const wish: Wish = { from: sql`traces as t ${joins}`, number: sql`t.number`, conditions, terms, limit, after };
  return scope.plan !== null && patternsIn(scope.plan).length > 0
    ? await findByPattern(db, { ...scope, plan: scope.plan }, wish)
    : await findPage(db, wish);
}

/** Looks at what may be meant, part by part, until a page is full; the patterns are matched here. */
async function findByPattern(db: Kysely<Tables>, scope: Scope & { readonly plan: Plan }, wish: Wish): Promise<Found> {
  const found: number[] = [];
  for (let after: Cursor | null = wish.after; ; ) {
    const { numbers, next } = await findPage(db, { ...wish, limit: TRACES_AT_ONCE, after });
    found.push(...(await thoseThatHold(db, scope, numbers)));
    if (found.length > wish.limit) {
      const page = scope.dialect.isOneOf(sql.ref("t.number"), found.slice(0, wish.limit + 1));
      return await findPage(db, { ...wish, conditions: [page] });
    }
    if (next === null) return { numbers: found, next };
    after = next;
  }
}

/** Those of these traces of which the whole condition holds. */
async function thoseThatHold(
  db: Kysely<Tables>,
  { plan, ...scope }: Scope & { readonly plan: Plan },
  numbers: readonly number[],
): Promise<readonly number[]> {
  const matching = await matchingRows(db, patternsIn(plan), numbers);
  const exact = compilePlan({ dialect: scope.dialect, isInScope: isIn(scope, "u"), matching }, plan);
  const { rows } = await sql<{ number: number }>`
    select t.number from traces as t where ${scope.dialect.isOneOf(sql.ref("t.number"), numbers)} and ${exact}
  `.execute(db);
  const holding = new Set(rows.map(({ number }) => number));
  return numbers.filter((number) => holding.has(number));
}

const LATEST: readonly OrderBy[] = [
  { field: { entity: "attribute", key: "timestamp_ms" }, isDescending: true },
  { field: { entity: "attribute", key: "request_id" }, isDescending: false },
];

/** The wished order, made total: the latest first, then by id. */
function termsOf(orderBy: readonly OrderBy[]) {
  const wishes = firstOfEach([...orderBy, ...LATEST], ({ field }) => `${field.entity} ${field.key}`);
  if (wishes.length > MOST_TERMS)
    throw new GyreError(
      "tracking.bad_filter",
      `Expected at most ${MOST_TERMS} things to order by, got ${wishes.length}`,
    );
  return wishes.map(traceTerm);
}
