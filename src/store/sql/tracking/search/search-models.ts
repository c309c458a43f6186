import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Field, OrderBy, OrderDataset, TrackingStore } from "../../../../tracking/index.js";
import type { Tables } from "../../schema.js";
import { dialectOf } from "../dialect.js";
import { numberOf } from "../experiments.js";
import { readModels } from "../read-models.js";
import { type AttributeColumns, attribute, attributeTerm, columnsOf, unknownField } from "./attribute-columns.js";
import type { Column } from "./compare.js";
import { columnHolds, compileCondition, type Fields, joined, type Test } from "./compile-condition.js";
import { findPage, firstOfEach } from "./find-page.js";
import type { Term } from "./keyset.js";

const { text, number, optional, digits } = columnsOf("l");

const ATTRIBUTE_COLUMNS: AttributeColumns = new Map([
  ["model_id", text("id")],
  ["experiment_id", digits("experiment")],
  ["name", text("name")],
  ["model_type", text("model_type")],
  ["status", text("status")],
  ["source_run_id", optional("text", "source_run_id")],
  ["status_message", { sql: sql`cast(null as text)`, kind: "text", isOptional: true }],
  ["lifecycle_stage", text("stage")],
  ["creation_timestamp", number("created_at")],
  ["creation_timestamp_ms", number("created_at")],
  ["last_updated_timestamp", number("updated_at")],
  ["last_updated_timestamp_ms", number("updated_at")],
  ["artifact_location", text("artifact_uri")],
]);

/** Ids are numbers in the order, texts in a comparison. */
const ORDER_COLUMNS: AttributeColumns = new Map([...ATTRIBUTE_COLUMNS, ["experiment_id", number("experiment")]]);

type Wish = Parameters<TrackingStore["searchModels"]>[0];
type DatasetWish = Wish["datasets"][number];

/** The store's `searchModels`. */
export function createModelSearch(db: Kysely<Tables>): Pick<TrackingStore, "searchModels"> {
  return {
    async searchModels(wish) {
      const { where, limit, after } = wish.query;
      const dialect = dialectOf(db);
      const experiments = wish.experimentIds.flatMap((id) => numberOf(id) ?? []);
      const conditions = [dialect.isOneOf(sql.ref("l.experiment"), experiments), sql<boolean>`l.stage = 'active'`];
      if (where !== null) conditions.push(compileCondition(dialect, fieldsOn(wish.datasets), where));
      if (wish.datasets.length > 0) conditions.push(hasMetric(isOn(wish.datasets)));
      const from = sql`logged_models as l`;
      return await db.connection().execute(async (one) => {
        const cut = { from, number: sql<number>`l.number`, conditions, terms: termsOf(wish), limit, after };
        const page = await findPage(one, cut);
        return { items: await readModels(one, page.numbers), next: page.next };
      });
    },
  };
}

/** NaN is kept as 0, and MLflow finds it as that. */
const MEASURED: Column = { sql: sql.ref("m.value"), kind: "number" };

/** The fields of `logged_models as l`; metrics are those on the datasets, any when there are none. */
function fieldsOn(datasets: readonly DatasetWish[]): Fields {
  return {
    holds(field, test) {
      switch (field.entity) {
        case "attribute":
          return columnHolds(attribute(ATTRIBUTE_COLUMNS, field), test);
        case "metric": {
          const parts = [sql<boolean>`m.key = ${field.key}`];
          if (test !== null) parts.push(test(MEASURED));
          if (datasets.length > 0) parts.push(isOn(datasets));
          return hasMetric(joined(parts, "and"));
        }
        case "param":
        case "tag":
          return pairHolds(field, test);
        default:
          throw unknownField(field);
      }
    },
  };
}

function hasMetric(condition: RawBuilder<boolean>): RawBuilder<boolean> {
  return sql`exists (select 1 from logged_model_metrics as m where m.model = l.number and ${condition})`;
}

function isOn(datasets: readonly OrderDataset[]): RawBuilder<boolean> {
  const each = datasets.map(({ name, digest }) => {
    const parts: RawBuilder<boolean>[] = [];
    if (name !== null) parts.push(sql`m.dataset_name = ${name}`);
    if (digest !== null) parts.push(sql`m.dataset_digest = ${digest}`);
    return joined(parts, "and");
  });
  return joined(each, "or");
}

function pairHolds(field: Field, test: Test | null): RawBuilder<boolean> {
  const table = sql.table(field.entity === "param" ? "logged_model_params" : "logged_model_tags");
  const rest = test === null ? sql`` : sql`and ${test({ sql: sql.ref("p.value"), kind: "text" })}`;
  return sql`exists (select 1 from ${table} as p where p.model = l.number and p.key = ${field.key} ${rest})`;
}

interface OrderWish extends OrderBy {
  readonly dataset: OrderDataset | null;
}

/** The wished order, made total: newest first, then by id. */
function termsOf({ query, orderDatasets }: Wish): Term[] {
  const wished = query.orderBy.map((wish, i): OrderWish => ({ ...wish, dataset: orderDatasets?.[i] ?? null }));
  const last: OrderWish[] = [
    { field: { entity: "attribute", key: "creation_timestamp" }, isDescending: true, dataset: null },
    { field: { entity: "attribute", key: "model_id" }, isDescending: false, dataset: null },
  ];
  const wishes = firstOfEach([...wished, ...last], ({ field, dataset }) => JSON.stringify([field, dataset]));
  return wishes.map((wish) => {
    if (wish.field.entity === "metric") return metricTerm(wish);
    if (wish.field.entity !== "attribute") throw unknownField(wish.field);
    return attributeTerm(attribute(ORDER_COLUMNS, wish.field), wish.isDescending);
  });
}

/** The latest value of a metric: by time, then step. */
function metricTerm({ field, isDescending, dataset }: OrderWish): Term {
  const isOnIt = dataset === null ? sql`` : sql`and ${isOn([dataset])}`;
  const latest = sql<number | null>`(select m.value from logged_model_metrics as m
      where m.model = l.number and m.key = ${field.key} ${isOnIt}
      order by m.at desc, m.step desc, m.run_id, m.nan, m.value desc, m.dataset_name, m.dataset_digest limit 1)`;
  return {
    rank: sql`(case when ${latest} is null then 2 else 0 end)`,
    value: sql`coalesce(${latest}, 0)`,
    kind: "number",
    isDescending,
  };
}
