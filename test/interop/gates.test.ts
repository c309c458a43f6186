import { expect, it } from "vitest";
import { startGyre, transcriptOf } from "./mlflow-servers.js";

it("the unmodified mlflow client is told why an alias may not move, and moves it once it may", async () => {
  const server = await startGyre();
  try {
    const { gates } = await transcriptOf("mlflow_gates.py", server.url);
    expect(gates).toEqual({
      free: "1",
      "failed gate": ["INVALID_PARAMETER_VALUE", expect.stringMatching(/auc of run \w+ is 0\.7, not at least 0\.8/)],
      "where it is already": "1",
      "not approved": ["PERMISSION_DENIED", expect.stringContaining("it has 0 of 1 approvals")],
      "other bytes": ["PERMISSION_DENIED", expect.stringMatching(/was given for files with the digest .*, now it is /)],
      approved: "3",
      noted: ["done", "refused", "refused", "refused", "done"],
    });
  } finally {
    await server.close();
  }
}, 180_000);
