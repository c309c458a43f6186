import { type Kysely, sql } from "kysely";
import type { OrderBy, TrackingStore } from "../../../../tracking/index.js";
import type { Tables } from "../../schema.js";
import { dialectOf } from "../dialect.js";
import { readExperiments } from "../experiments.js";
import { type AttributeColumns, attribute, attributeTerm, columnsOf, unknownField } from "./attribute-columns.js";
import { columnHolds, compileCondition, type Fields } from "./compile-condition.js";
import { findPage, firstOfEach } from "./find-page.js";
import type { Term } from "./keyset.js";

const { text, number, digits } = columnsOf("e");

const ATTRIBUTE_COLUMNS: AttributeColumns = new Map([
  ["experiment_id", digits("number")],
  ["name", text("name")],
  ["creation_time", number("created_at")],
  ["last_update_time", number("updated_at")],
]);

/** Ids are numbers in the order, texts in a comparison. */
const ORDER_COLUMNS: AttributeColumns = new Map([...ATTRIBUTE_COLUMNS, ["experiment_id", number("number")]]);

/** The fields of `experiments as e`. */
const FIELDS: Fields = {
  holds(field, test) {
    if (field.entity === "attribute") return columnHolds(attribute(ATTRIBUTE_COLUMNS, field), test);
    if (field.entity !== "tag") throw unknownField(field);
    const rest = test === null ? sql`` : sql`and ${test({ sql: sql.ref("t.value"), kind: "text" })}`;
    return sql`exists (select 1 from experiment_tags as t where t.experiment = e.number and t.key = ${field.key} ${rest})`;
  },
};

/** The store's `searchExperiments`. */
export function createExperimentSearch(db: Kysely<Tables>): Pick<TrackingStore, "searchExperiments"> {
  return {
    async searchExperiments(view, { where, orderBy, limit, after }) {
      const conditions = view === "all" ? [] : [sql<boolean>`e.stage = ${view}`];
      if (where !== null) conditions.push(compileCondition(dialectOf(db), FIELDS, where));
      const from = sql`experiments as e`;
      return await db.connection().execute(async (one) => {
        const wish = { from, number: sql<number>`e.number`, conditions, terms: termsOf(orderBy), limit, after };
        const page = await findPage(one, wish);
        return { items: await readExperiments(one, page.numbers), next: page.next };
      });
    },
  };
}

/** The wished order, made total: newest first, then by id. */
function termsOf(orderBy: readonly OrderBy[]): Term[] {
  const last: OrderBy[] = [
    { field: { entity: "attribute", key: "creation_time" }, isDescending: true },
    { field: { entity: "attribute", key: "experiment_id" }, isDescending: false },
  ];
  return firstOfEach([...orderBy, ...last], ({ field }) => `${field.entity} ${field.key}`).map((wish) => {
    if (wish.field.entity !== "attribute") throw unknownField(wish.field);
    return attributeTerm(attribute(ORDER_COLUMNS, wish.field), wish.isDescending);
  });
}
