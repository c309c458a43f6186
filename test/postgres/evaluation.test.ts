import { describe } from "vitest";
import { virtualClock } from "../../src/core/index.js";
import { createSqlEvaluationStore } from "../../src/store/sql/evaluation/create.js";
import { createSqlTrackingStore } from "../../src/store/sql/tracking/create.js";
import { evaluationStoreContract } from "../../src/tracing/evaluation/evaluation-store.contract.js";
import { emptiedDatabases } from "./emptied.js";

describe("the evaluation store in PostgreSQL", () => {
  const open = emptiedDatabases();
  evaluationStoreContract(async () => {
    const database = await open();
    const tracking = await createSqlTrackingStore(database, {
      artifactRoot: "mlflow-artifacts:",
      clock: virtualClock(0),
    });
    return { tracking, evaluation: createSqlEvaluationStore(database) };
  });
});
