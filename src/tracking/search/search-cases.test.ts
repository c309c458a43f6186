import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compareBy } from "./compare-by.js";
import { evaluate, type FieldValue, type Lookup } from "./evaluate.js";
import { parseFilter } from "./parse-filter.js";
import { parseOrderBy } from "./parse-order-by.js";
import type { Field } from "./types.js";

interface Pair {
  readonly key: string;
  readonly value: string;
}

interface RecordedRun {
  readonly name: string;
  readonly start_time: number;
  readonly end_time: number | null;
  readonly status: string;
  readonly deleted: boolean;
  readonly user_id: string;
  readonly tags: readonly Pair[];
  readonly params: readonly Pair[];
  readonly metrics: readonly { key: string; value: number | string; timestamp: number; step: number }[];
  readonly dataset?: { readonly name: string; readonly digest: string; readonly context: string };
}

interface Case {
  readonly filter: string;
  readonly order_by: readonly string[];
  readonly view: "ACTIVE_ONLY" | "DELETED_ONLY" | "ALL";
  readonly names: readonly string[];
}

const golden = new URL("../../../golden/mlflow/search-cases.json", import.meta.url);
const { setup, cases } = JSON.parse(readFileSync(golden, "utf8")) as {
  setup: { runs: readonly RecordedRun[] };
  cases: readonly Case[];
};

/** Infinities are kept as the largest finite numbers. */
function stored(value: number | string): number {
  const number = Number(value);
  return Number.isNaN(number) ? number : Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, number));
}

function latest(run: RecordedRun, key: string): number | null {
  const found = run.metrics.filter((metric) => metric.key === key);
  const last = found.sort((a, b) => a.step - b.step || a.timestamp - b.timestamp).at(-1);
  return last === undefined ? null : stored(last.value);
}

function attribute(run: RecordedRun, key: string): FieldValue {
  if (key === "run_id") return `id-${run.name}`;
  if (key === "run_name") return run.name;
  return run[key as "status" | "user_id" | "start_time" | "end_time"];
}

function lookup(run: RecordedRun): Lookup {
  return ({ entity, key }: Field) => {
    if (entity === "attribute") return attribute(run, key);
    if (entity === "metric") return latest(run, key);
    if (entity === "dataset") return run.dataset === undefined ? [] : [run.dataset[key as "name"]];
    return (entity === "param" ? run.params : run.tags).find((pair) => pair.key === key)?.value ?? null;
  };
}

function search({ filter, order_by: order, view }: Case): readonly string[] {
  const where = parseFilter("runs", filter.replace(/\{(r\d+)\}/g, "id-$1"));
  const orderBy = parseOrderBy("runs", order);
  const shown = setup.runs.filter((run) => view === "ALL" || run.deleted === (view === "DELETED_ONLY"));
  const found = shown.filter((run) => where === null || evaluate(where, lookup(run)));
  return found
    .sort((a, b) => compareBy(orderBy, lookup(a), lookup(b)) || b.start_time - a.start_time)
    .map((run) => run.name);
}

test.each(cases)("finds in MLflow's order: $filter $order_by $view", (recorded) => {
  expect(search(recorded)).toEqual(recorded.names);
});
