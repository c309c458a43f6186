import { describe } from "vitest";
import { lineageStoreContract } from "../../src/lineage/lineage-store.contract.js";
import {
  alertStoreContract,
  findingStoreContract,
  monitorStateStoreContract,
} from "../../src/monitoring/stores.contract.js";
import { eventLogContract } from "../../src/pipelines/event-log.contract.js";
import { materializationStoreContract } from "../../src/pipelines/materialization-store.contract.js";
import { modelStoreContract } from "../../src/registry/model-store.contract.js";
import { rolloutStoreContract } from "../../src/rollouts/rollout-store.contract.js";
import { predictionLogContract } from "../../src/serving/prediction-log.contract.js";
import { createSqlLineageStore } from "../../src/store/sql/lineage.js";
import {
  createSqlAlertStore,
  createSqlFindingStore,
  createSqlMonitorStateStore,
} from "../../src/store/sql/monitoring.js";
import { createSqlEventLog, createSqlMaterializationStore } from "../../src/store/sql/pipelines.js";
import { createSqlModelStore } from "../../src/store/sql/registry.js";
import { createSqlRolloutStore } from "../../src/store/sql/rollouts.js";
import { createSqlPredictionLog } from "../../src/store/sql/serving.js";
import { createSqlTrainingRunStore } from "../../src/store/sql/training-runs.js";
import { trainingRunStoreContract } from "../../src/tracking/training-run-store.contract.js";
import { emptiedDatabases } from "./emptied.js";

describe("the store in PostgreSQL", () => {
  const open = emptiedDatabases();

  describe("runs", () => trainingRunStoreContract(async () => createSqlTrainingRunStore(await open())));
  describe("models", () => modelStoreContract(async () => createSqlModelStore(await open())));
  describe("predictions", () => predictionLogContract(async () => createSqlPredictionLog(await open())));
  describe("materializations", () =>
    materializationStoreContract(async () => createSqlMaterializationStore(await open())));
  describe("events", () => eventLogContract(async () => createSqlEventLog(await open())));
  rolloutStoreContract("it", async () => createSqlRolloutStore(await open()));
  findingStoreContract("it", async () => createSqlFindingStore(await open()));
  alertStoreContract("it", async () => createSqlAlertStore(await open()));
  monitorStateStoreContract("it", async () => createSqlMonitorStateStore(await open()));
  describe("lineage", () => lineageStoreContract(async () => createSqlLineageStore(await open())));
});
