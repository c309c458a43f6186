import { compareText } from "../../../core/index.js";
import {
  modelOrder,
  PROMPT_TAG,
  promptSearch,
  type RegisteredModel,
  type RegisteredVersion,
  type RegistryOrder,
  type RegistryTag,
  versionOrder,
} from "../../../registry/index.js";
import { type Cursor, evaluate, type Field, type FieldValue, type Page, type Query } from "../../../tracking/index.js";

type Item = Readonly<Record<RegistryOrder["key"], string | number>>;

/** In `modelOrder`, from the cursor on. */
export function searchModels(models: readonly RegisteredModel[], query: Query): Page<RegisteredModel> {
  const { where, hidesPrompts } = promptSearch(query.where);
  const found = models.filter(
    (model) =>
      !(hidesPrompts && isPromptTagged(model.tags)) &&
      (where === null || evaluate(where, (field) => readField(field, model.tags, { name: model.name }))),
  );
  return pageOf(found, { order: modelOrder(query.orderBy), query, itemOf: (model) => ({ version: 0, ...model }) });
}

/** In `versionOrder`, from the cursor on. */
export function searchVersions(versions: readonly RegisteredVersion[], query: Query): Page<RegisteredVersion> {
  const { where, hidesPrompts } = promptSearch(query.where);
  const prompts = new Set(versions.filter((version) => isPromptTagged(version.tags)).map((version) => version.name));
  const found = versions.filter(
    (version) =>
      !(hidesPrompts && prompts.has(version.name)) &&
      (where === null || evaluate(where, (field) => readField(field, version.tags, attributesOf(version)))),
  );
  return pageOf(found, { order: versionOrder(query.orderBy), query, itemOf: (version) => version });
}

const attributesOf = (version: RegisteredVersion) => ({
  name: version.name,
  version_number: version.version,
  run_id: version.runId,
  source_path: version.source,
});

const isPromptTagged = (tags: readonly RegistryTag[]): boolean =>
  tags.some(({ key, value }) => key === PROMPT_TAG && value === "true");

function readField(
  field: Field,
  tags: readonly RegistryTag[],
  attributes: Readonly<Record<string, string | number>>,
): FieldValue {
  const value = field.entity === "tag" ? tags.find((tag) => tag.key === field.key)?.value : attributes[field.key];
  return value ?? null;
}

function pageOf<T>(
  found: readonly T[],
  how: { readonly order: readonly RegistryOrder[]; readonly query: Query; readonly itemOf: (one: T) => Item },
): Page<T> {
  const { order, query, itemOf } = how;
  const { after } = query;
  const rows = found
    .map((one) => ({ one, key: order.map(({ key }) => itemOf(one)[key]) }))
    .filter((row) => after === null || compareKeys(order, row.key, after) > 0)
    .sort((a, b) => compareKeys(order, a.key, b.key));
  const items = rows.slice(0, query.limit);
  return { items: items.map((row) => row.one), next: rows.length > items.length ? (items.at(-1)?.key ?? null) : null };
}

function compareKeys(order: readonly RegistryOrder[], a: Cursor, b: Cursor): number {
  for (const [i, { isDescending }] of order.entries()) {
    const difference = compareValues(a[i], b[i]);
    if (difference !== 0) return isDescending ? -difference : difference;
  }
  return 0;
}

function compareValues(a: Cursor[number], b: Cursor[number]): number {
  return typeof a === "number" && typeof b === "number" ? a - b : compareText(String(a), String(b));
}
