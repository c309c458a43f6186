import { sql } from "kysely";
import type { Clock } from "../../../core/index.js";
import type { ArtifactGarbage } from "../../../tracking/index.js";
import type { ObjectFiles } from "../../files/object-files.js";
import type { SqlDatabase } from "../database.js";

/** Who writes an object names it within moments; one that is still not named by then never will be. */
const LONGEST_WRITING_MS = 3_600_000;
const PAGE = 500;

interface FoundObject {
  readonly digest: string;
  readonly sizeBytes: number;
  readonly writtenAt: number;
}

/**
 * The garbage among objects. A writer notes in an object's row that it is being written, puts the file there, and ends the note when it
 * names the file; a remover holds that row while it looks at the names and removes the file. So an object is either being written and
 * stays, or is removed before its writer puts it there again. What has no row is judged by the time of its file.
 */
export function createArtifactGarbage(database: SqlDatabase, objects: ObjectFiles, clock: Clock): ArtifactGarbage {
  const { db } = database;
  const isBeingWritten = (since: number): boolean => since >= clock.now() - LONGEST_WRITING_MS;
  return {
    async *unreferenced(going = new Map()) {
      let page: FoundObject[] = [];
      for await (const object of objects.all()) {
        page.push(object);
        if (page.length < PAGE) continue;
        yield* await withoutName(page, going);
        page = [];
      }
      yield* await withoutName(page, going);
    },
    removeObject: (digest) =>
      db.transaction().execute(async (trx) => {
        await trx
          .insertInto("artifact_objects")
          .values({ digest, touched_at: 0 })
          .onConflict((row) =>
            row.column("digest").doUpdateSet((e) => ({ touched_at: e.ref("artifact_objects.touched_at") })),
          )
          .execute();
        // What took its last name may have been committed in bulk.
        await database.bulk.flush();
        // The last queries before the file goes: while they are answered, the row is held.
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
        if (name || !row || isBeingWritten(row.touched_at)) return false;
        objects.remove(digest);
        await trx.deleteFrom("artifact_objects").where("digest", "=", digest).execute();
        return true;
      }),
  };

  async function withoutName(page: readonly FoundObject[], going: ReadonlyMap<string, number>) {
    if (page.length === 0) return [];
    const digests = page.map(({ digest }) => digest);
    const names = await db
      .selectFrom("artifact_names")
      .select(["digest", sql<number | string>`count(*)`.as("count")])
      .where("digest", "in", digests)
      .groupBy("digest")
      .execute();
    const rows = await db
      .selectFrom("artifact_objects")
      .select(["digest", "touched_at"])
      .where("digest", "in", digests)
      .execute();
    const namesOf = new Map(names.map(({ digest, count }) => [digest, Number(count)]));
    const writtenSince = new Map(rows.map(({ digest, touched_at }) => [digest, touched_at]));
    return page
      .filter(({ digest }) => (namesOf.get(digest) ?? 0) <= (going.get(digest) ?? 0))
      .filter(({ digest, writtenAt }) => !isBeingWritten(writtenSince.get(digest) ?? writtenAt))
      .map(({ digest, sizeBytes }) => ({ digest, sizeBytes }));
  }
}
