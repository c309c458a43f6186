import type { CompiledQuery } from "kysely";

/** The values of one row, in the order of the statement's columns. */
export type Row = readonly unknown[];

/**
 * Compiles the insert of one row, of four, of sixteen … up to `mostRows`, each when it is first needed: building a statement anew
 * would cost more than running it. `compile` gets that many example rows. The result splits rows into as few statements as it can.
 *
 * SQLite runs in this process, where a row each is fastest; a server is asked seldom, for many rows.
 */
export function createInsert(
  mostRows: number,
  compile: (rows: number) => CompiledQuery,
): (rows: readonly Row[]) => CompiledQuery[] {
  const compiled = new Map<number, CompiledQuery>();
  const statementOf = (rows: number): CompiledQuery => {
    const query = compiled.get(rows) ?? compile(rows);
    compiled.set(rows, query);
    return query;
  };
  return (rows) => {
    const queries: CompiledQuery[] = [];
    for (let start = 0, size = largest(mostRows); start < rows.length; start += size) {
      while (size > rows.length - start) size /= 4;
      queries.push({
        ...statementOf(size),
        parameters: size === 1 ? rows[start] : rows.slice(start, start + size).flat(),
      });
    }
    return queries;
  };
}

/** The largest power of four that is not above `most`. */
function largest(most: number): number {
  let size = 1;
  while (4 * size <= most) size *= 4;
  return size;
}
