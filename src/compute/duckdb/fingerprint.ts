import { hashOf, sha256 } from "../../core/index.js";
import type { Source } from "../../data/index.js";
import type { DuckDb } from "./connection.js";
import { quote, rowOf } from "./names.js";

/**
 * What a source's table is known by. Of a file: the schema, the number of rows, and the sums of two 64-bit hashes of each row, so
 * that the order of the rows does not matter. Of a query: the schema, its text, and the fingerprints of what it reads, which
 * together decide its rows.
 */
export async function fingerprint(db: DuckDb, source: Source, known: ReadonlyMap<string, string>): Promise<string> {
  const schema = hashOf(source.schema);
  if (source.kind === "query") {
    return hashOf({ sql: source.sql, from: source.from.map((name) => [name, known.get(name) ?? null]), schema });
  }
  const cells = Object.keys(source.schema.columns).map(quote).join(", ");
  // Hashed once more, the sums of two tables agree by chance only, whatever the hash of a row is made of.
  const hashes = [`hash(hash(${cells}))`, `hash(hash('second', ${cells}))`];
  const sums = hashes.map((hash) => `CAST(sum(${hash}) AS VARCHAR)`);
  const [text] = rowOf(
    await db.readColumns(`SELECT concat_ws(':', count(*), ${sums.join(", ")}) AS t FROM ${quote(source.name)}`),
  );
  return sha256(`${text}:${schema}`);
}
