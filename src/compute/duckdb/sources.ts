import { mkdir } from "node:fs/promises";
import { GyreError, hashOf, sha256 } from "../../core/index.js";
import type { DataEngine, Source, SourceCheck } from "../../data/index.js";
import type { DuckDb } from "./connection.js";
import { inferSource } from "./infer.js";
import { countRejections, keepRejected } from "./rules.js";
import { openRaw, quote } from "./raw.js";

/** Folders that the engine reads from and writes to. */
export interface DuckDbSourcesOptions {
  readonly projectFolder: string;
  readonly rejectedFolder: string;
}

/** A {@link DataEngine} whose passed rows become tables of `db`, named like their sources. */
export function duckDbSources(db: DuckDb, options: DuckDbSourcesOptions): DataEngine {
  return {
    async load(sources, { signal, onSource } = {}) {
      const fingerprints = new Map<string, string>();
      const checks: SourceCheck[] = [];
      for (const source of sources) {
        const check = await loadSource(db, options, source, fingerprints, signal);
        fingerprints.set(source.name, check.fingerprint);
        checks.push(check);
        onSource?.(check);
      }
      return checks;
    },
    async infer(sources) {
      const inferred = [];
      for (const source of sources) {
        const raw = await openRaw(db, options.projectFolder, source);
        inferred.push(await inferSource(db, source, raw));
        await db.run(`DROP TABLE IF EXISTS ${quote(source.name)}; ALTER TABLE ${raw.relation} RENAME TO ${quote(source.name)}`);
      }
      return inferred;
    },
  };
}

async function loadSource(
  db: DuckDb,
  options: DuckDbSourcesOptions,
  source: Source,
  fingerprints: ReadonlyMap<string, string>,
  signal: AbortSignal | undefined,
): Promise<SourceCheck> {
  if (Object.keys(source.schema.columns).length === 0) {
    throw new GyreError("data.schema_missing", `source ${source.name} has no locked schema`, {
      hint: "run `gyre validate --lock`, review gyre.schema.ts, and use its schema in the project file",
      details: { source: source.name },
    });
  }
  const raw = await openRaw(db, options.projectFolder, source);
  const { rows, rejections } = await countRejections(db, source, raw, signal);
  const table = quote(source.name);
  let rejectedPath: string | null = null;
  if (rejections.length === 0) {
    await db.run(`DROP TABLE IF EXISTS ${table}; ALTER TABLE ${raw.relation} RENAME TO ${table}`, undefined, signal);
  } else {
    await mkdir(options.rejectedFolder, { recursive: true });
    rejectedPath = await keepRejected(db, source, raw, options.rejectedFolder);
    await db.run(`DROP TABLE ${raw.relation}`);
  }
  const passed = await countRows(db, table);
  const check = {
    source: source.name,
    rows: passed,
    rejectedRows: rows - passed,
    rejections: [...rejections],
    rejectedPath,
    fingerprint: await fingerprint(db, source, fingerprints),
  };
  refuseTooManyRejected(source, check);
  return check;
}

function refuseTooManyRejected(source: Source, check: SourceCheck): void {
  const rows = check.rows + check.rejectedRows;
  if (check.rejectedRows <= source.schema.maxRejectedShare * rows) return;
  const worst = check.rejections.reduce((a, b) => (b.rows > a.rows ? b : a));
  throw new GyreError(
    "data.too_many_rejected",
    `${check.rejectedRows} of ${rows} rows of ${source.name} break its schema, above the limit of ${source.schema.maxRejectedShare * 100} %; ` +
      `most often: ${worst.rule} of column ${worst.column} in ${worst.rows} rows, such as ${worst.example}`,
    {
      hint: `look at ${check.rejectedPath}; if the new values are right, change the schema (\`gyre validate --lock\`)`,
      details: { source: source.name, column: worst.column, rejections: check.rejections },
    },
  );
}

async function countRows(db: DuckDb, table: string): Promise<number> {
  const result = await db.readColumns(`SELECT count(*)::DOUBLE AS n FROM ${table}`);
  return numberAt(result.columns[0], 0);
}

/** Files: the sum of the rows' MD5s, so that order does not matter. Queries are known by their text and inputs. */
async function fingerprint(db: DuckDb, source: Source, known: ReadonlyMap<string, string>): Promise<string> {
  const schema = hashOf(source.schema);
  if (source.kind === "query") return hashOf({ sql: source.sql, from: source.from.map((name) => known.get(name) ?? name), schema });
  const cells = Object.keys(source.schema.columns).map((name) => `coalesce(CAST(${quote(name)} AS VARCHAR), chr(0))`);
  const row = `concat_ws(chr(31), ${cells.join(", ")})`;
  const result = await db.readColumns(
    `SELECT CAST(count(*) AS VARCHAR) || ':' || CAST(sum(md5_number_lower(h)) AS VARCHAR) || ':' || CAST(sum(md5_number_upper(h)) AS VARCHAR)
     FROM (SELECT ${row} AS h FROM ${quote(source.name)})`,
  );
  const column = result.columns[0];
  const sum = column.kind === "text" ? column.dictionary[column.codes[0]] : "";
  return sha256(`${sum}:${schema}`);
}

function numberAt(column: Awaited<ReturnType<DuckDb["readColumns"]>>["columns"][number], row: number): number {
  return column.kind === "text" ? Number.NaN : column.values[row];
}
