import { GyreError } from "../../core/index.js";
import type { DataEngine, InferredSchema, Source, SourceCheck } from "../../data/index.js";
import type { DuckDb } from "./connection.js";
import { naming } from "./explain-failure.js";
import { fingerprint } from "./fingerprint.js";
import { inferSource } from "./infer.js";
import { judge } from "./judge.js";
import { openRaw } from "./raw.js";
import { inTransaction } from "./transaction.js";

/** Folders that the engine reads from and writes to. */
export interface DuckDbSourcesOptions {
  readonly projectFolder: string;
  readonly rejectedFolder: string;
}

/**
 * A {@link DataEngine} whose passed rows become tables of `db`, named like their sources. A load or an inference that fails leaves
 * the tables as they were.
 */
export function duckDbSources(db: DuckDb, options: DuckDbSourcesOptions): DataEngine {
  return {
    load: (sources, { signal, onSource } = {}) =>
      inTransaction(db, async () => {
        const fingerprints = new Map<string, string>();
        const checks: SourceCheck[] = [];
        for (const source of sources) {
          const check = await naming(source, () => loadSource(db, options, source, fingerprints, signal)).catch(
            (error) => {
              // An interrupt may reach a statement that was not given the signal.
              if (signal?.aborted) throw new GyreError("core.cancelled", "the load was cancelled", { cause: error });
              throw error;
            },
          );
          fingerprints.set(source.name, check.fingerprint);
          checks.push(check);
          onSource?.(check);
        }
        return checks;
      }),
    infer: (sources) =>
      inTransaction(db, async () => {
        const inferred: InferredSchema[] = [];
        for (const source of sources) inferred.push(await naming(source, () => inferOne(db, options, source)));
        return inferred;
      }),
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
  const raw = await openRaw(db, options.projectFolder, source, signal);
  const { passed, rejected, rejections, rejectedPath } = await judge(db, source, raw, options.rejectedFolder, signal);
  const check = {
    source: source.name,
    rows: passed,
    rejectedRows: rejected,
    rejections: [...rejections],
    rejectedPath,
    fingerprint: await fingerprint(db, source, fingerprints),
  };
  refuseTooManyRejected(source, check);
  return check;
}

function refuseTooManyRejected(source: Source, check: SourceCheck): void {
  const rows = check.rows + check.rejectedRows;
  const { maxRejectedShare } = source.schema;
  if (check.rejectedRows <= maxRejectedShare * rows) return;
  const worst = check.rejections.reduce((a, b) => (b.rows > a.rows ? b : a));
  throw new GyreError(
    "data.too_many_rejected",
    `${check.rejectedRows} of ${rows} rows of ${source.name} break its schema, above the limit of ${Number((maxRejectedShare * 100).toPrecision(6))} %; ` +
      `most often: ${worst.rule} of column ${worst.column} in ${worst.rows} rows, such as ${worst.example}`,
    {
      hint: `look at ${check.rejectedPath}; if the new values are right, change the schema (\`gyre validate --lock\`)`,
      details: {
        source: source.name,
        column: worst.column,
        rejections: check.rejections,
        rejectedPath: check.rejectedPath,
      },
    },
  );
}

/** The schema read off the rows, which all become the source's table, so that queries over it can be inferred too. */
async function inferOne(db: DuckDb, options: DuckDbSourcesOptions, source: Source): Promise<InferredSchema> {
  const unlocked: Source = { ...source, schema: { ...source.schema, columns: {} } };
  const raw = await openRaw(db, options.projectFolder, unlocked, undefined);
  return inferSource(db, source, raw);
}
