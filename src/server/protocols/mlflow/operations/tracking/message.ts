import type { MessageOf } from "../../fields.js";
import type { MESSAGES } from "../../messages.js";
import type { MlflowOperation } from "../../operation.js";

/** The message of a procedure, as its operation gets it. */
export type Message<Rpc extends keyof typeof MESSAGES> = MessageOf<(typeof MESSAGES)[Rpc]>;

/** The operation of a procedure. */
export type OperationOf<Rpc extends keyof typeof MESSAGES> = MlflowOperation<Message<Rpc>>;

/** An entry of a list of keys and values; what is left out is empty. */
export function entryOf({ key, value }: { readonly key?: string; readonly value?: string }): {
  readonly key: string;
  readonly value: string;
} {
  return { key: key ?? "", value: value ?? "" };
}

/** Undefined for a text that is empty or missing: the protocol does not tell them apart. */
export function given(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}
