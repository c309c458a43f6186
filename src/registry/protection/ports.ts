import type { AuditLog } from "../../access/index.js";
import type { RegisteredModelStore } from "../ports.js";
import type { AliasPolicy, Approval } from "./types.js";

/** Names one person's approval; see `personOf`. */
export interface ApprovalKey extends Pick<Approval, "model" | "version" | "alias"> {
  readonly person: string;
}

/**
 * Keeps who protects which alias, and who approved what.
 *
 * Requirements: what a call has written is durable when it resolves; there is one policy of each (model, alias) and one approval of each
 * (model, version, alias, person): the last counts. Lists are by model, alias, version and person, in code points.
 */
export interface ProtectionStore {
  setPolicy(policy: AliasPolicy): Promise<void>;
  /** False where there was none. */
  removePolicy(key: Pick<AliasPolicy, "model" | "alias">): Promise<boolean>;
  /** Of one alias, or of all. */
  policies(alias?: string): Promise<readonly AliasPolicy[]>;
  approve(approval: Approval): Promise<void>;
  /** False where there was none. */
  withdraw(key: ApprovalKey): Promise<boolean>;
  approvals(of: {
    readonly model: string;
    readonly version?: number;
    readonly alias?: string;
  }): Promise<readonly Approval[]>;
}

/** What changes together. */
export interface GovernedStores {
  readonly registered: RegisteredModelStore;
  readonly protections: ProtectionStore;
  readonly audit: AuditLog;
}

/**
 * Registered models with what protects them and what is noted about them.
 *
 * Requirements: what `atomically` is given sees and changes the stores it is handed as if it were alone; all of it happens or, when it
 * throws, nothing. It may run more than once, so it changes nothing else and waits for nothing else.
 */
export interface Governance extends GovernedStores {
  atomically<T>(work: (stores: GovernedStores) => Promise<T>): Promise<T>;
}
