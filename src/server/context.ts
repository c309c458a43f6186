import type { Authenticator } from "../access/index.js";
import type { ApiContext } from "../api/index.js";
import type { Id } from "../core/index.js";
import type { FeatureReader, ModelHost, RecordInferenceContext, ServingSlot } from "../serving/index.js";
import type { MlflowContext } from "./protocols/mlflow/index.js";

/** A deployment as the composition hands it over: what answers now, and where its features come from. */
export interface ServedDeployment {
  readonly slot: ServingSlot;
  readonly features: FeatureReader;
}

/** A column of a deployed model's last window. */
export interface DriftScore {
  readonly model: string;
  readonly column: string;
  readonly score: number;
}

/** Clients' models that are deployed, and where their answers are written down. */
export interface DeployedModels extends RecordInferenceContext {
  /** Null while nothing is deployed. */
  host(): ModelHost | null;
  /** How far the columns of each model have moved from its first requests; 1 is the limit. */
  drift(): readonly DriftScore[];
}

/** Everything a server needs; the composition makes it and closes its parts after the server. */
export interface ServerContext extends Omit<ApiContext, "deployments"> {
  /** Gyre's version, as clients are told. */
  readonly version: string;
  readonly deployments: ReadonlyMap<string, ServedDeployment>;
  readonly ids: <P extends string>(prefix: P) => Id<P>;
  /** Tells who asks; without it everybody may do everything. */
  readonly authenticator?: Authenticator;
  /** What MLflow's clients may use; without it they are not answered. */
  readonly mlflow?: MlflowContext;
  /** Clients' models that are deployed; without it none is. */
  readonly deployed?: DeployedModels;
  /** The HTML of the start page; inline scripts and styles are allowed, nothing from elsewhere. */
  page(): string;
}
