// What is measured, how often, and what is aimed at: each part makes the call number `i` on one server.
import { randomBytes } from "node:crypto";

const FILES = "/api/2.0/mlflow-artifacts/artifacts";
const HISTORY_POINTS = 320;

export const FILTERS = [
  "metrics.m0 > 0.3",
  "metrics.m1 < 0.9",
  "params.p0 != 'v3'",
  "tags.team = 'red'",
  "attributes.status = 'FINISHED'",
].join(" AND ");

/**
 * `aim`: Gyre's time over MLflow's, at most. `settles`: before each call the disk has written what is there, as MLflow leaves its
 * files to the system and whoever syncs next would wait for them.
 */
export function partsOf({ quick }) {
  const blob = randomBytes((quick ? 8 : 64) * 2 ** 20);
  const times = (whole, short) => (quick ? short : whole);
  return [
    { name: "log-metric", aim: 1 / 8, times: times(300, 60), call: logMetric },
    { name: "log-batch of 1000", aim: 1 / 6, times: times(21, 5), call: (server, i) => logBatch(server, i) },
    { name: "the same batch again", aim: 1 / 15, times: times(11, 3), call: (server) => logBatch(server, 0) },
    { name: "search, 5 filters, 100 rows", aim: 1 / 5, times: times(21, 7), call: filtered },
    { name: "search, 1000 rows", aim: 1 / 10, times: times(11, 3), call: rows },
    { name: "chart of all curves", aim: 1 / 20, times: times(3, 2), call: chart },
    {
      name: `${blob.length >> 20} MiB up`,
      aim: 0.8,
      times: times(7, 3),
      settles: true,
      call: (server, i) => up(server, blob, i),
    },
    {
      name: `${blob.length >> 20} MiB down`,
      aim: 0.4,
      times: times(7, 3),
      settles: true,
      call: (server) => down(server, blob.length),
    },
  ];
}

function logMetric({ client, runId }, i) {
  return client.post("/runs/log-metric", {
    run_id: runId,
    key: "acc",
    value: i / 3,
    timestamp: 1_700_000_000_000 + i,
    step: i,
  });
}

/** 10 metrics of 100 steps. */
function logBatch({ client, runId }, i) {
  const metrics = Array.from({ length: 1000 }, (_, k) => {
    const step = i * 100 + Math.floor(k / 10);
    return { key: `b${k % 10}`, value: k / 7 + i, timestamp: 1_700_000_000_000 + step, step };
  });
  return client.post("/runs/log-batch", { run_id: runId, metrics });
}

async function filtered({ client, experimentId }) {
  const wish = { experiment_ids: [experimentId], filter: FILTERS, order_by: ["metrics.m2 DESC"], max_results: 100 };
  return (await client.post("/runs/search", wish)).runs.map((run) => run.info.run_name);
}

async function rows({ client, experimentId }) {
  const { runs } = await client.post("/runs/search", { experiment_ids: [experimentId], max_results: 1000 });
  return runs.map((run) => run.info.run_name);
}

async function chart({ client, curveIds }) {
  const query = [
    ...curveIds.map((id) => ["run_ids", id]),
    ["metric_key", "loss"],
    ["max_results", `${HISTORY_POINTS}`],
  ];
  const { metrics } = await client.get("/metrics/get-history-bulk-interval", query);
  if (metrics.length < curveIds.length * HISTORY_POINTS * 0.25) throw new Error(`a chart of ${metrics.length} points`);
}

function up({ client }, blob, i) {
  return client.put(`${FILES}/bench/${i % 2}.bin`, blob);
}

async function down({ client }, length) {
  const came = await client.fetch(`${FILES}/bench/0.bin`);
  if (came !== length) throw new Error(`${came} bytes came of ${length}`);
}
