import { type Kysely, sql } from "kysely";
import type { EvaluationDataset } from "../../../tracing/index.js";
import type { OrderBy, Page, Query } from "../../../tracking/index.js";
import type { Tables } from "../schema.js";
import { dialectOf } from "../tracking/dialect.js";
import {
  type AttributeColumns,
  attribute,
  attributeTerm,
  columnsOf,
  unknownField,
} from "../tracking/search/attribute-columns.js";
import { columnHolds, compileCondition, type Fields } from "../tracking/search/compile-condition.js";
import { findPage, firstOfEach } from "../tracking/search/find-page.js";
import type { Term } from "../tracking/search/keyset.js";
import { completeDatasets } from "./dataset-rows.js";

const { text, number, optional } = columnsOf("d");

const COLUMNS: AttributeColumns = new Map([
  ["dataset_id", text("id")],
  ["name", text("name")],
  ["created_by", optional("text", "created_by")],
  ["last_updated_by", optional("text", "updated_by")],
  ["created_time", number("created_at")],
  ["last_update_time", number("updated_at")],
]);

const LATEST: readonly OrderBy[] = [
  { field: { entity: "attribute", key: "created_time" }, isDescending: true },
  { field: { entity: "attribute", key: "dataset_id" }, isDescending: true },
];

/** The fields of `evaluation_datasets as d`. */
const FIELDS: Fields = {
  holds(field, test) {
    if (field.entity === "attribute") return columnHolds(attribute(COLUMNS, field), test);
    if (field.entity !== "tag") throw unknownField(field);
    const rest = test === null ? sql`` : sql`and ${test({ sql: sql.ref("t.value"), kind: "text" })}`;
    return sql`exists (select 1 from evaluation_dataset_tags as t
      where t.dataset = d.number and t.key = ${field.key} and t.value is not null ${rest})`;
  },
};

/** The store's `search`. */
export async function searchDatasets(
  db: Kysely<Tables>,
  experimentIds: readonly string[] | null,
  { where, orderBy, limit, after }: Query,
): Promise<Page<EvaluationDataset>> {
  const dialect = dialectOf(db);
  const conditions = where === null ? [] : [compileCondition(dialect, FIELDS, where)];
  if (experimentIds !== null)
    conditions.push(sql`exists (select 1 from evaluation_dataset_experiments as e
      where e.dataset = d.number and ${dialect.isTextOf(sql.ref("e.experiment"), experimentIds)})`);
  return await db.connection().execute(async (one) => {
    const page = await findPage(one, {
      from: sql`evaluation_datasets as d`,
      number: sql<number>`d.number`,
      conditions,
      terms: termsOf(orderBy),
      limit,
      after,
    });
    return { items: await datasetsOf(one, page.numbers), next: page.next };
  });
}

/** The wished order, made total. */
function termsOf(orderBy: readonly OrderBy[]): Term[] {
  return firstOfEach([...orderBy, ...LATEST], ({ field }) => `${field.entity} ${field.key}`).map((wish) => {
    if (wish.field.entity !== "attribute") throw unknownField(wish.field);
    return attributeTerm(attribute(COLUMNS, wish.field), wish.isDescending);
  });
}

async function datasetsOf(db: Kysely<Tables>, numbers: readonly number[]): Promise<EvaluationDataset[]> {
  const rows = await db
    .selectFrom("evaluation_datasets")
    .selectAll()
    .where(dialectOf(db).isOneOf(sql.ref("number"), numbers))
    .execute();
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  return completeDatasets(
    db,
    numbers.flatMap((one) => byNumber.get(one) ?? []),
  );
}
