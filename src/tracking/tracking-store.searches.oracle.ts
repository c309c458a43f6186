import fc from "fast-check";
import type { Comparator, Condition, Field, OrderBy } from "./index.js";
import { runId, where } from "./tracking-store.fixture.js";

/** Keys that things are logged under. */
export const KEYS = ["m", "M", "n o", "é"] as const;

/** Values of params and tags. */
export const TEXTS = ["", "a", "A", "ab", "É", "é", "it's", "a_b", "10", "9", "\ufffd", "\u{1f600}"] as const;

const PATTERNS = ["%", "_", "a%", "A_", "%b", "a\\_b", "É", "%\u{1f600}"] as const;
const NUMBERS = [0, 1, 2, 5, -1, 0.1, 3e300, 1.7976931348623157e308, -1.7976931348623157e308] as const;

/** One of these. */
export function oneOf<T>(values: readonly T[]): fc.Arbitrary<T> {
  return fc.constantFrom(...values);
}

/** What can be asked of a searchable thing. */
export interface Asking {
  readonly texts: readonly Field[];
  readonly numbers: readonly Field[];
  /** What may be null. */
  readonly optional: readonly Field[];
  readonly orders: readonly Field[];
}

const each = (entity: Field["entity"], keys: readonly string[]): readonly Field[] =>
  keys.map((key) => ({ entity, key }));

const RUN_TEXTS = ["run_id", "run_name", "user_id", "status", "artifact_uri"];
const RUN_TIMES = ["start_time", "end_time"];

/** What can be asked of runs. */
export const ASKING_RUNS: Asking = {
  texts: [
    ...each("param", KEYS),
    ...each("tag", [...KEYS, "mlflow.runName"]),
    ...each("attribute", RUN_TEXTS),
    ...each("dataset", ["name", "digest", "context"]),
  ],
  numbers: [...each("metric", KEYS), ...each("attribute", RUN_TIMES)],
  optional: [...each("param", KEYS), ...each("tag", KEYS)],
  orders: [
    ...each("metric", KEYS),
    ...each("param", KEYS),
    ...each("tag", KEYS),
    ...each("attribute", [...RUN_TEXTS, ...RUN_TIMES]),
  ],
};

const EXPERIMENT_TIMES = ["creation_time", "last_update_time"];

/** What can be asked of experiments. */
export const ASKING_EXPERIMENTS: Asking = {
  texts: [...each("attribute", ["name"]), ...each("tag", KEYS)],
  numbers: each("attribute", EXPERIMENT_TIMES),
  optional: each("tag", KEYS),
  orders: each("attribute", ["name", "experiment_id", ...EXPERIMENT_TIMES]),
};

const MODEL_TEXTS = ["name", "model_id", "model_type", "status", "source_run_id"];
const MODEL_TIMES = ["creation_timestamp", "last_updated_timestamp"];

/** What can be asked of logged models. */
export const ASKING_MODELS: Asking = {
  texts: [...each("attribute", MODEL_TEXTS), ...each("param", KEYS), ...each("tag", KEYS)],
  numbers: [...each("metric", KEYS), ...each("attribute", MODEL_TIMES)],
  optional: [...each("param", KEYS), ...each("tag", KEYS)],
  orders: [...each("metric", KEYS), ...each("attribute", [...MODEL_TEXTS, ...MODEL_TIMES])],
};

const SOUGHT = [...TEXTS, "Default", "RUNNING", "LOGGED_MODEL_PENDING", "d", "1", "train", runId(1), runId(2)];
const EQUALS: readonly Comparator[] = ["=", "!="];

function comparisons({ texts, numbers, optional }: Asking): fc.Arbitrary<Condition> {
  const text = oneOf(texts);
  return fc.oneof(
    fc
      .tuple(text, oneOf(EQUALS), oneOf(SOUGHT))
      .map(([field, how, value]) => where(field.entity, field.key, how, value)),
    fc
      .tuple(text, oneOf(["LIKE", "ILIKE"] as const), oneOf(PATTERNS))
      .map(([field, how, value]) => where(field.entity, field.key, how, value)),
    fc
      .tuple(text, oneOf(["IN", "NOT IN"] as const), fc.array(oneOf(SOUGHT), { minLength: 1, maxLength: 3 }))
      .map(([field, how, value]) => where(field.entity, field.key, how, value)),
    fc
      .tuple(oneOf(numbers), oneOf([...EQUALS, ">", ">=", "<", "<="] as const), oneOf(NUMBERS))
      .map(([field, how, value]) => where(field.entity, field.key, how, value)),
    fc
      .tuple(oneOf(optional), oneOf(["isNull", "isNotNull"] as const))
      .map(([field, kind]): Condition => ({ kind, field })),
  );
}

/** A condition of up to three levels. */
export function arbitraryCondition(asking: Asking): fc.Arbitrary<Condition | null> {
  const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
    condition: fc.oneof(
      { maxDepth: 3, depthSize: "small" },
      comparisons(asking),
      fc
        .tuple(oneOf(["and", "or"] as const), fc.array(tie("condition"), { minLength: 1, maxLength: 3 }))
        .map(([kind, parts]): Condition => ({ kind, parts })),
      tie("condition").map((part): Condition => ({ kind: "not", part })),
    ),
  }));
  return fc.option(condition, { freq: 2 });
}

/** An order by up to three fields, none of them twice. */
export function arbitraryOrder({ orders }: Asking): fc.Arbitrary<readonly OrderBy[]> {
  const order = fc.record({ field: oneOf(orders), isDescending: fc.boolean() });
  const name = ({ field }: OrderBy): string => `${field.entity}.${field.key}`;
  return fc.uniqueArray(order, { maxLength: 3, selector: name });
}
