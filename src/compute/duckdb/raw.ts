import { GyreError, nearestName } from "../../core/index.js";
import type { ColumnKind, Source } from "../../data/index.js";
import type { DuckDb } from "./connection.js";
import { literal, quote } from "./names.js";
import { scanQuery } from "./query-tables.js";
import { scanFile } from "./scan-file.js";

/** A source before its rows are checked: a table with the schema's columns, cast to their kinds; `rowid` is the row's place. */
export interface RawTable {
  readonly relation: string;
  /** The kinds as they came, by column. */
  readonly kinds: ReadonlyMap<string, ColumnKind>;
  /** For texts that must be cast row by row (CSV): each column has a twin, named by {@link twin}, with the cell as it came. */
  readonly castsRows: boolean;
}

/** The column with a CSV column's cells as they came. */
export function twin(name: string): string {
  return quote(`__text_${name}`);
}

/** Reads a source's rows into a table of their own; refuses missing columns and changed types with the source and the column named. */
export async function openRaw(
  db: DuckDb,
  projectFolder: string,
  source: Source,
  signal: AbortSignal | undefined,
): Promise<RawTable> {
  const scan = source.kind === "file" ? await scanFile(projectFolder, source) : await scanQuery(db, source);
  const found = await describe(db, scan);
  const castsRows = source.kind === "file" && source.format === "csv";
  const names = Object.keys(source.schema.columns);
  for (const name of names) checkColumn(source, name, found, castsRows);
  const kinds = names.length > 0 ? lockedKinds(source) : await foundKinds(db, scan, found, castsRows);
  const columns = [...kinds].map(
    ([name, kind]) => `${castsRows ? parse(name, kind) : cast(name, kind)} AS ${quote(name)}`,
  );
  const twins = castsRows ? [...kinds.keys()].map((name) => `${cellOf(name)} AS ${twin(name)}`) : [];
  const relation = quote(`__raw_${source.name}`);
  await db.run(
    `CREATE OR REPLACE TABLE ${relation} AS SELECT ${[...columns, ...twins].join(", ")} FROM ${scan}`,
    undefined,
    signal,
  );
  return { relation, kinds, castsRows };
}

/** Turns the raw rows into `table`, without the twins. */
export async function keepAll(db: DuckDb, table: string, { relation, kinds, castsRows }: RawTable): Promise<void> {
  if (castsRows) {
    const columns = [...kinds.keys()].map(quote).join(", ");
    await db.run(`CREATE OR REPLACE TABLE ${table} AS SELECT ${columns} FROM ${relation} ORDER BY rowid`);
    await db.run(`DROP TABLE ${relation}`);
  } else {
    await db.run(`DROP TABLE IF EXISTS ${table}; ALTER TABLE ${relation} RENAME TO ${table}`);
  }
}

function lockedKinds(source: Source): Map<string, ColumnKind> {
  return new Map(Object.entries(source.schema.columns).map(([name, { kind }]) => [name, kind]));
}

const SQL_TYPES: Record<ColumnKind, string> = {
  text: "VARCHAR",
  integer: "BIGINT",
  double: "DOUBLE",
  boolean: "BOOLEAN",
  timestamp: "TIMESTAMP",
};

function cast(name: string, kind: ColumnKind): string {
  const value = `CAST(${quote(name)} AS ${SQL_TYPES[kind]})`;
  return kind === "timestamp" ? `make_timestamp_ms(epoch_ms(${value}))` : value;
}

/** A CSV cell as a value of its kind, null where it is none. */
function parse(name: string, kind: ColumnKind): string {
  const cell = cellOf(name);
  switch (kind) {
    case "text":
      return cell;
    case "integer":
      // The bare cast would round 1.5 to 2.
      return `CASE WHEN regexp_full_match(trim(${cell}), '[+-]?[0-9]+') THEN TRY_CAST(${cell} AS BIGINT) END`;
    case "timestamp":
      // The bare cast to TIMESTAMP would drop an offset such as -05:00; without one the time is UTC.
      return `make_timestamp_ms(epoch_ms(CAST(TRY_CAST(${cell} AS TIMESTAMPTZ) AS TIMESTAMP)))`;
    default:
      return `TRY_CAST(${cell} AS ${SQL_TYPES[kind]})`;
  }
}

function cellOf(name: string): string {
  return `nullif(${quote(name)}, '')`;
}

async function describe(db: DuckDb, scan: string): Promise<Map<string, string>> {
  const result = await db.readColumns(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${scan})`);
  const [names, types] = result.columns;
  const found = new Map<string, string>();
  if (names.kind === "text" && types.kind === "text") {
    for (let i = 0; i < result.rows; i++) found.set(names.dictionary[names.codes[i]], types.dictionary[types.codes[i]]);
  }
  return found;
}

/** Kinds for a source without a locked schema: of a CSV file the strictest kind that every cell of the column can be parsed as. */
async function foundKinds(
  db: DuckDb,
  scan: string,
  found: ReadonlyMap<string, string>,
  castsRows: boolean,
): Promise<Map<string, ColumnKind>> {
  if (!castsRows) return new Map([...found].map(([name, type]) => [name, kindOf(type)]));
  const strict: readonly ColumnKind[] = ["integer", "double", "timestamp", "boolean"];
  const choose = (name: string): string => {
    const cell = cellOf(name);
    const fits = strict.map((kind) => `WHEN count(${parse(name, kind)}) = count(${cell}) THEN ${literal(kind)}`);
    // 007 is a code, not a number.
    const isCode = `count(${cell}) = 0 OR bool_or(regexp_matches(${cell}, '^[+-]?0[0-9]'))`;
    return `CASE WHEN ${isCode} THEN 'text' ${fits.join(" ")} ELSE 'text' END AS ${quote(name)}`;
  };
  const result = await db.readColumns(`SELECT ${[...found.keys()].map(choose).join(", ")} FROM ${scan}`);
  return new Map(
    result.columns.map((column, i) => [
      result.names[i],
      (column.kind === "text" ? column.dictionary[column.codes[0]] : "text") as ColumnKind,
    ]),
  );
}

function checkColumn(source: Source, name: string, found: ReadonlyMap<string, string>, castsRows: boolean): void {
  const type = found.get(name);
  const where = source.kind === "file" ? source.path : `the query of ${source.name}`;
  if (type === undefined) {
    const nearest = nearestName(name, found.keys());
    throw new GyreError("data.column_missing", `source ${source.name}: column ${name} is not in ${where}`, {
      hint: nearest ? `there is a column ${nearest}; was it renamed?` : `it has ${[...found.keys()].join(", ")}`,
      details: { source: source.name, column: name, path: where, nearest: nearest ?? null },
    });
  }
  const expected = source.schema.columns[name].kind;
  if (castsRows || kindOf(type) === expected || (expected === "double" && kindOf(type) === "integer")) return;
  throw new GyreError(
    "data.type_changed",
    `source ${source.name}: column ${name} of ${where} should be ${expected}, but is ${type}`,
    {
      hint: "restore the column's type, or change the schema with `gyre validate --lock` and review it",
      details: { source: source.name, column: name, expected, got: type },
    },
  );
}

function kindOf(type: string): ColumnKind {
  if (/^(TINY|SMALL|BIG|HUGE|U.*)?INT(EGER)?$/.test(type)) return "integer";
  if (/^(FLOAT|DOUBLE|DECIMAL)/.test(type)) return "double";
  if (type === "BOOLEAN") return "boolean";
  if (/^(TIMESTAMP|DATE)/.test(type)) return "timestamp";
  return "text";
}
