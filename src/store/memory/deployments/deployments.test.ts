import { describe } from "vitest";
import {
  inferenceLogContract,
  modelDeploymentStoreContract,
} from "../../../serving/deployments/deployment-stores.contract.js";
import { createMemoryModelDeploymentStore } from "./deployments.js";
import { createMemoryInferenceLog } from "./inferences.js";

describe("deployments in memory", () => modelDeploymentStoreContract(async () => createMemoryModelDeploymentStore()));
describe("inferences in memory", () => inferenceLogContract(async () => createMemoryInferenceLog()));
