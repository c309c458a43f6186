export { decodeColumns, encodeColumns, type FileColumn } from "./column-file.js";
export {
  boolean,
  type Columns,
  csv,
  double,
  integer,
  parquet,
  query,
  type SourceRef,
  tableSchema,
  text,
  timestamp,
  unlocked,
} from "./define.js";
export { renderSchemaFile } from "./lock.js";
export type { DataEngine, InferredSchema } from "./ports.js";
export { ColumnKind, ColumnSchema, DatasetVersion, Rejection, Source, SourceCheck, TableSchema } from "./types.js";
