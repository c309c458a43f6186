import { type RawBuilder, sql } from "kysely";
import type { Comparison, Leaf, Plan } from "../../../../tracing/index.js";
import type { Dialect } from "../../tracking/dialect.js";
import { attribute } from "../../tracking/search/attribute-columns.js";
import { ALWAYS, compare, NEVER } from "../../tracking/search/compare.js";
import { columnHolds, joined, type Test } from "../../tracking/search/compile-condition.js";
import { comparesSo, isAssessed, isNamed, type Matches } from "./assessments.js";
import { placeOf, SPAN_COLUMNS, spansWith } from "./fields.js";

/** How a plan is compiled. */
export interface PlanOptions {
  readonly dialect: Dialect;
  /** Of `traces as u`: whether it is in the experiments that are searched. */
  readonly isInScope: RawBuilder<boolean>;
  /** Of patterns: the numbers of the rows that match. Null while they are not known: what is compiled then holds for more traces. */
  readonly matching: ReadonlyMap<Comparison, readonly number[]> | null;
}

/** A plan in SQL, of `traces as t`. It is true or false and never null. */
export function compilePlan(options: PlanOptions, plan: Plan, isNegated = false): RawBuilder<boolean> {
  switch (plan.kind) {
    case "and":
    case "or":
      return joined(
        plan.parts.map((part) => compilePlan(options, part, isNegated)),
        plan.kind,
      );
    case "not":
      return sql`not ${compilePlan(options, plan.part, !isNegated)}`;
    case "leaf":
      return compileLeaf(options, plan.leaf, isNegated);
    case "spans":
      return compileSpans(options, plan.tests, isNegated);
    default:
      return plan satisfies never;
  }
}

/** What is not known yet is taken so that the whole rather holds. */
function matchesOf({ matching, dialect }: PlanOptions, pattern: Leaf, isNegated: boolean): Matches {
  if (matching === null) return () => (isNegated ? NEVER : ALWAYS);
  const rows = pattern.kind === "comparison" ? (matching.get(pattern) ?? []) : [];
  return (row) => sql`(${dialect.isOneOf(row, rows)})`;
}

function compileSpans(options: PlanOptions, tests: readonly Comparison[], isNegated: boolean): RawBuilder<boolean> {
  const all = tests.map((test) => {
    if (test.comparator === "RLIKE") return matchesOf(options, test, isNegated)(sql<number>`s.number`);
    const { comparator, value } = test;
    return columnHolds(attribute(SPAN_COLUMNS, test.field), (column) =>
      compare(options.dialect, column, comparator, value),
    );
  });
  const known = tests.filter(({ comparator }) => comparator !== "RLIKE").map(({ field }) => field);
  return sql`exists (select 1 from ${spansWith(known)} where s.trace = t.number and ${joined(all, "and")})`;
}

function compileLeaf(options: PlanOptions, leaf: Leaf, isNegated: boolean): RawBuilder<boolean> {
  const { entity } = leaf.field;
  const matches = matchesOf(options, leaf, isNegated);
  if (entity === "issue") return NEVER;
  if (entity === "feedback" || entity === "expectation") {
    const so = sql<boolean>`(${isNamed(leaf)} and ${comparesSo(options.dialect, leaf, matches)})`;
    return leaf.kind === "isNull" ? sql`not ${isAssessed(so, options.isInScope)}` : isAssessed(so, options.isInScope);
  }
  const linked = linkedBy(leaf);
  if (linked !== null) return linked;
  if (leaf.kind !== "comparison") {
    return leaf.kind === "isNull" ? sql`not ${holds(leaf, null)}` : holds(leaf, null);
  }
  const { comparator, value } = leaf;
  if (comparator === "RLIKE") return holds(leaf, () => matches(placeOf(leaf.field).row));
  return holds(leaf, (column) => compare(options.dialect, column, comparator, value));
}

function holds({ field }: Leaf, test: Test | null): RawBuilder<boolean> {
  const { column, rows } = placeOf(field);
  if (rows === null) return columnHolds(column, test);
  return sql`exists (select 1 from ${rows.from} where ${rows.on} and ${columnHolds(column, test)})`;
}

/** Runs and versions of prompts are asked for by links as well; null for what is not. */
function linkedBy(leaf: Leaf): RawBuilder<boolean> | null {
  if (leaf.kind !== "comparison" || leaf.comparator !== "=") return null;
  const { entity, key } = leaf.field;
  const value = String(leaf.value);
  if (entity === "tag" && key === "mlflow.linkedPrompts") {
    return sql`exists (select 1 from trace_prompts as l where l.trace = t.number and l.prompt = ${value})`;
  }
  if (entity !== "metadata" || key !== "mlflow.sourceRun") return null;
  return sql`(exists (select 1 from trace_runs as l where l.trace = t.number and l.run_id = ${value})
    or ${holds(leaf, (column) => sql`${column.sql} = ${value}`)})`;
}
