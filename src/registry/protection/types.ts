import Type from "typebox";

/**
 * A condition that a version must meet before an alias may name it. Metrics are those that clients logged; `betterThanHolder` compares with
 * the version that has the alias now.
 */
export const AliasGate = Type.Union([
  Type.Object({ kind: Type.Literal("atLeast"), metric: Type.String(), value: Type.Number() }),
  Type.Object({ kind: Type.Literal("atMost"), metric: Type.String(), value: Type.Number() }),
  Type.Object({
    kind: Type.Literal("betterThanHolder"),
    metric: Type.String(),
    direction: Type.Union([Type.Literal("up"), Type.Literal("down")], { description: "which way is better" }),
    margin: Type.Number({ description: "by at least so much, 0 or more" }),
  }),
]);
export type AliasGate = Type.Static<typeof AliasGate>;

/** What protects an alias: of one model, or of all whose names a pattern with `*` fits. All policies that fit count together. */
export const AliasPolicy = Type.Object({
  model: Type.String({ description: "a model's name, or a pattern such as fraud-* or *" }),
  alias: Type.String({ description: "an alias, or a stage as stage:Production" }),
  gates: Type.Array(AliasGate),
  approvals: Type.Integer({ description: "how many people must approve" }),
  at: Type.Number(),
  by: Type.Union([Type.String(), Type.Null()]),
});
export type AliasPolicy = Type.Static<typeof AliasPolicy>;

/** That a person wants a version to have an alias, as long as its files have this digest. */
export const Approval = Type.Object({
  model: Type.String(),
  version: Type.Integer(),
  alias: Type.String(),
  by: Type.Union([Type.String(), Type.Null()]),
  digest: Type.String({ description: "of the version's files, as treeDigest gives it" }),
  comment: Type.String(),
  at: Type.Number(),
});
export type Approval = Type.Static<typeof Approval>;

/** Who wants to change something, and whether that includes taking a protected alias away. */
export interface Mover {
  readonly actor: string | null;
  readonly mayRelease: boolean;
}
