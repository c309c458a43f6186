import { describe } from "vitest";
import { virtualClock } from "../../../core/index.js";
import { evaluationStoreContract } from "../../../tracing/evaluation/evaluation-store.contract.js";
import { createMemoryTrackingStore } from "../tracking/create.js";
import { createMemoryEvaluationStore } from "./create.js";

describe("the evaluation store in memory", () =>
  evaluationStoreContract(async () => {
    const tracking = createMemoryTrackingStore({ artifactRoot: "mlflow-artifacts:", clock: virtualClock(0) });
    return { tracking, evaluation: createMemoryEvaluationStore({ tracking }) };
  }));
