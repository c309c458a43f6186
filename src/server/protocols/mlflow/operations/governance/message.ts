import type { MessageOf } from "../../fields.js";
import type { governanceMessages } from "../../messages/governance.js";
import type { MlflowOperation } from "../../operation.js";

type Messages = typeof governanceMessages;

/** An operation of these messages. */
export type OperationOf<Rpc extends keyof Messages> = MlflowOperation<MessageOf<Messages[Rpc]>>;
