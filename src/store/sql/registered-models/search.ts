import { type Kysely, type RawBuilder, sql } from "kysely";
import {
  modelOrder,
  PROMPT_TAG,
  promptSearch,
  type RegisteredModel,
  type RegisteredVersion,
  type RegistryOrder,
  versionOrder,
} from "../../../registry/index.js";
import type { Condition, Cursor, Page, Query } from "../../../tracking/index.js";
import type { Tables } from "../schema.js";
import { type Dialect, dialectOf } from "../tracking/dialect.js";
import { compileCondition, type Fields } from "./condition.js";
import { afterCursor, type OrderColumns, orderClause } from "./keyset.js";
import { completeModels, findModel } from "./read-models.js";
import { completeVersions } from "./read-versions.js";

const MODEL_COLUMNS: OrderColumns = {
  name: sql.ref("registered_models.name"),
  createdAt: sql.ref("registered_models.created_at"),
  updatedAt: sql.ref("registered_models.updated_at"),
};

/** No join: rows come in the order of an index on versions, and a name is looked up where it matters. */
const NAME_OF_VERSION = sql<string>`(select name from registered_models where id = registered_versions.model)`;

const VERSION_COLUMNS: OrderColumns = {
  name: NAME_OF_VERSION,
  version: sql.ref("registered_versions.version"),
  createdAt: sql.ref("registered_versions.created_at"),
  updatedAt: sql.ref("registered_versions.updated_at"),
};

/** In `modelOrder`, from the cursor on. */
export async function searchModels(db: Kysely<Tables>, query: Query): Promise<Page<RegisteredModel>> {
  const order = modelOrder(query.orderBy);
  const { where, hidesPrompts } = promptSearch(query.where);
  const fields = modelFields(dialectOf(db));
  const rows = await db
    .selectFrom("registered_models")
    .selectAll()
    .$if(where !== null, (q) => q.where(compileCondition(where ?? EVERYTHING, fields)))
    .$if(hidesPrompts, (q) => q.where(sql<boolean>`not (${fields.tag(PROMPT_TAG, (value) => sql`${value} = 'true'`)})`))
    .$if(query.after !== null, (q) => q.where(afterCursor(order, MODEL_COLUMNS, query.after ?? [])))
    .orderBy(orderClause(order, MODEL_COLUMNS))
    .limit(query.limit + 1)
    .execute();
  const items = await completeModels(db, rows.slice(0, query.limit));
  return {
    items,
    next: rows.length > query.limit ? cursorOf(order, { version: 0, ...items[items.length - 1] }) : null,
  };
}

/** In `versionOrder`, from the cursor on. Those of one model are read in the order of an index on its own. */
export async function searchVersions(db: Kysely<Tables>, query: Query): Promise<Page<RegisteredVersion>> {
  const order = versionOrder(query.orderBy);
  const { where, hidesPrompts } = promptSearch(query.where);
  const fields = versionFields(dialectOf(db));
  const name = nameOf(where);
  const model = name === null ? null : await findModel(db, name);
  if (name !== null && model === null) return { items: [], next: null };
  // Within one model the name decides nothing.
  const keys = order.filter(({ key }) => model === null || key !== "name");
  const after = query.after?.filter((_, i) => keys.includes(order[i])) ?? null;
  const rows = await db
    .selectFrom("registered_versions")
    .selectAll()
    .select(NAME_OF_VERSION.as("name"))
    .$if(model !== null, (q) => q.where("registered_versions.model", "=", Number(model?.id)))
    .$if(where !== null, (q) => q.where(compileCondition(where ?? EVERYTHING, fields)))
    // Always so: SQLite takes the index of this order only where it can enter it.
    .$if(where === null && order[0].key === "updatedAt", (q) => q.where("registered_versions.updated_at", ">=", 0))
    .$if(hidesPrompts, (q) => q.where(sql<boolean>`not exists (${PROMPT_VERSIONS})`))
    .$if(after !== null, (q) => q.where(afterCursor(keys, VERSION_COLUMNS, after ?? [])))
    .orderBy(orderClause(keys, VERSION_COLUMNS))
    .limit(query.limit + 1)
    .execute();
  const items = await completeVersions(db, rows.slice(0, query.limit));
  return { items, next: rows.length > query.limit ? cursorOf(order, items[items.length - 1]) : null };
}

/** The one name that a condition asks for; null when others may fit as well. */
function nameOf(where: Condition | null): string | null {
  if (where?.kind === "and") return where.parts.map(nameOf).find((name) => name !== null) ?? null;
  if (where?.kind !== "comparison" || where.comparator !== "=") return null;
  const { field, value } = where;
  return field.entity === "attribute" && field.key === "name" && typeof value === "string" ? value : null;
}

const EVERYTHING = { kind: "and", parts: [] } as const;

/** In the words of the index on them. */
const PROMPT_VERSIONS = sql`select 1 from registered_version_tags as t
  where t.model = registered_versions.model and t.key = ${sql.lit(PROMPT_TAG)} and t.value = 'true'`;

function modelFields(dialect: Dialect): Fields {
  return {
    dialect,
    attribute: (key) => (key === "name" ? { column: sql.ref("registered_models.name") } : null),
    tag: (key, test) => sql`exists (select 1 from registered_model_tags as t
      where t.model = registered_models.id and t.key = ${key} and ${test(sql.ref("t.value"))})`,
  };
}

const VERSION_ATTRIBUTES: Readonly<Record<string, string>> = {
  version_number: "registered_versions.version",
  run_id: "registered_versions.run_id",
  source_path: "registered_versions.source",
};

function versionFields(dialect: Dialect): Fields {
  return {
    dialect,
    attribute(key) {
      if (key === "name") return { column: sql.ref("m.name"), within: withinModels };
      if (!Object.hasOwn(VERSION_ATTRIBUTES, key)) return null;
      return { column: sql.ref(VERSION_ATTRIBUTES[key]) };
    },
    tag: (key, test) => sql`exists (select 1 from registered_version_tags as t
      where t.model = registered_versions.model and t.version = registered_versions.version and t.key = ${key}
      and ${test(sql.ref("t.value"))})`,
  };
}

function withinModels(test: RawBuilder<boolean>): RawBuilder<boolean> {
  return sql`registered_versions.model in (select m.id from registered_models as m where ${test})`;
}

function cursorOf(
  order: readonly RegistryOrder[],
  item: { readonly name: string; readonly version: number; readonly createdAt: number; readonly updatedAt: number },
): Cursor {
  return order.map(({ key }) => item[key]);
}
