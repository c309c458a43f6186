import type { EvaluationStore } from "../../../tracing/index.js";
import type { SqlDatabase } from "../database.js";
import { createDatasetRecords } from "./dataset-records.js";
import { createEvaluationDatasets } from "./datasets.js";
import { createScorers } from "./scorers.js";
import { searchDatasets } from "./search.js";

/** An {@link EvaluationStore} in SQL. */
export function createSqlEvaluationStore({ db }: SqlDatabase): EvaluationStore {
  return {
    datasets: {
      ...createEvaluationDatasets(db),
      ...createDatasetRecords(db),
      search: (experimentIds, query) => searchDatasets(db, experimentIds, query),
    },
    scorers: createScorers(db),
  };
}
