import type { MessageOf } from "../../fields.js";
import type { evaluationMessages, onlineScoringMessages } from "../../messages/evaluation.js";
import type { MlflowOperation } from "../../operation.js";

type Messages = typeof evaluationMessages & typeof onlineScoringMessages;

/** The operation of a procedure. */
export type OperationOf<Rpc extends keyof Messages> = MlflowOperation<MessageOf<Messages[Rpc]>>;
