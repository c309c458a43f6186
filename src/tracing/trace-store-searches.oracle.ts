import fc from "fast-check";
import { expect } from "vitest";
import type { Condition, Cursor, OrderBy } from "../tracking/index.js";
import type { TraceStore } from "./index.js";
import { AT, type OpenTraces } from "./trace-store.fixture.js";
import { step, text } from "./trace-store-steps.oracle.js";

const comparator = fc.constantFrom("=" as const, "!=" as const, "LIKE" as const, "ILIKE" as const, "RLIKE" as const);
const wanted = fc.oneof(text, fc.constantFrom("%a%", "_", "%", "A%", '%"a"%'));
const pattern = fc.constantFrom("a", "^a", "b%$", "[0-9]+", "^$", "é|true", '"a"');
const textual = fc
  .record({
    field: fc.oneof(
      fc.record({ entity: fc.constant("tag" as const), key: fc.constantFrom("a", "b", "mlflow.traceName") }),
      fc.record({
        entity: fc.constant("metadata" as const),
        key: fc.constantFrom("k", "mlflow.sourceRun", "mlflow.trace.session", "mlflow.trace.tokenUsage"),
      }),
      fc.record({ entity: fc.constant("attribute" as const), key: fc.constantFrom("status", "client_request_id") }),
      fc.record({
        entity: fc.constant("span" as const),
        key: fc.constantFrom("name", "status", "type", "content", "attributes.a"),
      }),
      fc.record({
        entity: fc.constantFrom("feedback" as const, "expectation" as const),
        key: fc.constantFrom("n", "m"),
      }),
    ),
    comparator,
    wanted,
    pattern,
  })
  .map(({ field, comparator: by, ...one }): Condition => {
    return { kind: "comparison", field, comparator: by, value: by === "RLIKE" ? one.pattern : one.wanted };
  });
const numeric = fc.record({
  kind: fc.constant("comparison" as const),
  field: fc.constantFrom(
    { entity: "attribute" as const, key: "timestamp_ms" },
    { entity: "attribute" as const, key: "execution_time_ms" },
    { entity: "attribute" as const, key: "end_time_ms" },
  ),
  comparator: fc.constantFrom(">" as const, "<=" as const, "!=" as const, "=" as const),
  value: fc.constantFrom(AT + 2, AT + 4, 3, 5),
});
const judged = fc.record({
  kind: fc.constant("comparison" as const),
  field: fc.constantFrom({ entity: "feedback" as const, key: "n" }, { entity: "expectation" as const, key: "m" }),
  comparator: fc.constantFrom(">" as const, "<=" as const),
  value: fc.constantFrom(0, 1.5),
});
const listed = fc.record({
  kind: fc.constant("comparison" as const),
  field: fc.constantFrom({ entity: "attribute" as const, key: "status" }, { entity: "span" as const, key: "name" }),
  comparator: fc.constantFrom("IN" as const, "NOT IN" as const),
  value: fc.constantFrom(["OK", "a"], ["é", "a\u0000b"]),
});
const linked = fc.constantFrom<Condition>(
  { kind: "comparison", field: { entity: "tag", key: "mlflow.linkedPrompts" }, comparator: "=", value: "p/1" },
  { kind: "comparison", field: { entity: "issue", key: "id" }, comparator: "=", value: "a" },
);
const presence = fc.record({
  kind: fc.constantFrom("isNull" as const, "isNotNull" as const),
  field: fc.constantFrom(
    { entity: "tag" as const, key: "b" },
    { entity: "metadata" as const, key: "mlflow.trace.session" },
    { entity: "feedback" as const, key: "n" },
  ),
});
const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    { weight: 4, arbitrary: textual },
    numeric,
    judged,
    listed,
    linked,
    presence,
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constantFrom("and" as const, "and" as const, "or" as const),
        parts: fc.array(tie("condition"), { maxLength: 3 }),
      }),
    },
    fc.record({ kind: fc.constant("not" as const), part: tie("condition") }),
  ),
}));

const orderBy: fc.Arbitrary<readonly OrderBy[]> = fc.uniqueArray(
  fc.record({
    field: fc.constantFrom<OrderBy["field"]>(
      { entity: "attribute", key: "timestamp_ms" },
      { entity: "attribute", key: "execution_time_ms" },
      { entity: "attribute", key: "status" },
      { entity: "attribute", key: "experiment_id" },
      { entity: "tag", key: "a" },
      { entity: "metadata", key: "k" },
    ),
    isDescending: fc.boolean(),
  }),
  { maxLength: 3, selector: ({ field }) => `${field.entity} ${field.key}` },
);

const question = fc.record({
  experimentIds: fc.constantFrom(["0"], ["1"], ["0", "1"]),
  where: fc.option(condition, { freq: 10 }),
  orderBy,
  limit: fc.integer({ min: 1, max: 20 }),
});

/** Does the same with both stores and asks the same of both; gives how many searches agreed. */
export async function traceStoresAgree(
  one: OpenTraces,
  other: OpenTraces,
  { seed, searches }: { readonly seed: number; readonly searches: number },
): Promise<number> {
  const stores = [one, other];
  for (const { tracking } of stores)
    await tracking.createExperiment({ name: "second", artifactLocation: null, tags: [], at: 1 });
  const steps = fc.sample(step, { seed, numRuns: searches });
  const questions = fc.sample(question, { seed, numRuns: searches });
  for (const [at, perform] of steps.entries()) {
    const [a, b] = await Promise.all(stores.map(({ traces }) => outcome(perform(traces))));
    expect({ at, outcome: a }).toEqual({ at, outcome: b });
    const asked = questions[at]!;
    const [found, expected] = await Promise.all(stores.map(({ traces }) => answer(traces, asked)));
    expect({ asked, found }).toEqual({ asked, found: expected });
  }
  return searches;
}

async function outcome(doing: Promise<unknown>): Promise<unknown> {
  try {
    return await doing;
  } catch (error) {
    return String(error);
  }
}

/** Every page, and the count. */
async function answer(traces: TraceStore, asked: typeof question extends fc.Arbitrary<infer Q> ? Q : never) {
  const pages: unknown[] = [];
  for (let after: Cursor | null = null; ; ) {
    const { items, next } = await traces.search(asked.experimentIds, { ...asked, after });
    pages.push(items);
    if (next === null) return { pages, count: await traces.count(asked.experimentIds, asked.where) };
    after = JSON.parse(JSON.stringify(next)) as Cursor;
  }
}
