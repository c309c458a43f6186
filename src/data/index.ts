export { ColumnKind, ColumnSchema, DatasetVersion, Rejection, Source, SourceCheck, TableSchema } from "./types.js";
