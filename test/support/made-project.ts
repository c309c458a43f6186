import { boolean, double, integer, parquet, query, tableSchema, text, timestamp } from "../../src/data/index.js";
import {
  allOf,
  count,
  entity,
  examples,
  featureSet,
  field,
  hourOf,
  latest,
  mean,
  windows,
} from "../../src/features/index.js";
import { gbdt, logistic } from "../../src/learn/index.js";
import { drift } from "../../src/monitoring/index.js";
import { never, onAlert } from "../../src/pipelines/index.js";
import { defineProject, deployment, model, type Project } from "../../src/project/index.js";
import { atLeast } from "../../src/registry/index.js";
import { immediately } from "../../src/rollouts/index.js";

/** A small project that fits together; `change` replaces parts of it, however wrong. */
export function madeProject(change: Readonly<Record<string, unknown>> = {}): Project {
  const schema = tableSchema({
    key: ["id"],
    columns: {
      id: text(),
      carrier: text(),
      delay: double({ nullable: true }),
      late: integer(),
      early: boolean(),
      left_at: timestamp(),
      known_at: timestamp(),
    },
  });
  const trips = parquet("trips", "data/trips.parquet", schema);
  const flown = query("flown", "SELECT * FROM trips", { from: [trips], schema });
  const carrier = entity("carrier", ["carrier"]);
  const recent = windows("recent", {
    entity: carrier,
    source: flown,
    event: "left_at",
    available: "known_at",
    over: ["3h", "1d"],
    aggregate: { delay: mean("delay"), trips: count() },
  });
  const before = latest("before", {
    entity: carrier,
    source: flown,
    event: "left_at",
    available: "known_at",
    fields: { delay: "delay" },
  });
  const features = featureSet("trip", {
    source: trips,
    fields: ["carrier", "left_at"],
    request: { carrier: field("carrier"), hour: hourOf("left_at", "Europe/Prague") },
    features: [...allOf(recent), ...allOf(before)],
  });
  const late = model("late", {
    predicts: "the trip is late",
    examples: examples(trips, { id: "id", at: "left_at", label: "late", labelKnownAt: "known_at" }),
    features,
    estimator: gbdt(),
    baseline: logistic({}),
  });
  const project = defineProject({
    name: "trips",
    asOf: "2013-03-01T00:00:00Z",
    sources: [trips, flown],
    entities: [carrier],
    views: [recent, before],
    model: late,
    gates: [atLeast("rocAuc", 0.6)],
    deployment: deployment("late", { model: late, unit: "carrier" }),
    rollout: immediately(),
    monitors: [drift({ every: "1d", window: "7d" })],
    retraining: { never: never(), alert: onAlert({ of: ["drift"], cooldown: "14d" }) },
    policy: "never",
    rehearsal: { from: "2013-03-01T00:00:00Z", to: "2013-06-01T00:00:00+02:00" },
  });
  return { ...project, ...change };
}
