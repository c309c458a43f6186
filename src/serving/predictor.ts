import {
  answerRows,
  namedFeatures,
  type PredictionAnswer,
  type PredictTools,
  type ReadRow,
  readRow,
} from "./predict.js";
import type { ServingSlot } from "./serving-slot.js";

/** Answers prediction requests of one deployment. */
export interface Predictor {
  /** Checks, predicts, logs durably, answers. `withFeatures` adds what the model read. */
  predict(body: unknown, options?: { readonly withFeatures?: boolean }): Promise<PredictionAnswer>;
}

interface Waiting {
  readonly row: ReadRow;
  resolve(answer: PredictionAnswer): void;
  reject(error: unknown): void;
}

/** Rows that one run and one write to the log take at most. */
const MAX_ROWS = 256;

/**
 * A predictor that gathers requests without ever waiting for more: a request that finds nothing under way goes at once, those that
 * come while a batch is scored and logged form the next one. So an idle server answers as fast as it can, and a busy one
 * shares the cost of a run and of making the log durable among all that wait.
 */
export function createPredictor(tools: PredictTools & { readonly slot: ServingSlot }): Predictor {
  let waiting: Waiting[] = [];
  let busy = false;
  const work = async (): Promise<void> => {
    busy = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MAX_ROWS);
      waiting = waiting.slice(MAX_ROWS);
      await answer(tools, batch);
    }
    busy = false;
  };
  return {
    async predict(body, options = {}) {
      const row = readRow(tools, tools.slot.current().fields, body);
      const answered = new Promise<PredictionAnswer>((resolve, reject) => waiting.push({ row, resolve, reject }));
      if (!busy) void work();
      if (!options.withFeatures) return answered;
      return { ...(await answered), features: namedFeatures(tools.features.columns, row) };
    },
  };
}

/** Settles every waiting request; never throws. */
async function answer(tools: PredictTools & { readonly slot: ServingSlot }, batch: readonly Waiting[]): Promise<void> {
  const rows = batch.map((one) => one.row);
  try {
    const answers = await tools.slot.use((live) => answerRows(live, tools, rows));
    for (let i = 0; i < batch.length; i++) batch[i].resolve(answers[i]);
  } catch (error) {
    for (const one of batch) one.reject(error);
  }
}
