import { join } from "node:path";
import { type Clock, GyreError } from "../../../core/index.js";
import { type ArtifactGarbage, type ArtifactTree, artifactPath } from "../../../tracking/index.js";
import { type ObjectFiles, openObjectFiles } from "../../files/object-files.js";
import { openUploadParts } from "../../files/upload-parts.js";
import { MOST_UPLOADS } from "../../files/upload-places.js";
import type { WriteOptions, Written } from "../../files/write-stream.js";
import type { SqlDatabase } from "../database.js";
import { createArtifactGarbage } from "./garbage.js";
import { dropName, filesAt, findName, noteWriting, placeOf, putName, takeTreeTurn } from "./names.js";

/** What named artifacts may be told. */
export interface NamedArtifactOptions {
  readonly clock: Clock;
  /** How many uploads in parts may be open: 10,000 by default. */
  readonly mostUploads?: number;
}

/**
 * An {@link ArtifactTree} with its names in the database and its bytes in files by digest, the same bytes once. What loses its last name
 * stays until it is collected. The directory must hold no other objects: they would be garbage to it.
 */
export async function createNamedArtifacts(
  database: SqlDatabase,
  objectsDirectory: string,
  { clock, mostUploads = MOST_UPLOADS }: NamedArtifactOptions,
): Promise<ArtifactTree & ArtifactGarbage> {
  const objects = await openObjectFiles(objectsDirectory);
  const uploads = await openUploadParts(join(objectsDirectory, ".uploads"), { clock, mostOpen: mostUploads });
  const write = async (path: string, bytes: AsyncIterable<Uint8Array>, options?: WriteOptions): Promise<Written> =>
    writeNamed({ database, objects, clock }, artifactPath(path), { ...options, bytes });
  return {
    write,
    async open(path) {
      const place = placeOf(artifactPath(path));
      const there = await findName(database.db, place);
      if (!there || there.digest === null) return null;
      const { digest } = there;
      const isNamed = async (): Promise<boolean> => (await findName(database.db, place))?.digest === digest;
      return objects.content({ digest, sizeBytes: Number(there.size_bytes), isNamed });
    },
    list: async (path) => listNames(database, path === "" ? path : artifactPath(path)),
    async *files(path) {
      yield* await filesAt(database.db, path === "" ? path : artifactPath(path));
    },
    async remove(path) {
      if (path === "")
        throw new GyreError("store.path_escapes", "Invalid path", { hint: "the root cannot be removed" });
      const checked = artifactPath(path);
      await database.db.transaction().execute(async (trx) => {
        await takeTreeTurn(trx, checked);
        await dropName(trx, checked);
      });
    },
    beginParts: async (path) => uploads.begin(artifactPath(path)),
    writePart: uploads.write,
    finishParts: (uploadId, parts) => uploads.finish(uploadId, parts, write),
    abortParts: uploads.abort,
    ...createArtifactGarbage(database, objects, clock),
  };
}

interface NamedArtifactParts {
  readonly database: SqlDatabase;
  readonly objects: ObjectFiles;
  readonly clock: Clock;
}

/** The bytes first, then their name: a name never means what is not there. */
async function writeNamed(
  { database: { bulk }, objects, clock }: NamedArtifactParts,
  path: string,
  { bytes, ...options }: WriteOptions & { readonly bytes: AsyncIterable<Uint8Array> },
): Promise<Written> {
  const received = await objects.receive(bytes, options);
  const { digest, sizeBytes } = received;
  try {
    await noteWriting(bulk.db, digest, clock.now());
    await received.place();
  } catch (error) {
    await received.discard();
    throw error;
  }
  await bulk.db.transaction().execute(async (trx) => {
    await takeTreeTurn(trx, path);
    await noteWriting(trx, digest, 0);
    if (!objects.has(digest)) throw removedMeanwhile(digest);
    await putName(trx, path, { digest, sizeBytes });
  });
  await bulk.flush();
  return { digest, sizeBytes };
}

/** Someone wrote the same bytes, removed them for good, and they were collected, all while this write was about to name them. */
function removedMeanwhile(digest: string): GyreError {
  return new GyreError("store.unavailable", "the same bytes were removed while they were sent", {
    hint: "send the artifact again",
    details: { digest },
  });
}

async function listNames({ db }: SqlDatabase, path: string) {
  const rows = await db
    .selectFrom("artifact_names")
    .select(["name", "digest", "size_bytes"])
    .where("parent", "=", path)
    .orderBy("name")
    .execute();
  return rows.map(({ name, digest, size_bytes }) => ({
    name,
    isDirectory: digest === null,
    sizeBytes: Number(size_bytes),
  }));
}
