import type { Static, TObject, TSchema } from "typebox";
import type { Permission } from "../access/index.js";
import type { FailureCode } from "../core/index.js";
import type { ApiContext } from "./context.js";

/** The schemas of an operation's input: path parameters, query and body. */
export interface InputSchemas {
  readonly params?: TObject;
  readonly query?: TObject;
  readonly body?: TSchema;
}

/** The values that fit the schemas. */
export type InputOf<I extends InputSchemas> = { readonly [K in keyof I]: I[K] extends TSchema ? Static<I[K]> : never };

/** One thing that can be asked of Gyre from outside: the source of the HTTP route and of its description. */
export interface Operation<I extends InputSchemas, O extends TSchema> {
  /** `stage.what_it_does`. */
  readonly id: string;
  readonly method: "GET" | "POST";
  /** With parameters in braces: `/v1/runs/{id}`. */
  readonly path: `/v1/${string}`;
  readonly permission: Permission;
  readonly summary: string;
  readonly input: I;
  readonly output: O;
  /** The failures that a caller should expect, besides `api.bad_request`. */
  readonly failures: readonly FailureCode[];
  run(context: ApiContext, input: InputOf<I>): Promise<Static<O>>;
}

/** An operation whose input is parsed before it runs; what servers mount. */
export interface AnyOperation extends Omit<Operation<InputSchemas, TSchema>, "run"> {
  run(context: ApiContext, input: InputOf<InputSchemas>): Promise<unknown>;
}

/** Declares an operation; the schemas give `run` the types of its input and output. Leaving out `permission` does not compile. */
export function defineOperation<const I extends InputSchemas, O extends TSchema>(
  operation: Operation<I, O>,
): AnyOperation {
  return operation as unknown as AnyOperation;
}
