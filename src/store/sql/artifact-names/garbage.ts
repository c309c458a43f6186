import type { Clock } from "../../../core/index.js";
import type { ArtifactGarbage } from "../../../tracking/index.js";
import type { ObjectFiles } from "../../files/object-files.js";
import type { SqlDatabase } from "../database.js";

/** No object is garbage before it has been without a name for this long: who writes one names it within moments. */
const SHORTEST_GRACE_MS = 3_600_000;
const PAGE = 500;

/**
 * The garbage among objects. A writer touches an object's row before it puts the file there and names it afterwards; a remover holds
 * that row while it looks at the names and removes the file. So an object is either touched a moment ago and stays, or is removed
 * before its writer puts it there again.
 */
export function createArtifactGarbage(database: SqlDatabase, objects: ObjectFiles, clock: Clock): ArtifactGarbage {
  const { db } = database;
  const cutOff = (before: number): number => Math.min(before, clock.now() - SHORTEST_GRACE_MS);
  return {
    async *unreferenced(before) {
      let page: { readonly digest: string; readonly sizeBytes: number }[] = [];
      for await (const { writtenAt, ...object } of objects.all()) {
        if (writtenAt < cutOff(before)) page.push(object);
        if (page.length < PAGE) continue;
        yield* await withoutName(page, cutOff(before));
        page = [];
      }
      yield* await withoutName(page, cutOff(before));
    },
    removeObject: (digest, before) =>
      db.transaction().execute(async (trx) => {
        await trx
          .insertInto("artifact_objects")
          .values({ digest, touched_at: 0 })
          .onConflict((row) =>
            row.column("digest").doUpdateSet((e) => ({ touched_at: e.ref("artifact_objects.touched_at") })),
          )
          .execute();
        const row = await trx
          .selectFrom("artifact_objects")
          .select("touched_at")
          .where("digest", "=", digest)
          .executeTakeFirst();
        const name = await trx
          .selectFrom("artifact_names")
          .select("name")
          .where("digest", "=", digest)
          .limit(1)
          .executeTakeFirst();
        if (name || !row || row.touched_at >= cutOff(before)) return false;
        objects.remove(digest);
        await trx.deleteFrom("artifact_objects").where("digest", "=", digest).execute();
        return true;
      }),
  };

  async function withoutName(page: readonly { readonly digest: string; readonly sizeBytes: number }[], before: number) {
    const digests = page.map(({ digest }) => digest);
    if (digests.length === 0) return [];
    const named = await db
      .selectFrom("artifact_names")
      .select("digest")
      .distinct()
      .where("digest", "in", digests)
      .execute();
    const touched = await db
      .selectFrom("artifact_objects")
      .select("digest")
      .where("digest", "in", digests)
      .where("touched_at", ">=", before)
      .execute();
    const kept = new Set([...named, ...touched].map(({ digest }) => digest));
    return page.filter(({ digest }) => !kept.has(digest));
  }
}
