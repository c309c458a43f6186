import type { Kysely, Selectable } from "kysely";
import type { RegisteredVersion, RegistryTag, VersionStage } from "../../../registry/index.js";
import type { Tables } from "../schema.js";
import { chunksOf, groupBy } from "./groups.js";
import type { RegisteredVersionTable } from "./tables.js";

/** A version's row with the name of its model. */
export type VersionRow = Selectable<RegisteredVersionTable> & { readonly name: string };

/** Names one version. */
export interface VersionKey {
  readonly model: number;
  readonly version: number;
}

/** Null when there is no such version. */
export async function findVersion(db: Kysely<Tables>, name: string, version: number): Promise<VersionRow | null> {
  if (!Number.isSafeInteger(version)) return null;
  const row = await selectVersions(db)
    .where("registered_models.name", "=", name)
    .where("registered_versions.version", "=", version)
    .executeTakeFirst();
  return row ?? null;
}

function selectVersions(db: Kysely<Tables>) {
  return db
    .selectFrom("registered_versions")
    .innerJoin("registered_models", "registered_models.id", "registered_versions.model")
    .selectAll("registered_versions")
    .select("registered_models.name");
}

/** These versions, in the order of their keys; those that are gone are left out. */
export async function readVersions(db: Kysely<Tables>, keys: readonly VersionKey[]): Promise<RegisteredVersion[]> {
  const rows = new Map<string, VersionRow>();
  for (const chunk of chunksOf(keys)) {
    const query = selectVersions(db).where((e) =>
      e.or(
        numbersOf(chunk).map(([model, versions]) =>
          e.and([e("registered_versions.model", "=", model), e("registered_versions.version", "in", versions)]),
        ),
      ),
    );
    for (const row of await query.execute()) rows.set(textOf(row), row);
  }
  return completeVersions(
    db,
    keys.map((key) => rows.get(textOf(key))).filter((row) => row !== undefined),
  );
}

/** Rows with their tags and aliases, in the same order. */
export async function completeVersions(db: Kysely<Tables>, rows: readonly VersionRow[]): Promise<RegisteredVersion[]> {
  const completed: RegisteredVersion[] = [];
  for (const chunk of chunksOf(rows)) {
    const tags = groupBy(await readTags(db, chunk), textOf);
    const aliases = groupBy(await readAliases(db, [...new Set(chunk.map((row) => row.model))]), textOf);
    completed.push(...chunk.map((row) => versionOf(row, tags.get(textOf(row)) ?? [], aliases.get(textOf(row)) ?? [])));
  }
  return completed;
}

/** The aliases of these models, by name. */
export function readAliases(db: Kysely<Tables>, models: readonly number[]) {
  const query = db.selectFrom("registered_aliases").selectAll().where("model", "in", models);
  return query.orderBy("model").orderBy("alias").execute();
}

function readTags(db: Kysely<Tables>, keys: readonly VersionKey[]) {
  const query = db
    .selectFrom("registered_version_tags")
    .selectAll()
    .where((e) =>
      e.or(numbersOf(keys).map(([model, versions]) => e.and([e("model", "=", model), e("version", "in", versions)]))),
    );
  return query.orderBy("model").orderBy("version").orderBy("key").execute();
}

function versionOf(
  row: VersionRow,
  tags: readonly RegistryTag[],
  aliases: readonly { readonly alias: string }[],
): RegisteredVersion {
  return {
    name: row.name,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    userId: row.user_id,
    description: row.description,
    source: row.source,
    storageLocation: row.storage_location,
    runId: row.run_id,
    runLink: row.run_link,
    modelId: row.model_id,
    stage: row.stage as VersionStage,
    tags: tags.map(({ key, value }) => ({ key, value })),
    aliases: aliases.map(({ alias }) => alias),
  };
}

function numbersOf(keys: readonly VersionKey[]): [model: number, versions: number[]][] {
  return [...groupBy(keys, (key) => key.model)].map(([model, some]) => [model, some.map((key) => key.version)]);
}

const textOf = ({ model, version }: VersionKey): string => `${model}/${version}`;
