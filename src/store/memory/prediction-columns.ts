import type { Arm, PredictionBatch } from "../../serving/index.js";
import type { Blocks } from "../columns/blocks.js";
import { type Growable, growableDoubles, growableInts } from "../columns/growable.js";
import { checkPredictionBatch } from "../prediction-batch.js";

/** What is kept of every prediction, by row; `knownAt` is NaN until the outcome is known. */
export interface PredictionColumns {
  readonly rowOf: Map<string, number>;
  readonly ids: string[];
  readonly deployments: string[];
  readonly versionIds: string[];
  readonly arms: Arm[];
  readonly units: string[];
  readonly at: Growable;
  readonly probability: Growable;
  readonly label: Growable;
  readonly knownAt: Growable;
  readonly requestBlock: Growable;
  readonly requestRow: Growable;
  readonly featureBlock: Growable;
  readonly featureRow: Growable;
}

export function predictionColumns(): PredictionColumns {
  return {
    rowOf: new Map(),
    ids: [],
    deployments: [],
    versionIds: [],
    arms: [],
    units: [],
    at: growableDoubles(),
    probability: growableDoubles(),
    label: growableDoubles(),
    knownAt: growableDoubles(),
    requestBlock: growableInts(),
    requestRow: growableInts(),
    featureBlock: growableInts(),
    featureRow: growableInts(),
  };
}

/** Appends the predictions of a batch whose ids are new, and gives their rows. */
export function keepNewRows(
  to: PredictionColumns,
  batch: PredictionBatch,
  requests: Blocks,
  features: Blocks,
): number[] {
  checkPredictionBatch(batch);
  const first = to.ids.length;
  const fresh: number[] = [];
  batch.ids.forEach((id, i) => {
    if (to.rowOf.has(id)) return;
    to.rowOf.set(id, first + fresh.length);
    fresh.push(i);
  });
  const request = place(requests, batch.requests, fresh);
  const feature = place(features, batch.features, fresh);
  fresh.forEach((i, n) => {
    to.ids.push(batch.ids[i]);
    to.deployments.push(batch.deployment);
    to.versionIds.push(batch.versionIds[i]);
    to.arms.push(batch.arms[i]);
    to.units.push(batch.units[i]);
    to.at.push(batch.at[i]);
    to.probability.push(batch.probabilities[i]);
    to.label.push(Number.NaN);
    to.knownAt.push(Number.NaN);
    to.requestBlock.push(request.block);
    to.requestRow.push(request.firstRow + n);
    to.featureBlock.push(feature.block);
    to.featureRow.push(feature.firstRow + n);
  });
  return fresh.map((_, n) => first + n);
}

function place(blocks: Blocks, table: PredictionBatch["features"], rows: readonly number[]) {
  const block = blocks.blockFor(table);
  const firstRow = blocks.rowsIn(block);
  blocks.append(block, table, rows);
  return { block, firstRow };
}
