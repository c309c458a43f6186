import { afterAll, beforeAll, expect } from "vitest";
import { type Difference, differences, type Intended } from "./mlflow-differences.js";
import { INTENDED } from "./mlflow-intended.js";
import { startGyre, startMlflow, type TrackingServer, type Transcript, transcriptOf } from "./mlflow-servers.js";

const WAIT_MS = 900_000;

/** What MLflow's server said, and what Gyre said. */
export type Pair<T> = readonly [mlflow: T, gyre: T];

/** Runs a program of clients/ against both servers at once; gives what each answered. */
export function compared(program: string, ...args: readonly string[]): () => Pair<Transcript> {
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

/** Expects the same answers in a section, but for what is meant to differ: everywhere, and here. */
export function expectEqual(
  section: string,
  [mlflow, gyre]: Pair<Transcript>,
  intendedHere: readonly Intended[] = [],
): void {
  expect(Object.keys(mlflow[section]).length).toBeGreaterThan(0);
  const found = differences(section, mlflow, gyre, [...INTENDED, ...intendedHere]);
  expect(found.map(said).join("\n")).toBe("");
}

function said({ step, path, mlflow, gyre }: Difference): string {
  return `${step} ${path}\n  MLflow ${JSON.stringify(mlflow)}\n  Gyre   ${JSON.stringify(gyre)}`;
}
