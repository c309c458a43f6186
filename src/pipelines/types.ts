import Type from "typebox";

/** One asset made once: the cache entry and the lineage of its output. `key` hashes the asset's code, config and inputs. */
export const Materialization = Type.Object({
  asset: Type.String(),
  key: Type.String(),
  outputDigest: Type.String({ description: "the output's SHA-256 in the artifact store" }),
  inputs: Type.Array(Type.Object({ asset: Type.String(), digest: Type.String() })),
  runId: Type.String(),
  at: Type.Number(),
  durationMs: Type.Number(),
});
export type Materialization = Type.Static<typeof Materialization>;

/** Something that happened, never changed afterwards: `kind` is `stage.what_happened`, `subject` the thing it happened to. */
export const Event = Type.Object({
  id: Type.String(),
  at: Type.Number(),
  kind: Type.String(),
  subject: Type.String(),
  facts: Type.Record(Type.String(), Type.Unknown()),
});
export type Event = Type.Static<typeof Event>;

/** When to train again. */
export const RetrainingPolicy = Type.Union([
  Type.Object({ kind: Type.Literal("never") }),
  Type.Object({
    kind: Type.Literal("schedule"),
    every: Type.Union([Type.Literal("day"), Type.Literal("week"), Type.Literal("month")]),
  }),
  Type.Object({
    kind: Type.Literal("alert"),
    of: Type.Array(Type.Union([Type.Literal("drift"), Type.Literal("performance")])),
    cooldown: Type.String({ description: 'a duration such as "14d"' }),
  }),
]);
export type RetrainingPolicy = Type.Static<typeof RetrainingPolicy>;
