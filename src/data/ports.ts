import type { Source, SourceCheck, TableSchema } from "./types.js";

/** A schema read off a source's rows, with what could not be decided. */
export interface InferredSchema {
  readonly source: string;
  readonly schema: TableSchema;
  readonly rows: number;
}

/**
 * Loads sources and checks them.
 *
 * Requirements: `load` checks every row against the source's schema; rows that break it are kept aside in a file, counted by column
 * and rule, and never seen by any later stage; a missing file, an unreadable file, a missing column, another type, or more rejected
 * rows than `maxRejectedShare` refuses the load with an error that names source and column. Loading twice what did not change gives
 * the same fingerprints. Queries run over the passed rows of their sources, in the order of `sources`.
 */
export interface DataEngine {
  load(
    sources: readonly Source[],
    options?: { readonly signal?: AbortSignal; readonly onSource?: (check: SourceCheck) => void },
  ): Promise<readonly SourceCheck[]>;
  infer(sources: readonly Source[]): Promise<readonly InferredSchema[]>;
}
