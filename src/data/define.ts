import type { ColumnSchema, Source } from "./types.js";

/** A source whose columns the compiler knows, so that a misspelt column does not compile. `C` exists in types only. */
export type SourceRef<C extends Columns = Columns> = Source & { readonly schema: { readonly columns: C } };
/** The columns of a source by name. */
export type Columns = Readonly<Record<string, ColumnSchema>>;

type Limits = { readonly min?: number; readonly max?: number };
type Nullable = { readonly nullable?: boolean };

/** Text; `domain` lists the only values allowed. */
export function text(options: Nullable & { readonly domain?: readonly string[] } = {}) {
  const { nullable = false, domain } = options;
  return { kind: "text" as const, nullable, ...(domain ? { domain: [...domain] } : {}) };
}

/** Whole numbers of at most 53 bits. */
export function integer(options: Nullable & Limits = {}) {
  return { kind: "integer" as const, nullable: false, ...options };
}

/** Numbers with 53 bits of precision. */
export function double(options: Nullable & Limits = {}) {
  return { kind: "double" as const, nullable: false, ...options };
}

/** True or false. */
export function boolean(options: Nullable = {}) {
  return { kind: "boolean" as const, nullable: false, ...options };
}

/** Moments in UTC, kept to the millisecond. */
export function timestamp(options: Nullable & Limits = {}) {
  return { kind: "timestamp" as const, nullable: false, ...options };
}

/** The locked schema of a source: columns, the key that identifies a row, and the share of rejected rows that a load may have (default 1 %). */
export function tableSchema<const C extends Columns>(schema: {
  readonly key: readonly (keyof C & string)[];
  readonly columns: C;
  readonly maxRejectedShare?: number;
}) {
  return {
    key: [...schema.key] as string[],
    columns: schema.columns,
    maxRejectedShare: schema.maxRejectedShare ?? 0.01,
  };
}

/** A schema still to be locked: every load is refused until `gyre validate --lock` has written it. */
export function unlocked() {
  return { key: [] as string[], columns: {} as Columns, maxRejectedShare: 0 };
}

type Schema<C extends Columns> = { readonly key: string[]; readonly columns: C; readonly maxRejectedShare: number };

/** A Parquet file; `path` is relative to the project's folder. */
export function parquet<C extends Columns>(name: string, path: string, schema: Schema<C>): SourceRef<C> {
  return { kind: "file", name, path, format: "parquet", schema };
}

/** A CSV file with a header line, UTF-8; cells that are empty are null. */
export function csv<C extends Columns>(name: string, path: string, schema: Schema<C>): SourceRef<C> {
  return { kind: "file", name, path, format: "csv", schema };
}

/** A table made by one SELECT (DuckDB's dialect) over other sources, which it finds by their names. */
export function query<C extends Columns>(
  name: string,
  sql: string,
  options: { readonly from: readonly SourceRef[]; readonly schema: Schema<C> },
): SourceRef<C> {
  return {
    kind: "query",
    name,
    sql: sql.trim(),
    from: options.from.map((source) => source.name),
    schema: options.schema,
  };
}
