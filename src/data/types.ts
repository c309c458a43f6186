import Type from "typebox";

/** Kinds of column. A timestamp is milliseconds since the Unix epoch, UTC; finer parts are cut off when a table is read. */
export const ColumnKind = Type.Union([
  Type.Literal("text"),
  Type.Literal("integer"),
  Type.Literal("double"),
  Type.Literal("boolean"),
  Type.Literal("timestamp"),
]);
export type ColumnKind = Type.Static<typeof ColumnKind>;

/** What is expected of a column. A row that breaks it is rejected: kept aside and counted. */
export const ColumnSchema = Type.Object({
  kind: ColumnKind,
  nullable: Type.Boolean(),
  min: Type.Optional(Type.Number({ description: "least allowed number, or time in ms" })),
  max: Type.Optional(Type.Number()),
  domain: Type.Optional(Type.Array(Type.String(), { description: "the allowed texts" })),
});
export type ColumnSchema = Type.Static<typeof ColumnSchema>;

/** The locked schema of a source; `key` names the columns that together identify a row. */
export const TableSchema = Type.Object({
  columns: Type.Record(Type.String(), ColumnSchema),
  key: Type.Array(Type.String()),
  maxRejectedShare: Type.Number({
    description: "a load with a larger share of rejected rows is refused",
    minimum: 0,
    maximum: 1,
  }),
});
export type TableSchema = Type.Static<typeof TableSchema>;

/** A file of rows, or a table made by a query from other sources. Paths are relative to the project's folder. */
export const Source = Type.Union([
  Type.Object({
    kind: Type.Literal("file"),
    name: Type.String(),
    path: Type.String(),
    format: Type.Union([Type.Literal("parquet"), Type.Literal("csv")]),
    schema: TableSchema,
  }),
  Type.Object({
    kind: Type.Literal("query"),
    name: Type.String(),
    sql: Type.String({ description: "one SELECT over the sources named in `from`" }),
    from: Type.Array(Type.String()),
    schema: TableSchema,
  }),
]);
export type Source = Type.Static<typeof Source>;

/** Why rows of a source were rejected: one entry for each broken rule. */
export const Rejection = Type.Object({
  column: Type.String(),
  rule: Type.Union([
    Type.Literal("type"),
    Type.Literal("presence"),
    Type.Literal("range"),
    Type.Literal("domain"),
    Type.Literal("unique"),
  ]),
  rows: Type.Integer(),
  example: Type.String(),
});
export type Rejection = Type.Static<typeof Rejection>;

/** The result of checking one source against its schema. */
export const SourceCheck = Type.Object({
  source: Type.String(),
  rows: Type.Integer({ description: "rows that passed" }),
  rejectedRows: Type.Integer(),
  rejections: Type.Array(Rejection),
  rejectedPath: Type.Union([Type.String(), Type.Null()], { description: "Parquet file with the rejected rows" }),
  fingerprint: Type.String({ description: "the same for the same schema and passed rows, in any order" }),
});
export type SourceCheck = Type.Static<typeof SourceCheck>;

/** An immutable, content-addressed state of a project's sources. `id` is `dv_` and the hash of the fingerprints. */
export const DatasetVersion = Type.Object({
  id: Type.String(),
  checks: Type.Array(SourceCheck),
});
export type DatasetVersion = Type.Static<typeof DatasetVersion>;
