import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { GyreError } from "../../core/index.js";
import { ATTRIBUTES } from "./attributes.js";
import { parseFilter } from "./parse-filter.js";
import { parseOrderBy } from "./parse-order-by.js";
import type { Condition, OrderBy, Searchable } from "./types.js";

/** A question to MLflow 3.17.2, and what it said. */
interface Recorded {
  readonly d: Searchable;
  readonly filter?: string;
  readonly order_by?: string;
  readonly status?: number;
  readonly ok?: boolean;
  readonly message: string | null;
  readonly parsed?: readonly (readonly [type: string, key: string, comparator: string, value: unknown])[];
}

function recorded(name: string): readonly Recorded[] {
  const lines = readFileSync(new URL(`../../../golden/mlflow/${name}`, import.meta.url), "utf8");
  return lines
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Recorded);
}

interface Answer {
  readonly read: Condition | null | readonly OrderBy[];
  readonly message: string | null;
}

function ask({ d, filter, order_by: order }: Recorded): Answer {
  try {
    const read = filter === undefined ? parseOrderBy(d as "runs", [order!]) : parseFilter(d, filter);
    return { read, message: null };
  } catch (error) {
    if (!(error instanceof GyreError) || error.code !== "tracking.bad_filter") throw error;
    return { read: null, message: error.message };
  }
}

/** A message with the members of its sets in order. */
function settled(message: string): string {
  return message.replace(/\{([^{}]*)\}/g, (_all, members: string) => `{${members.split(", ").sort().join(", ")}}`);
}

const EXTENDED = /\b(?:or|not)\b|\(/i;

/** Whether both accept or both refuse; only with OR, NOT or parentheses may more be accepted here. */
function agrees(question: Recorded, answer: Answer): boolean {
  const isAccepted = question.ok ?? question.status === 200;
  if (isAccepted) return answer.message === null;
  return answer.message !== null || EXTENDED.test(question.filter ?? "");
}

/** The comparisons of a filter that has nothing but AND. */
function comparisons(read: Condition | null): readonly Condition[] {
  if (read === null) return [];
  return read.kind === "and" ? read.parts : [read];
}

const ENTITIES: Readonly<Record<string, string>> = {
  parameter: "param",
  params: "param",
  metrics: "metric",
  tags: "tag",
  attributes: "attribute",
  request_metadata: "metadata",
};
const KEYS: Readonly<Record<string, string>> = {
  created: "start_time",
  Created: "start_time",
  "run name": "run_name",
  "Run Name": "run_name",
  creation_timestamp_ms: "creation_timestamp",
  last_updated_timestamp_ms: "last_updated_timestamp",
};

function words(condition: Condition): readonly string[] {
  if (condition.kind === "isNull") return [condition.field.entity, condition.field.key, "IS NULL"];
  if (condition.kind === "isNotNull") return [condition.field.entity, condition.field.key, "IS NOT NULL"];
  if (condition.kind !== "comparison") return [condition.kind];
  return [condition.field.entity, condition.field.key, condition.comparator];
}

/** Whether two values are the same, as far as they are of one kind: ids, statuses and numbers in texts are put in order here. */
function isSame(read: Condition, expected: unknown): boolean {
  if (read.kind !== "comparison" || /status|experiment_id/.test(read.field.key)) return true;
  if (Array.isArray(expected) && Array.isArray(read.value)) return read.value.join() === expected.join();
  return typeof expected !== typeof read.value || expected === read.value;
}

describe.each(["filter-verdicts.jsonl", "filter-fuzz.jsonl"])("%s", (name) => {
  const questions = recorded(name);
  const answers = questions.map(ask);

  test("what MLflow accepts is accepted, and what it refuses is refused, but for OR, NOT and parentheses", () => {
    expect(questions.filter((question, at) => !agrees(question, answers[at]!))).toEqual([]);
  });

  test("a refusal has MLflow's words", () => {
    const refused = questions
      .map((question, at) => ({ question, ...answers[at]! }))
      .filter(({ question, message }) => {
        const isOurs = question.message !== null && !(question.ok ?? question.status === 200);
        return message !== null && isOurs;
      });
    expect(refused.length).toBeGreaterThan(10);
    const other = refused.filter(({ question, message }) => settled(message!) !== settled(question.message!));
    // Integers of more than 64 bits are refused while they are read; MLflow leaves them to its database.
    expect(other.filter(({ message }) => !/: -?\d{19,}$/.test(message!)).map(({ question }) => question)).toEqual([]);
  });

  test("the comparisons are those that MLflow reads, by their field and comparator", () => {
    for (const [at, { d, parsed, filter }] of questions.entries()) {
      // NaN, None and bytes of logged models become conditions of their own.
      if (parsed === undefined || /nan|None|b'/.test(filter!)) continue;
      const expected = parsed.map(([type, key, comparator]) => {
        const entity = ENTITIES[type] ?? type;
        const name = entity === "attribute" && d !== "traces" ? (KEYS[key] ?? key) : key;
        return [entity, entity === "span" ? name.replaceAll("`", "") : name, comparator];
      });
      expect({ filter, read: comparisons(answers[at]!.read as Condition | null).map(words) }).toEqual({
        filter,
        read: expected,
      });
    }
  });

  test("the values are those that MLflow reads", () => {
    for (const [at, { parsed, filter }] of questions.entries()) {
      if (parsed === undefined || /nan|None|b'/.test(filter!)) continue;
      const read = comparisons(answers[at]!.read as Condition | null);
      expect({ filter, same: read.map((one, place) => isSame(one, parsed[place]![3])) }).toEqual({
        filter,
        same: parsed.map(() => true),
      });
    }
  });

  test("every attribute is in the table of attributes", () => {
    for (const [at, { d, filter }] of questions.entries()) {
      if (filter === undefined) continue;
      for (const one of comparisons(answers[at]!.read as Condition | null)) {
        if (one.kind !== "comparison" || one.field.entity !== "attribute") continue;
        expect(Object.keys(ATTRIBUTES[d])).toContain(one.field.key);
      }
    }
  });
});
