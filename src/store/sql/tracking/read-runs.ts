import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Run } from "../../../tracking/index.js";
import type { Tables } from "../schema.js";
import { dialectOf } from "./dialect.js";
import type { Keys } from "./keys.js";
import { addLogged, type Cell, keysOf, type Logged } from "./logged-cells.js";
import { readInputs } from "./read-inputs.js";
import { infoOf } from "./run-rows.js";

/** Bounds the text that is read at once. */
const RUNS_AT_ONCE = 1000;

/** These runs with all that was logged to them, in this order; a number without a run is left out. */
export async function readRuns(db: Kysely<Tables>, keys: Keys, numbers: readonly number[]): Promise<Run[]> {
  const runs: Run[] = [];
  for (let i = 0; i < numbers.length; i += RUNS_AT_ONCE)
    runs.push(...(await readSome(db, keys, numbers.slice(i, i + RUNS_AT_ONCE))));
  return runs;
}

async function readSome(db: Kysely<Tables>, keys: Keys, numbers: readonly number[]): Promise<Run[]> {
  const dialect = dialectOf(db);
  const isWanted = dialect.isOneOf(sql.ref("number"), numbers);
  const rows = await db.selectFrom("tracked_runs").selectAll().where(isWanted).execute();
  const runs = new Map<number, Run>(
    rows.map((row) => [
      row.number,
      { info: infoOf(row), metrics: [], params: [], tags: [], datasets: [], modelInputs: [], modelOutputs: [] },
    ]),
  );
  const isOfRuns = dialect.isOneOf(sql.ref("run"), numbers);
  const value = dialect.asJson(sql.ref("value"));
  const logged: Logged = {
    metrics: await readCells(db, { table: "run_metrics", value: sql.ref("latest"), isOfRuns }),
    params: await readCells(db, { table: "run_params", value, isOfRuns }),
    tags: await readCells(db, { table: "run_tags", value, isOfRuns }),
  };
  addLogged(runs, logged, { keys: await keys.textsOf(db, keysOf(logged)), textOf: dialect.textOf });
  await readInputs(db, numbers, runs);
  return numbers.flatMap((number) => runs.get(number) ?? []);
}

interface CellWish {
  readonly table: "run_metrics" | "run_params" | "run_tags";
  /** JSON: one value, or several between commas. */
  readonly value: RawBuilder<unknown>;
  readonly isOfRuns: RawBuilder<boolean>;
}

/** Run, key and value after each other, all in one text: as rows of columns the driver would take several times as long. */
async function readCells(db: Kysely<Tables>, { table, value, isOfRuns }: CellWish): Promise<readonly Cell[]> {
  const { rows } = await sql<{ cells: string | null }>`
    select string_agg(run || ',' || key || ',' || ${value}, ',') as cells from ${sql.table(table)} where ${isOfRuns}
  `.execute(db);
  return JSON.parse(`[${rows[0].cells ?? ""}]`) as Cell[];
}
