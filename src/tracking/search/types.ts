/** What can be searched. */
export type Searchable =
  | "runs"
  | "experiments"
  | "registered_models"
  | "model_versions"
  | "logged_models"
  | "traces"
  | "evaluation_datasets";

/**
 * What a comparison is about. Attribute keys are in their canonical form, such as `start_time`: see `ATTRIBUTES`. Keys of spans are
 * `name`, `type`, `status`, `content` and `attributes.<name>`, of datasets `name`, `digest` and `context`, of issues `id`. A trace's name and run
 * are the tag `mlflow.traceName` and the metadata `mlflow.sourceRun`, its prompts the tag `mlflow.linkedPrompts`, its text the span's content.
 */
export interface Field {
  readonly entity:
    | "attribute"
    | "metric"
    | "param"
    | "tag"
    | "dataset"
    | "metadata"
    | "span"
    | "feedback"
    | "expectation"
    | "issue";
  readonly key: string;
}

export type Comparator = "=" | "!=" | ">" | ">=" | "<" | "<=" | "LIKE" | "ILIKE" | "RLIKE" | "IN" | "NOT IN";

/**
 * A parsed filter. A comparison holds only where the field is there, whatever the comparator; a metric compares by its latest value,
 * and NaN is unequal to everything and else compares with nothing; a logged model's NaN is 0. LIKE knows `%` and `_` and no escape;
 * ILIKE folds ASCII letters alone. For a run's datasets it is enough that one is as the comparison says. `and` of nothing always holds,
 * `or` of nothing never.
 */
export type Condition =
  | {
      readonly kind: "comparison";
      readonly field: Field;
      readonly comparator: Comparator;
      readonly value: number | string | readonly string[];
    }
  | { readonly kind: "isNull"; readonly field: Field }
  | { readonly kind: "isNotNull"; readonly field: Field }
  | { readonly kind: "and" | "or"; readonly parts: readonly Condition[] }
  | { readonly kind: "not"; readonly part: Condition };

/** Values first, then NaN, then missing, in both directions; text by code points. */
export interface OrderBy {
  readonly field: Field;
  readonly isDescending: boolean;
}

/** The datasets that a metric is looked for on: those of this name and this digest, where one is not null. */
export interface OrderDataset {
  readonly name: string | null;
  readonly digest: string | null;
}

/** A search that was parsed. Its order is made total by the store: see each search. */
export interface Query {
  /** Null keeps all. */
  readonly where: Condition | null;
  readonly orderBy: readonly OrderBy[];
  readonly limit: number;
  /** What a page gave as `next`; null for the first. */
  readonly after: Cursor | null;
}

/** Where a page ended: the values that its last row is ordered by. Plain JSON; a number that JSON lacks is a text. */
export type Cursor = readonly (string | number | null)[];

/** A part of what was found; `next` is null when nothing follows. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: Cursor | null;
}
