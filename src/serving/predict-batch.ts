import { selectRows, type Table } from "../learn/index.js";
import type { LiveDeployment } from "./live-deployment.js";
import type { PredictionBatch } from "./ports.js";
import type { Arm } from "./types.js";

/** Rows to predict; row i of everything belongs together. */
export interface RowsToPredict {
  readonly ids: readonly string[];
  readonly at: Float64Array;
  /** What each row's arm is chosen by. */
  readonly units: readonly string[];
  readonly requests: Table;
  readonly features: Table;
}

/**
 * Scores many rows with at most one call for each version: rows are split by arm and the answers merged back in order.
 * The same rows give the same probabilities however they are batched. Writes nothing.
 */
export async function predictBatch(live: LiveDeployment, rows: RowsToPredict): Promise<PredictionBatch> {
  const count = rows.ids.length;
  const { champion, candidate } = live;
  const arms = new Array<Arm>(count).fill("champion");
  const versionIds = new Array<string>(count).fill(champion.version.id);
  const places = new Int32Array(count);
  let trials = 0;
  if (candidate) {
    for (let i = 0; i < count; i++) {
      if (live.assign(rows.units[i]) !== "candidate") continue;
      arms[i] = "candidate";
      versionIds[i] = candidate.version.id;
      places[trials++] = i;
    }
  }
  const probabilities =
    candidate && trials > 0
      ? await splitScores(live, rows.features, arms, places, trials)
      : await champion.scorer.probabilities(rows.features);
  return { deployment: live.config.name, ...rows, versionIds, arms, probabilities };
}

async function splitScores(
  live: LiveDeployment,
  features: Table,
  arms: readonly Arm[],
  places: Int32Array,
  trials: number,
): Promise<Float64Array> {
  const { champion, candidate } = live;
  if (trials === features.rows) return candidate!.scorer.probabilities(features);
  const rest = new Int32Array(features.rows - trials);
  for (let i = 0, k = 0; i < arms.length; i++) if (arms[i] === "champion") rest[k++] = i;
  const [onTrial, ofChampion] = await Promise.all([
    candidate!.scorer.probabilities(selectRows(features, places.subarray(0, trials))),
    champion.scorer.probabilities(selectRows(features, rest)),
  ]);
  const merged = new Float64Array(features.rows);
  for (let k = 0; k < trials; k++) merged[places[k]] = onTrial[k];
  for (let k = 0; k < rest.length; k++) merged[rest[k]] = ofChampion[k];
  return merged;
}
