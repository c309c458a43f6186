import { type Kysely, sql } from "kysely";
import type { VersionStage } from "../../../registry/index.js";
import type { Tables } from "../schema.js";

const STAGES: readonly VersionStage[] = ["None", "Staging", "Production", "Archived"];

/**
 * The newest version of each stage of these models, the stage with the oldest version first. Each is found at an end of an index:
 * the cost does not grow with the number of versions.
 */
export async function newestOfStages(
  db: Kysely<Tables>,
  models: readonly number[],
  stages: readonly VersionStage[] = STAGES,
): Promise<{ readonly model: number; readonly version: number }[]> {
  if (models.length === 0) return [];
  const edge = (which: "min" | "max", stage: VersionStage, i: number) =>
    sql`(select ${sql.raw(which)}(version) from registered_versions where model = registered_models.id and stage = ${stage}) as ${sql.raw(`${which}_${i}`)}`;
  const columns = stages.flatMap((stage, i) => [edge("min", stage, i), edge("max", stage, i)]);
  const { rows } = await sql<Record<string, number | null>>`
    select id, ${sql.join(columns)} from registered_models where id in (${sql.join(models)})`.execute(db);
  return rows.flatMap((row) =>
    stages
      .map((_, i) => ({ oldest: row[`min_${i}`], newest: row[`max_${i}`] }))
      .filter((one): one is { oldest: number; newest: number } => one.newest !== null && one.oldest !== null)
      .sort((a, b) => a.oldest - b.oldest)
      .map((one) => ({ model: Number(row.id), version: one.newest })),
  );
}
