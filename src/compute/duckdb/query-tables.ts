import { GyreError, nearestName } from "../../core/index.js";
import type { Source } from "../../data/index.js";
import type { DuckDb } from "./connection.js";
import { rowOf } from "./names.js";

type QuerySource = Extract<Source, { kind: "query" }>;

/**
 * The SQL of a query source as a table, after making sure that it is one SELECT over nothing but the sources in `from`: only then
 * do its text and its sources' rows decide its own. Throws `data.query_failed`.
 */
export async function scanQuery(db: DuckDb, source: QuerySource): Promise<string> {
  const sql = source.sql.trim().replace(/;$/, "");
  const [json] = rowOf(await db.readColumns("SELECT json_serialize_sql($1::VARCHAR) AS tree", [sql]));
  const tree = JSON.parse(String(json)) as { readonly error: boolean; readonly statements?: readonly unknown[] };
  if (tree.error) return refuseUnparsed(db, source, sql);
  if (tree.statements?.length !== 1) throw failed(source, "expected one SELECT", {});
  const names: Names = { tables: new Set(), withs: new Set(), files: new Set() };
  collect(tree.statements[0], names);
  const known = new Set([...source.from, ...names.withs].map((name) => name.toLowerCase()));
  const strange = [...names.tables].find((name) => !known.has(name.toLowerCase())) ?? [...names.files][0];
  if (strange === undefined) return `(\n${sql}\n)`;
  const nearest = nearestName(strange, [...source.from, ...names.withs]);
  throw failed(source, `it reads ${strange}, which is not among its sources: ${source.from.join(", ") || "none"}`, {
    hint: nearest ? `did you mean ${nearest}?` : `define ${strange} as a source and add it to \`from\``,
  });
}

/** DuckDB's own words on SQL that is no SELECT: running EXPLAIN changes nothing. */
async function refuseUnparsed(db: DuckDb, source: QuerySource, sql: string): Promise<never> {
  if (!sql.includes(";")) await db.run(`EXPLAIN SELECT * FROM (\n${sql}\n)`);
  throw failed(source, "expected one SELECT", {});
}

function failed(source: QuerySource, reason: string, context: { readonly hint?: string }): GyreError {
  return new GyreError("data.query_failed", `the query of source ${source.name} failed: ${reason}`, {
    ...context,
    details: { source: source.name },
  });
}

interface Names {
  readonly tables: Set<string>;
  /** What WITH names. */
  readonly withs: Set<string>;
  /** Functions that read files. */
  readonly files: Set<string>;
}

function collect(node: unknown, names: Names): void {
  if (Array.isArray(node)) for (const item of node) collect(item, names);
  if (node === null || typeof node !== "object") return;
  const { type, table_name, cte_map, function_name } = node as Record<string, unknown>;
  if (type === "BASE_TABLE") names.tables.add(String(table_name));
  const withs = (cte_map as { readonly map?: readonly { readonly key: string }[] } | undefined)?.map ?? [];
  for (const { key } of withs) names.withs.add(key);
  if (typeof function_name === "string" && /^(read_|glob$|sniff_csv$)|_scan$/i.test(function_name)) {
    names.files.add(`files by ${function_name}`);
  }
  if (!Array.isArray(node)) for (const value of Object.values(node)) collect(value, names);
}
