// The runs that the searches look among, the same in both servers: into Gyre through its API, into MLflow by SQL, since its own
// API takes an hour for them.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "@photostructure/sqlite";

const TEAMS = ["red", "green", "blue"];
const STATUSES = ["FINISHED", "FINISHED", "FAILED", "RUNNING"];
const FIRST_MS = 1_700_000_000_000;

/** Run number `i` of a table: `metrics` values, params p0…p4, tags. */
export function makeRun(i, metrics) {
  const random = (k) => ((i * 2654435761 + k * 40503 + 12345) >>> 0) / 2 ** 32;
  const at = FIRST_MS + 1000 * i;
  return {
    name: `run-${i}`,
    start: at,
    end: at + 500,
    status: STATUSES[i % STATUSES.length],
    metrics: Array.from({ length: metrics }, (_, k) => ({ key: `m${k}`, value: random(k), timestamp: at, step: 3 })),
    params: Array.from({ length: 5 }, (_, k) => ({ key: `p${k}`, value: `v${(i * (k + 3)) % 10}` })),
    tags: [
      { key: "team", value: TEAMS[i % TEAMS.length] },
      { key: "mlflow.user", value: "bench" },
      { key: "mlflow.source.name", value: `train-${i % 50}.py` },
    ],
  };
}

/** Points of a curve: a decay with a spike that a chart must not lose. */
export function makePoints(from, to) {
  return Array.from({ length: to - from }, (_, k) => {
    const step = from + k;
    return { key: "loss", value: step % 997 === 0 ? 5 : 1 / (1 + step / 100), timestamp: FIRST_MS + step, step };
  });
}

/** Creates the runs from number `from` up to `to` through the API, `writers` at a time. */
export async function fillByApi(client, experimentId, { from, to, metrics, writers = 16 }) {
  let next = from;
  const write = async () => {
    while (next < to) {
      const one = makeRun(next++, metrics);
      const wish = {
        experiment_id: experimentId,
        run_name: one.name,
        start_time: one.start,
        user_id: "bench",
        tags: one.tags,
      };
      const { run } = await client.post("/runs/create", wish);
      const runId = run.info.run_id;
      await client.post("/runs/log-batch", { run_id: runId, metrics: one.metrics, params: one.params });
      if (one.status !== "RUNNING")
        await client.post("/runs/update", { run_id: runId, status: one.status, end_time: one.end });
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
}

/** Runs with one long curve each; gives their ids. */
export async function fillCurves(client, experimentId, { runs, points }) {
  const ids = [];
  for (let i = 0; i < runs; i++) {
    const { run } = await client.post("/runs/create", {
      experiment_id: experimentId,
      start_time: FIRST_MS,
      run_name: `curve-${i}`,
    });
    ids.push(run.info.run_id);
    await logPoints(client, run.info.run_id, 0, points);
  }
  return ids;
}

/** Logs the points of steps `from` to `to` in batches of 1000, four under way. */
export async function logPoints(client, runId, from, to) {
  let next = from;
  const write = async () => {
    while (next < to) {
      const start = next;
      next = Math.min(start + 1000, to);
      await client.post("/runs/log-batch", { run_id: runId, metrics: makePoints(start, next) });
    }
  };
  await Promise.all(Array.from({ length: 4 }, write));
}

/** Writes the same runs and curves into the database of a stopped MLflow; the experiments are there. Gives the ids of the curves. */
export function fillBySql(folder, { runs, metrics, experimentId, curveExperimentId, curves, points }) {
  const database = new DatabaseSync(join(folder, "mlflow.db"));
  const insert = inserter(database);
  database.exec("BEGIN");
  for (let i = 0; i < runs; i++) insert(makeRun(i, metrics), experimentId);
  const ids = [];
  const curve = makePoints(0, points);
  for (let i = 0; i < curves; i++) {
    const one = {
      name: `curve-${i}`,
      start: FIRST_MS,
      end: null,
      status: "RUNNING",
      params: [],
      tags: [],
      metrics: [],
    };
    ids.push(insert({ ...one, metrics: curve }, curveExperimentId));
  }
  database.exec("COMMIT");
  database.close();
  return ids;
}

function inserter(database) {
  const into = (table, columns) =>
    database.prepare(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`);
  const run = into(
    "runs",
    ["run_uuid", "name", "source_type", "source_name", "entry_point_name", "user_id", "status"].concat([
      "start_time",
      "end_time",
      "source_version",
      "lifecycle_stage",
      "artifact_uri",
      "experiment_id",
    ]),
  );
  const metric = into("metrics", ["key", "value", "timestamp", "run_uuid", "step", "is_nan"]);
  const latest = into("latest_metrics", ["key", "value", "timestamp", "step", "is_nan", "run_uuid"]);
  const param = into("params", ["key", "value", "run_uuid"]);
  const tag = into("tags", ["key", "value", "run_uuid"]);
  return (one, experimentId) => {
    const id = randomUUID().replaceAll("-", "");
    const uri = `mlflow-artifacts:/${experimentId}/${id}/artifacts`;
    run.run(
      id,
      one.name,
      "UNKNOWN",
      "",
      "",
      "bench",
      one.status,
      one.start,
      one.end,
      "",
      "active",
      uri,
      Number(experimentId),
    );
    for (const { key, value, timestamp, step } of one.metrics) metric.run(key, value, timestamp, id, step, 0);
    const last = new Map(one.metrics.map((each) => [each.key, each]));
    for (const { key, value, timestamp, step } of last.values()) latest.run(key, value, timestamp, step, 0, id);
    for (const { key, value } of one.params) param.run(key, value, id);
    for (const { key, value } of [...one.tags, { key: "mlflow.runName", value: one.name }]) tag.run(key, value, id);
    return id;
  };
}
