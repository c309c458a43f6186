import { type Kysely, type RawBuilder, SqliteAdapter, sql } from "kysely";
import type { Tables } from "../schema.js";
import { decodeText, encodeText } from "../texts.js";

/** What the two dialects say differently in the statements of this folder. */
export interface Dialect {
  /** Whether a column's number is one of these: one statement's text, and one parameter ({@link listOf}), for lists of any length. */
  isOneOf(column: RawBuilder<unknown>, numbers: readonly number[]): RawBuilder<boolean>;
  /** Whether the key, level and bucket of a row are among these; again one parameter, the same as JSON. */
  isBucketOf(places: readonly BucketPlace[]): RawBuilder<boolean>;
  /** Whether a column's text is one of these. */
  isTextOf(column: RawBuilder<unknown>, texts: readonly string[]): RawBuilder<boolean>;
  /** LIKE without an escape: by bytes, or folding ASCII letters. */
  like(text: RawBuilder<unknown>, pattern: string, isFolding: boolean): RawBuilder<boolean>;
  /** A text as JSON, to be read back by `textOf`. */
  asJson(text: RawBuilder<unknown>): RawBuilder<string>;
  /** A text that came as JSON. */
  textOf(cell: string): string;
}

/** Where a bucket of a run is. */
export type BucketPlace = readonly [key: number, level: number, bucket: number];

/** The dialect that a database speaks. */
export function dialectOf(db: Kysely<Tables>): Dialect {
  return db.getExecutor().adapter instanceof SqliteAdapter ? SQLITE : POSTGRES;
}

/** The parameter that `isOneOf` makes of numbers. */
export function listOf(numbers: readonly number[]): string {
  return JSON.stringify(numbers);
}

const LONGEST_SQLITE_PATTERN_BYTES = 50_000;

const SQLITE: Dialect = {
  isOneOf: (column, numbers) => sql`${column} in (select value from json_each(${listOf(numbers)}))`,
  isBucketOf: (places) =>
    sql`(key, level, bucket) in (select value->>0, value->>1, value->>2 from json_each(${JSON.stringify(places)}))`,
  isTextOf: (column, texts) =>
    sql`${column} in (select value from json_each(${JSON.stringify(texts.map(encodeText))}))`,
  like(text, pattern, isFolding) {
    const shorter = pattern.replace(/%+/g, "%");
    const translated = isFolding ? shorter : globOf(shorter);
    // Nothing that is kept is long enough to match such a pattern, and SQLite refuses it.
    if (Buffer.byteLength(translated) > LONGEST_SQLITE_PATTERN_BYTES) return sql`false`;
    return isFolding ? sql`${text} like ${translated}` : sql`${text} glob ${translated}`;
  },
  asJson: (text) => sql`json_quote(${text})`,
  textOf: decodeText,
};

const POSTGRES: Dialect = {
  isOneOf: (column, numbers) =>
    sql`${column} = any(array(select value::bigint from json_array_elements_text(${listOf(numbers)}::json)))`,
  isBucketOf: (places) =>
    sql`(key, level, bucket) in (
      select (place->>0)::bigint, (place->>1)::bigint, (place->>2)::double precision
      from json_array_elements(${JSON.stringify(places)}::json) as place
    )`,
  isTextOf: (column, texts) =>
    sql`${column} = any(array(select value from json_array_elements_text(${JSON.stringify(texts.map(encodeText))}::json)))`,
  like: (text, pattern, isFolding) =>
    isFolding ? sql`${text} ilike ${pattern} escape ''` : sql`${text} like ${pattern} escape ''`,
  asJson: (text) => sql`to_json(${text})::text`,
  textOf: decodeText,
};

/** The GLOB that matches what the LIKE does: SQLite's LIKE folds letters unless a setting of the whole connection says otherwise. */
function globOf(pattern: string): string {
  return pattern.replace(/[*?[%_]/g, (sign) => (sign === "%" ? "*" : sign === "_" ? "?" : `[${sign}]`));
}
