/** What the statements of a schema say differently in each dialect. */
export interface Words {
  /** Whole numbers of 64 bits. */
  readonly integer: string;
  /** Double precision. */
  readonly real: string;
  /** Text that compares by bytes. */
  readonly text: string;
  readonly bytes: string;
  /** A primary key that counts up; a number is never given twice. */
  readonly counter: string;
  /** The same, but in SQLite the number of the last row is given again once that row is removed. */
  readonly looseCounter: string;
  /** Ends a table. */
  readonly rows: string;
  /** Ends a table whose rows are kept in the order of its primary key, which is not a counter. */
  readonly keyed: string;
}

export const SQLITE_WORDS: Words = {
  integer: "integer",
  real: "real",
  text: "text",
  bytes: "blob",
  counter: "integer primary key autoincrement",
  looseCounter: "integer primary key",
  rows: "strict",
  keyed: "strict, without rowid",
};

export const POSTGRES_WORDS: Words = {
  integer: "bigint",
  real: "double precision",
  text: 'text collate "C"',
  bytes: "bytea",
  counter: "bigint generated always as identity primary key",
  looseCounter: "bigint generated always as identity primary key",
  rows: "",
  keyed: "",
};
