import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compared, expectEqual } from "./mlflow-compared.js";

const ENDPOINTS = join(import.meta.dirname, "../../golden/mlflow/endpoints.json");
const SESSION = [
  "experiments",
  "runs",
  "metrics",
  "odd values",
  "datasets",
  "run errors",
  "artifacts",
  "searches",
  "autolog",
  "models",
];
const MORE = ["evaluation", "logged models", "registry", "registry errors", "prompts", "command line", "parallel"];
const RAW = ["messages", "bodies", "tokens", "charts", "artifacts"];

describe("the unmodified mlflow client gets the same answers as from MLflow's own server", () => {
  const session = compared("mlflow_session.py", ...SESSION, ...MORE);

  it("in every section", () => {
    for (const transcript of session()) expect(Object.keys(transcript)).toEqual([...SESSION, ...MORE]);
  });
  it.each([...SESSION, ...MORE])("%s", (section) => {
    expectEqual(section, session());
  });
});

describe("requests that no client sends get the same verdicts", () => {
  const raw = compared("mlflow_raw.py", ENDPOINTS, ...RAW);

  it("in every section", () => {
    for (const transcript of raw()) expect(Object.keys(transcript)).toEqual(RAW);
  });
  it.each(RAW)("%s", (section) => {
    expectEqual(section, raw());
  });
});
