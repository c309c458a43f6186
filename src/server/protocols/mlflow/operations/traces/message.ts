import type { MessageOf } from "../../fields.js";
import type { traceMessages } from "../../messages/traces.js";
import type { MlflowOperation } from "../../operation.js";

type Rpc = keyof typeof traceMessages;

/** The message of a procedure on traces, as its operation gets it. */
export type TraceMessage<R extends Rpc> = MessageOf<(typeof traceMessages)[R]>;

/** The operation of a procedure on traces. */
export type TraceOperation<R extends Rpc> = MlflowOperation<TraceMessage<R>>;
