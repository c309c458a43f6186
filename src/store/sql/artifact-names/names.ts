import type { ExpressionBuilder, Kysely, Transaction } from "kysely";
import { GyreError, sha256 } from "../../../core/index.js";
import type { ArtifactFile } from "../../../tracking/index.js";
import type { Tables } from "../schema.js";

/** A path in two: the directory that it is in, "" for the root, and its name there. */
export interface Place {
  readonly parent: string;
  readonly name: string;
}

/** Where a path is. */
export function placeOf(path: string): Place {
  const at = path.lastIndexOf("/");
  return { parent: path.slice(0, Math.max(0, at)), name: path.slice(at + 1) };
}

/** What has a name: a file's digest is that of its bytes, a directory's is null. */
export interface Named {
  readonly digest: string | null;
  readonly size_bytes: number;
}

/** What has a path's name, undefined when nothing has. */
export function findName(db: Kysely<Tables>, { parent, name }: Place): Promise<Named | undefined> {
  return db
    .selectFrom("artifact_names")
    .select(["digest", "size_bytes"])
    .where("parent", "=", parent)
    .where("name", "=", name)
    .executeTakeFirst();
}

/** The file at a path, or all under it, by their paths from there. */
export async function filesAt(db: Kysely<Tables>, path: string): Promise<readonly ArtifactFile[]> {
  const rows = await db
    .selectFrom("artifact_names")
    .select(["parent", "name", "digest", "size_bytes"])
    .where("digest", "is not", null)
    .$if(path !== "", (query) => query.where(upTo(path)))
    .execute();
  return rows.map(({ parent, name, digest, size_bytes }) => ({
    path: (parent === "" ? name : `${parent}/${name}`).slice(path === "" ? 0 : path.length + 1),
    sizeBytes: Number(size_bytes),
    digest: digest as string,
  }));
}

const TREE_SLOTS = 64;

/** Lets changes under the same first part of a path happen one after another, until the transaction ends. */
export async function takeTreeTurn(trx: Transaction<Tables>, path: string): Promise<void> {
  const slot = Number.parseInt(sha256(path.split("/", 1)[0]).slice(0, 4), 16) % TREE_SLOTS;
  await trx
    .insertInto("artifact_turns")
    .values({ slot, taken: 1 })
    .onConflict((row) => row.column("slot").doUpdateSet((e) => ({ taken: e("artifact_turns.taken", "+", 1) })))
    .execute();
}

/** Notes since when an object is being written, 0 when it no longer is; waits for who is removing it, who then waits for this transaction. */
export async function noteWriting(db: Kysely<Tables>, digest: string, at: number): Promise<void> {
  await db
    .insertInto("artifact_objects")
    .values({ digest, touched_at: at })
    .onConflict((row) => row.column("digest").doUpdateSet({ touched_at: at }))
    .execute();
}

/** Gives a file its name, in the tree's turn. Throws `tracking.artifact_in_the_way`. */
export async function putName(
  trx: Transaction<Tables>,
  path: string,
  file: { readonly digest: string; readonly sizeBytes: number },
): Promise<void> {
  const place = placeOf(path);
  const there = await findName(trx, place);
  if (there?.digest === null) throw inTheWay(path);
  if (!there) await makeDirectories(trx, place.parent);
  const row = { digest: file.digest, size_bytes: file.sizeBytes };
  await trx
    .insertInto("artifact_names")
    .values({ ...place, ...row })
    .onConflict((names) => names.columns(["parent", "name"]).doUpdateSet(row))
    .execute();
}

/** Makes a directory and those above it that are missing: above one that is there, all are. */
async function makeDirectories(trx: Transaction<Tables>, path: string): Promise<void> {
  for (let at = path; at !== ""; at = placeOf(at).parent) {
    const there = await findName(trx, placeOf(at));
    if (there?.digest === null) return;
    if (there) throw inTheWay(at);
    await trx
      .insertInto("artifact_names")
      .values({ ...placeOf(at), digest: null, size_bytes: 0 })
      .execute();
  }
}

/** Removes a file, or a directory with all under it, and directories above that have become empty, in the tree's turn. */
export async function dropName(trx: Transaction<Tables>, path: string): Promise<void> {
  const dropped = await trx.deleteFrom("artifact_names").where(upTo(path)).executeTakeFirst();
  if (dropped.numDeletedRows === 0n) return;
  for (let parent = placeOf(path).parent; parent !== ""; parent = placeOf(parent).parent) {
    const child = await trx
      .selectFrom("artifact_names")
      .select("name")
      .where("parent", "=", parent)
      .limit(1)
      .executeTakeFirst();
    if (child) return;
    const { parent: above, name } = placeOf(parent);
    await trx.deleteFrom("artifact_names").where("parent", "=", above).where("name", "=", name).execute();
  }
}

/** A path's own name and all names under it: "0" is the character after "/". */
function upTo(path: string) {
  const place = placeOf(path);
  return (e: ExpressionBuilder<Tables, "artifact_names">) =>
    e.or([
      e.and([e("parent", "=", place.parent), e("name", "=", place.name)]),
      e("parent", "=", path),
      e.and([e("parent", ">=", `${path}/`), e("parent", "<", `${path}0`)]),
    ]);
}

function inTheWay(path: string): GyreError {
  return new GyreError("tracking.artifact_in_the_way", `a file and a directory cannot both be at ${path}`, {
    hint: "give the artifact another name, or remove what is there first",
    details: { path },
  });
}
