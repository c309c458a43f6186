import { describe } from "vitest";
import {
  inferenceLogContract,
  modelDeploymentStoreContract,
} from "../../src/serving/deployments/deployment-stores.contract.js";
import { createSqlModelDeploymentStore } from "../../src/store/sql/deployments/deployments.js";
import { createSqlInferenceLog } from "../../src/store/sql/deployments/inferences.js";
import { emptiedDatabases } from "./emptied.js";

describe("deployments in PostgreSQL", () => {
  const open = emptiedDatabases();
  modelDeploymentStoreContract(async () => createSqlModelDeploymentStore(await open()));
  inferenceLogContract(async () => createSqlInferenceLog(await open()));
});
