import type { DeploymentMove, Inference, ModelDeployment } from "./types.js";

/**
 * Keeps which clients' models are served, under which names.
 *
 * Requirements: what a call has written is durable when it resolves; a name serves one model or none and changes at once; revisions of a
 * name count 1, 2, 3 … also by calls at the same time, an undeployment being one of them; every move is kept.
 */
export interface ModelDeploymentStore {
  deploy(deployment: Omit<ModelDeployment, "revision">): Promise<ModelDeployment>;
  /** Throws `serving.deployment_unknown`. */
  undeploy(name: string, move: { readonly at: number; readonly by: string | null }): Promise<void>;
  /** Null when the name serves nothing. */
  get(name: string): Promise<ModelDeployment | null>;
  /** What is served now, by name in code points. */
  list(): Promise<readonly ModelDeployment[]>;
  /** Oldest first. */
  history(name: string): Promise<readonly DeploymentMove[]>;
}

/**
 * Keeps what deployed models were asked and answered.
 *
 * Requirements: what `append` resolved for survives a kill; the same id again changes nothing.
 */
export interface InferenceLog {
  append(inference: Inference): Promise<void>;
  /** Those of a revision whose ids are behind one and that are not younger than `until`, by id. */
  after(
    deployment: string,
    page: {
      readonly revision: number;
      readonly id: string | undefined;
      readonly until: number;
      readonly limit: number;
    },
  ): Promise<readonly Inference[]>;
  /** Newest first by id. */
  list(deployment: string, page: { readonly limit: number; readonly before?: string }): Promise<readonly Inference[]>;
  count(deployment: string): Promise<number>;
}
