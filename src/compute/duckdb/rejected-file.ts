import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Source } from "../../data/index.js";
import type { DuckDb } from "./connection.js";
import { literal, quote } from "./names.js";
import { type RawTable, twin } from "./raw.js";
import type { Rule } from "./rules.js";

/** Rejected rows on their way to a file. */
export interface RejectedRows {
  readonly source: Source;
  readonly raw: RawTable;
  /** A table of all rows with `__row` and `__broken`, the positions of the broken rules in `rules`. */
  readonly judged: string;
  readonly rules: readonly Rule[];
  readonly path: string;
}

/**
 * Writes the rejected rows as Parquet: their cells as they came, `rejected_row` (their place, from 0) and `rejected_because`.
 * The file appears whole or not at all.
 */
export async function writeRejected(db: DuckDb, { source, raw, judged, rules, path }: RejectedRows): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const reasons = rules.map(({ rule, column }) => literal(`${rule} of ${column}`));
  const cells = Object.keys(source.schema.columns).map(
    (name) => `${raw.castsRows ? twin(name) : quote(name)} AS ${quote(name)}`,
  );
  const because = `array_to_string(list_transform(__broken, i -> [${reasons.join(", ")}][i + 1]), '; ')`;
  const rows = `SELECT ${cells.join(", ")}, __row AS rejected_row, ${because} AS rejected_because
    FROM ${judged} WHERE len(__broken) > 0 ORDER BY __row`;
  const half = `${path}.tmp`;
  try {
    await db.run(`COPY (${rows}) TO ${literal(half)} (FORMAT parquet, COMPRESSION zstd)`);
    await rename(half, path);
  } finally {
    await rm(half, { force: true });
  }
}
