import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { accessStoreContract } from "../../../access/access-store.contract.js";
import { lineageStoreContract } from "../../../lineage/lineage-store.contract.js";
import {
  alertStoreContract,
  findingStoreContract,
  monitorStateStoreContract,
} from "../../../monitoring/stores.contract.js";
import { eventLogContract } from "../../../pipelines/event-log.contract.js";
import { materializationStoreContract } from "../../../pipelines/materialization-store.contract.js";
import { modelStoreContract } from "../../../registry/model-store.contract.js";
import { rolloutStoreContract } from "../../../rollouts/rollout-store.contract.js";
import { predictionLogContract } from "../../../serving/prediction-log.contract.js";
import { trainingRunStoreContract } from "../../../tracking/training-run-store.contract.js";
import { openStore } from "../../open.js";
import type { Store } from "../../types.js";

describe("the store in SQLite", () => {
  let directory: string;
  const opened: Store[] = [];
  // Making the tables costs a dozen waits for the disk: they are made once, and every test gets a copy.
  const open = async (): Promise<Store> => {
    const state = join(directory, String(opened.length));
    // The closed database is whole in its file; SQLite may still be removing the empty logs beside it.
    await cp(join(directory, "empty"), state, { recursive: true, filter: (path) => !/-(wal|shm)$/.test(path) });
    const store = await openStore(state);
    opened.push(store);
    return store;
  };

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), "gyre-store-"));
    await (await openStore(join(directory, "empty"))).close();
  });
  afterAll(async () => {
    for (const store of opened) await store.close();
    await rm(directory, { recursive: true, force: true });
  });

  describe("runs", () => trainingRunStoreContract(async () => (await open()).runs));
  describe("models", () => modelStoreContract(async () => (await open()).models));
  describe("predictions", () => predictionLogContract(async () => (await open()).predictions));
  describe("materializations", () => materializationStoreContract(async () => (await open()).materializations));
  describe("events", () => eventLogContract(async () => (await open()).events));
  rolloutStoreContract("it", async () => (await open()).rollouts);
  findingStoreContract("it", async () => (await open()).findings);
  alertStoreContract("it", async () => (await open()).alerts);
  monitorStateStoreContract("it", async () => (await open()).monitorStates);
  describe("users and tokens", () => accessStoreContract(async () => (await open()).access));
  describe("lineage", () => lineageStoreContract(async () => (await open()).lineage));
});
