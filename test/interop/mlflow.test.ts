import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Difference, differences } from "./mlflow-differences.js";
import { INTENDED } from "./mlflow-intended.js";
import { startGyre, startMlflow, type TrackingServer, type Transcript, transcriptOf } from "./mlflow-servers.js";

const ENDPOINTS = join(import.meta.dirname, "../../golden/mlflow/endpoints.json");
const WAIT_MS = 900_000;
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

type Pair<T> = readonly [mlflow: T, gyre: T];

describe("the unmodified mlflow client gets the same answers as from MLflow's own server", () => {
  const session = compared("mlflow_session.py");

  it("in every section", () => {
    for (const transcript of session()) expect(Object.keys(transcript)).toEqual([...SESSION, ...MORE]);
  });
  it.each([...SESSION, ...MORE])("%s", (section) => {
    expectEqual(section, session());
  });
});

describe("requests that no client sends get the same verdicts", () => {
  const raw = compared("mlflow_raw.py", ENDPOINTS);

  it("in every section", () => {
    for (const transcript of raw()) expect(Object.keys(transcript)).toEqual(RAW);
  });
  it.each(RAW)("%s", (section) => {
    expectEqual(section, raw());
  });
});

/** Runs a program of clients/ against both servers at once; gives what each answered. */
function compared(program: string, ...args: readonly string[]): () => Pair<Transcript> {
  let servers: readonly TrackingServer[] = [];
  let transcripts: Pair<Transcript>;
  beforeAll(async () => {
    servers = await Promise.all([startMlflow(), startGyre()]);
    const [mlflow, gyre] = await Promise.all(servers.map(({ url }) => transcriptOf(program, url, ...args)));
    transcripts = [mlflow, gyre];
  }, WAIT_MS);
  afterAll(() => Promise.all(servers.map((server) => server.close())), WAIT_MS);
  return () => transcripts;
}

function expectEqual(section: string, [mlflow, gyre]: Pair<Transcript>): void {
  expect(Object.keys(mlflow[section]).length).toBeGreaterThan(0);
  expect(differences(section, mlflow, gyre, INTENDED).map(said).join("\n")).toBe("");
}

function said({ step, path, mlflow, gyre }: Difference): string {
  return `${step} ${path}\n  MLflow ${JSON.stringify(mlflow)}\n  Gyre   ${JSON.stringify(gyre)}`;
}
