import Type from "typebox";

/** Whether what was asked for was done, or refused by a rule: a right, a gate, an approval. */
export const AuditOutcome = Type.Union([Type.Literal("done"), Type.Literal("refused")]);
export type AuditOutcome = Type.Static<typeof AuditOutcome>;

/** One line of the audit log. */
export const AuditEntry = Type.Object({
  seq: Type.Integer({ description: "1, 2, 3 … without gaps" }),
  at: Type.Number({ description: "ms since the epoch" }),
  actor: Type.Union([Type.String(), Type.Null()], {
    description: "a user's name, cli:<name> for the command line, null while the server is open",
  }),
  what: Type.String({ description: "the operation, such as setRegisteredModelAlias" }),
  target: Type.String({ description: "such as models:/churn@champion" }),
  outcome: AuditOutcome,
  code: Type.Union([Type.String(), Type.Null()], { description: "of the failure, where it was refused" }),
  facts: Type.Record(Type.String(), Type.Unknown(), { description: "plain data, never a secret" }),
  hash: Type.String({ description: "SHA-256 of the hash before and of all the rest" }),
});
export type AuditEntry = Type.Static<typeof AuditEntry>;

/** An entry before it has its place in the log. */
export type AuditRecord = Omit<AuditEntry, "seq" | "hash">;

/** Which entries are wanted; what is left out does not matter. */
export interface AuditFilter {
  readonly actor?: string;
  readonly what?: string;
  /** Targets that begin with this. */
  readonly target?: string;
  readonly outcome?: AuditOutcome;
  /** From this moment on. */
  readonly since?: number;
  /** Before this moment. */
  readonly until?: number;
}
