import { describe } from "vitest";
import type { TrackingStore } from "./index.js";
import { trackingCurvesContract } from "./tracking-store.curves.contract.js";
import { trackingExperimentSearchContract } from "./tracking-store.experiment-search.contract.js";
import { trackingExperimentsContract } from "./tracking-store.experiments.contract.js";
import { trackingGarbageContract } from "./tracking-store.garbage.contract.js";
import { trackingGoldenContract } from "./tracking-store.golden.contract.js";
import { trackingInputsContract } from "./tracking-store.inputs.contract.js";
import { trackingLogContract } from "./tracking-store.log.contract.js";
import { trackingMetricsContract } from "./tracking-store.metrics.contract.js";
import { trackingModelSearchContract } from "./tracking-store.model-search.contract.js";
import { trackingModelsContract } from "./tracking-store.models.contract.js";
import { trackingRunsContract } from "./tracking-store.runs.contract.js";
import { trackingSearchContract } from "./tracking-store.search.contract.js";

/** What every {@link TrackingStore} must do; `open` gives a new one, with nothing in it but the default experiment. */
export function trackingStoreContract(open: () => Promise<TrackingStore>): void {
  describe("experiments", () => trackingExperimentsContract(open));
  describe("runs", () => trackingRunsContract(open));
  describe("what is logged", () => trackingLogContract(open));
  describe("metrics", () => trackingMetricsContract(open));
  describe("curves", () => trackingCurvesContract(open));
  describe("inputs and outputs", () => trackingInputsContract(open));
  describe("logged models", () => trackingModelsContract(open));
  describe("searches", () => trackingSearchContract(open));
  describe("searches of experiments", () => trackingExperimentSearchContract(open));
  describe("searches of logged models", () => trackingModelSearchContract(open));
  describe("searches that were recorded", () => trackingGoldenContract(open));
  describe("garbage", () => trackingGarbageContract(open));
}
