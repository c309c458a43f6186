import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { AccessStore } from "../access/index.js";
import { type Clock, GyreError } from "../core/index.js";
import type { RegisteredModelStore, WebhookStore } from "../registry/index.js";
import { makeDirectory } from "../store/files/durable.js";
import { diskFailure } from "../store/files/failures.js";
import { openSecretBox } from "../store/files/secret-key.js";
import { createSqlAccessStore } from "../store/sql/access/access.js";
import { createNamedArtifacts } from "../store/sql/artifact-names/create.js";
import type { SqlDatabase } from "../store/sql/database.js";
import { createSqlRegisteredModelStore } from "../store/sql/registered-models/store.js";
import { createSqlWebhookStore } from "../store/sql/registered-models/webhooks.js";
import { createSqlTrackingStore } from "../store/sql/tracking/create.js";
import type { ArtifactGarbage, ArtifactTree, TrackingStore } from "../tracking/index.js";

/** Where what clients log is kept. */
export interface TrackingPlaces {
  /** A folder of ours, made when it is missing: `gyre.db`, `artifacts/`, and the key of webhooks' secrets. */
  readonly folder: string;
  /** Another database: `postgres://…`, `sqlite:///file` or a file's path. */
  readonly database?: string;
  /** A directory, as `file:` URI or path, in which artifacts lie by their own names. */
  readonly artifacts?: string;
}

/** What clients log, opened. */
export interface TrackingState {
  readonly tracking: TrackingStore;
  readonly registered: RegisteredModelStore;
  readonly artifacts: ArtifactTree;
  /** Null where artifacts lie under their own names alone. */
  readonly objects: ArtifactGarbage | null;
  readonly access: AccessStore;
  readonly webhooks: WebhookStore;
  close(): Promise<void>;
}

/** Artifacts go through the server, which knows where they are. */
const ARTIFACT_ROOT = "mlflow-artifacts:";

/** Opens what clients log. Throws `cli.bad_usage`, `store.unavailable`, `store.corrupt`, `store.too_new`. */
export async function openTrackingState(places: TrackingPlaces, clock: Clock): Promise<TrackingState> {
  const folder = resolve(places.folder);
  await makeDirectory(folder).catch((error) => {
    throw diskFailure(error, folder);
  });
  const database = await openDatabase(places.database, folder);
  try {
    return {
      tracking: await createSqlTrackingStore(database, { artifactRoot: ARTIFACT_ROOT, clock }),
      registered: createSqlRegisteredModelStore(database),
      ...(await openArtifacts(database, { folder, uri: places.artifacts, clock })),
      access: createSqlAccessStore(database),
      webhooks: createSqlWebhookStore(database, await openSecretBox(join(folder, "webhooks.key"))),
      close: () => database.close(),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openDatabase(uri: string | undefined, folder: string): Promise<SqlDatabase> {
  if (uri !== undefined && /^postgres(ql)?:/.test(uri))
    return (await import("../store/sql/postgres/open.js")).openPostgres(uri);
  const { openSqlite } = await import("../store/sql/sqlite/open.js");
  if (uri === undefined) return openSqlite(join(folder, "gyre.db"));
  const path = uri.replace(/^sqlite:\/\/\//, "");
  if (!/^[a-z][a-z0-9+.-]+:/i.test(path)) return openSqlite(resolve(path));
  throw new GyreError("cli.bad_usage", `--database should be postgres://… or a SQLite file, got ${shown(uri)}`, {
    hint: "such as --database postgres://user@localhost/gyre, or --database tracking.db",
  });
}

async function openArtifacts(
  database: SqlDatabase,
  { folder, uri, clock }: { readonly folder: string; readonly uri: string | undefined; readonly clock: Clock },
): Promise<Pick<TrackingState, "artifacts" | "objects">> {
  if (uri === undefined) {
    const named = await createNamedArtifacts(database, join(folder, "artifacts"), { clock });
    return { artifacts: named, objects: named };
  }
  const { openPlainArtifacts } = await import("../store/files/plain-artifacts.js");
  const plain = async (path: string) => ({ artifacts: await openPlainArtifacts(path, { clock }), objects: null });
  if (/^file:/i.test(uri)) return plain(pathOf(uri));
  if (!/^[a-z][a-z0-9+.-]+:/i.test(uri)) return plain(resolve(uri));
  throw new GyreError("cli.bad_usage", `--artifacts should be a directory, got ${shown(uri)}`, {
    hint: "such as --artifacts file:///srv/artifacts; without it they are kept in the data folder",
  });
}

function pathOf(uri: string): string {
  try {
    return uri.startsWith("file://") ? fileURLToPath(uri) : resolve(decodeURIComponent(uri.slice("file:".length)));
  } catch (cause) {
    throw new GyreError("cli.bad_usage", `--artifacts is no file: URI: ${shown(uri)}`, {
      hint: "such as --artifacts file:///srv/artifacts",
      cause,
    });
  }
}

/** A URI without what may be a password. */
function shown(uri: string): string {
  return uri.replace(/\/\/[^@/]*@/, "//…@").slice(0, 200);
}
