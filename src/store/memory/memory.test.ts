import { describe } from "vitest";
import { accessStoreContract } from "../../access/access-store.contract.js";
import { lineageStoreContract } from "../../lineage/lineage-store.contract.js";
import {
  alertStoreContract,
  findingStoreContract,
  monitorStateStoreContract,
} from "../../monitoring/stores.contract.js";
import { eventLogContract } from "../../pipelines/event-log.contract.js";
import { materializationStoreContract } from "../../pipelines/materialization-store.contract.js";
import { modelStoreContract } from "../../registry/model-store.contract.js";
import { rolloutStoreContract } from "../../rollouts/rollout-store.contract.js";
import { predictionLogContract } from "../../serving/prediction-log.contract.js";
import { artifactStoreContract } from "../../tracking/artifact-store.contract.js";
import { trainingRunStoreContract } from "../../tracking/training-run-store.contract.js";
import { trainingsContract } from "../../training/trainings.contract.js";
import { createMemoryStore } from "./create.js";
import { createMemoryArtifactStore } from "./training-runs.js";

describe("the store in memory", () => {
  describe("runs", () => trainingRunStoreContract(async () => createMemoryStore().runs));
  describe("trainings under way", () =>
    trainingsContract(async () => {
      const { trainings } = createMemoryStore();
      return [trainings, trainings];
    }));
  describe("models", () => modelStoreContract(async () => createMemoryStore().models));
  describe("predictions", () => predictionLogContract(async () => createMemoryStore().predictions));
  describe("materializations", () => materializationStoreContract(async () => createMemoryStore().materializations));
  describe("events", () => eventLogContract(async () => createMemoryStore().events));
  rolloutStoreContract("it", async () => createMemoryStore().rollouts);
  findingStoreContract("it", async () => createMemoryStore().findings);
  alertStoreContract("it", async () => createMemoryStore().alerts);
  monitorStateStoreContract("it", async () => createMemoryStore().monitorStates);
  describe("users and tokens", () => accessStoreContract(async () => createMemoryStore().access));
  describe("lineage", () => lineageStoreContract(async () => createMemoryStore().lineage));
  describe("artifacts", () =>
    artifactStoreContract(async () => {
      const kept = new Map<string, Uint8Array>();
      const damage = async (digest: string) => {
        kept.get(digest)![0] ^= 1;
      };
      return { store: createMemoryArtifactStore(kept), damage };
    }));
});
