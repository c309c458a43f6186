import { join, resolve } from "node:path";
import type { AccessStore } from "../access/index.js";
import type { Clock } from "../core/index.js";
import type { AlertStore, FindingStore, MonitorStateStore } from "../monitoring/index.js";
import type { Governance, RegisteredModelStore, WebhookStore } from "../registry/index.js";
import type { InferenceLog, ModelDeploymentStore } from "../serving/index.js";
import { makeDirectory } from "../store/files/durable.js";
import { diskFailure } from "../store/files/failures.js";
import { openSecretBox } from "../store/files/secret-key.js";
import { openDatabase } from "../store/open-database.js";
import { createSqlAccessStore } from "../store/sql/access/access.js";
import { createNamedArtifacts } from "../store/sql/artifact-names/create.js";
import type { SqlDatabase } from "../store/sql/database.js";
import { createSqlModelDeploymentStore } from "../store/sql/deployments/deployments.js";
import { createSqlInferenceLog } from "../store/sql/deployments/inferences.js";
import { createSqlEvaluationStore } from "../store/sql/evaluation/create.js";
import { createSqlAlertStore, createSqlFindingStore, createSqlMonitorStateStore } from "../store/sql/monitoring.js";
import { createSqlGovernance } from "../store/sql/protection/governance.js";
import { createSqlRegisteredModelStore } from "../store/sql/registered-models/store.js";
import { createSqlWebhookStore } from "../store/sql/registered-models/webhooks.js";
import { createSqlTraceStore } from "../store/sql/traces/create.js";
import { createSqlTrackingStore } from "../store/sql/tracking/create.js";
import type { EvaluationStore, TraceStore } from "../tracing/index.js";
import type { ArtifactGarbage, ArtifactTree, TrackingStore } from "../tracking/index.js";
import { artifactDirectory, keptArtifactRoot } from "./artifact-root.js";

/** Where what clients log is kept. */
export interface TrackingPlaces {
  /** A folder of ours, made when it is missing: `gyre.db`, `artifacts/`, and the key of webhooks' secrets. */
  readonly folder: string;
  /** Another database: `postgres://…`, `sqlite:///file` or a file's path. */
  readonly database?: string;
  /** The database where it is open already; who opened it closes it. */
  readonly opened?: SqlDatabase;
  /** A directory, as `file:` URI or path, in which artifacts lie by their own names; by default what the folder's server was told. */
  readonly artifacts?: string;
}

/** What clients log, opened. */
export interface TrackingState {
  readonly tracking: TrackingStore;
  readonly traces: TraceStore;
  readonly evaluation: EvaluationStore;
  readonly registered: RegisteredModelStore;
  /** What protects registered models, and the audit log. */
  readonly governance: Governance;
  readonly artifacts: ArtifactTree;
  /** Null where artifacts lie under their own names alone. */
  readonly objects: ArtifactGarbage | null;
  readonly access: AccessStore;
  readonly webhooks: WebhookStore;
  /** Which clients' models are served, and what they were asked. */
  readonly deployments: ModelDeploymentStore;
  readonly inferences: InferenceLog;
  /** What comparing those with each other finds. */
  readonly monitoring: {
    readonly findings: FindingStore;
    readonly alerts: AlertStore;
    readonly states: MonitorStateStore;
  };
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
  const database = places.opened ?? (await openDatabase(folder, places.database));
  const close = async (): Promise<void> => {
    if (!places.opened) await database.close();
  };
  try {
    const tracking = await createSqlTrackingStore(database, { artifactRoot: ARTIFACT_ROOT, clock });
    return {
      tracking,
      traces: createSqlTraceStore(database),
      evaluation: createSqlEvaluationStore(database),
      registered: createSqlRegisteredModelStore(database),
      governance: createSqlGovernance(database),
      ...(await openArtifacts(database, { folder, uri: places.artifacts, clock })),
      access: createSqlAccessStore(database),
      webhooks: createSqlWebhookStore(database, await openSecretBox(join(folder, "webhooks.key"))),
      deployments: createSqlModelDeploymentStore(database),
      inferences: createSqlInferenceLog(database),
      monitoring: {
        findings: createSqlFindingStore(database),
        alerts: createSqlAlertStore(database),
        states: createSqlMonitorStateStore(database),
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openArtifacts(
  database: SqlDatabase,
  { folder, uri, clock }: { readonly folder: string; readonly uri: string | undefined; readonly clock: Clock },
): Promise<Pick<TrackingState, "artifacts" | "objects">> {
  const elsewhere = uri === undefined ? await keptArtifactRoot(folder) : artifactDirectory(uri);
  if (elsewhere === null) {
    const named = await createNamedArtifacts(database, join(folder, "artifacts"), { clock });
    return { artifacts: named, objects: named };
  }
  const { openPlainArtifacts } = await import("../store/files/plain-artifacts.js");
  return { artifacts: await openPlainArtifacts(elsewhere, { clock }), objects: null };
}
