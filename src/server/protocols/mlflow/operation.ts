import type { AccountContext, Authenticator, Principal } from "../../../access/index.js";
import type { Clock, Log, Random } from "../../../core/index.js";
import type { Governance, RegisteredModelStore, WebhookStore } from "../../../registry/index.js";
import type { EvaluationStore, TraceStore } from "../../../tracing/index.js";
import type { ArtifactTree, TrackingStore } from "../../../tracking/index.js";
import type { WebhookSender } from "../../webhooks/sender.js";

/** What the operations on webhooks use besides. */
export interface Webhooks {
  readonly store: WebhookStore;
  readonly sender: WebhookSender;
}

/** What the operations on users and tokens use besides. */
export interface Accounts extends AccountContext {
  readonly authenticator: Pick<Authenticator, "isPassword" | "forget">;
}

/** What the operations of the protocol use. */
export interface MlflowContext {
  readonly tracking: TrackingStore;
  readonly traces: TraceStore;
  readonly evaluation: EvaluationStore;
  readonly registered: RegisteredModelStore;
  /** What protects registered models, and the audit log. */
  readonly governance: Governance;
  readonly artifacts: ArtifactTree;
  /** Without them the server sends no webhooks, and has no routes for them. */
  readonly webhooks?: Webhooks;
  /** Without them the server has no users, and no routes for them. */
  readonly accounts?: Accounts;
  readonly clock: Clock;
  /** For ids and for names of runs. */
  readonly random: Random;
  readonly log: Log;
}

/**
 * An operation: a message of the protocol, checked against the table of messages and with its names as on the wire, becomes the reply.
 * In a reply undefined, null and empty lists are left out when it is written; NaN becomes the text "NaN".
 */
export type MlflowOperation<M = never> = (
  context: MlflowContext,
  message: M,
  caller: Principal,
) => Promise<Readonly<Record<string, unknown>>>;
