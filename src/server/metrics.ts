import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Phase, PhaseMeter, PredictionAnswer } from "../serving/index.js";
import type { DeployedModels } from "./context.js";

/** What the server counts and measures, for Prometheus. */
export interface ServerMetrics {
  predicted(deployment: string, answer: PredictionAnswer): void;
  inferred(model: string, version: string | null, durationMs: number): void;
  requested(route: string, method: string, status: number, durationMs: number): void;
  readonly phases: PhaseMeter;
  /** The text that Prometheus reads, and its content type. */
  render(): Promise<{ readonly text: string; readonly contentType: string }>;
  close(): void;
}

const SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

/** Gauges of one server; each server has its own, so that two in one process do not mix. */
export function createMetrics(deployed?: Pick<DeployedModels, "drift">): ServerMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const predictions = new Counter({
    name: "gyre_predictions_total",
    help: "Predictions answered, by deployment, version and arm",
    labelNames: ["deployment", "version", "arm"],
    registers,
  });
  const inferences = new Histogram({
    name: "gyre_inference_seconds",
    help: "Runs of models asked by name, under /v2 and /invocations, with the time of each",
    labelNames: ["model", "version"],
    buckets: SECONDS,
    registers,
  });
  const requests = new Histogram({
    name: "gyre_request_seconds",
    help: "Time from a request's head to the end of its answer",
    labelNames: ["route", "method", "status"],
    buckets: SECONDS,
    registers,
  });
  const phases = new Histogram({
    name: "gyre_prediction_seconds",
    help: "Time in the phases of predicting; infer and log are those of a whole batch",
    labelNames: ["phase"],
    buckets: SECONDS,
    registers,
  });
  if (deployed) measureDrift(deployed, registers);
  const phase: Record<Phase, Histogram.Internal<"phase">> = {
    features: phases.labels("features"),
    infer: phases.labels("infer"),
    log: phases.labels("log"),
  };
  return {
    predicted: (deployment, { version, arm }) => predictions.inc({ deployment, version, arm }),
    inferred: (model, version, durationMs) => inferences.observe({ model, version: version ?? "" }, durationMs / 1000),
    requested: (route, method, status, durationMs) => requests.observe({ route, method, status }, durationMs / 1000),
    phases: {
      now: () => performance.now(),
      record: (name, startedAt) => phase[name].observe((performance.now() - startedAt) / 1000),
    },
    render: async () => ({ text: await registry.metrics(), contentType: registry.contentType }),
    close: () => registry.clear(),
  };
}

/** Asked when somebody reads the metrics. */
function measureDrift(deployed: Pick<DeployedModels, "drift">, registers: Registry[]): void {
  new Gauge({
    name: "gyre_drift_score",
    help: "How far a column of a deployed model's last window is from its first requests; from 1 on it has drifted",
    labelNames: ["model", "column"],
    registers,
    collect() {
      this.reset();
      for (const { model, column, score } of deployed.drift()) this.set({ model, column }, score);
    },
  });
}
