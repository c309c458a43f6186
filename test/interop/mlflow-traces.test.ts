import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compared, expectEqual } from "./mlflow-compared.js";
import { TRACES_INTENDED } from "./mlflow-traces-intended.js";

const ENDPOINTS = join(import.meta.dirname, "../../golden/mlflow/endpoints.json");
const SESSION = ["traces", "assessments", "trace commands"];
const RAW = ["trace messages", "trace values", "spans"];

describe("traces and assessments are to the unmodified mlflow client as on MLflow's own server", () => {
  const session = compared("mlflow_session.py", ...SESSION);

  it("in every section", () => {
    for (const transcript of session()) expect(Object.keys(transcript)).toEqual(SESSION);
  });
  it.each(SESSION)("%s", (section) => {
    expectEqual(section, session(), TRACES_INTENDED);
  });
});

describe("requests about traces that no client sends get the same verdicts", () => {
  const raw = compared("mlflow_raw.py", ENDPOINTS, ...RAW);

  it("in every section", () => {
    for (const transcript of raw()) expect(Object.keys(transcript)).toEqual(RAW);
  });
  it.each(RAW)("%s", (section) => {
    expectEqual(section, raw(), TRACES_INTENDED);
  });
});
