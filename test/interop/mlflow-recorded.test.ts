import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startGyre, type TrackingServer } from "./mlflow-servers.js";

const GOLDEN = join(import.meta.dirname, "../../golden/mlflow");
const API = "/api/2.0/mlflow";
/** A set of keys in a message is in an order of Python's. */
const PYTHON_SET = /\{('[^{}]*')\}/g;
/** What Gyre's filters can say beyond MLflow's: the only strings where the verdict may differ. */
const BEYOND = /\bOR\b|\bNOT\b(?! (?:IN|LIKE|NULL))|\(.*[=<>].*\)/i;

interface MadeRun {
  readonly name: string;
  readonly user_id: string;
  readonly start_time: number;
  readonly end_time: number | null;
  readonly status: string;
  readonly deleted: boolean;
  readonly tags: readonly object[];
  readonly params: readonly object[];
  readonly metrics: readonly object[];
  readonly dataset?: { readonly name: string; readonly digest: string; readonly context: string };
}
interface SearchCase {
  readonly filter: string;
  readonly order_by: readonly string[];
  readonly view: string;
  readonly max_results: number;
  readonly names: readonly string[];
  readonly pages: readonly number[];
}
interface Recorded {
  readonly setup: { readonly runs: readonly MadeRun[] };
  readonly cases: readonly SearchCase[];
}
interface Verdict {
  readonly d: string;
  readonly filter?: string;
  readonly order_by?: string;
  readonly status: number;
  readonly code: string | null;
  readonly message: string;
}
// biome-ignore lint/suspicious/noExplicitAny: replies of many routes
type Reply = { readonly status: number; readonly body: any };

const recorded = JSON.parse(readFileSync(join(GOLDEN, "search-cases.json"), "utf8")) as Recorded;
const verdicts = readFileSync(join(GOLDEN, "filter-verdicts.jsonl"), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Verdict);

let server: TrackingServer;
let experimentId: string;
/** By name; a recorded filter says {name} for an id. */
const runIds = new Map<string, string>();

beforeAll(async () => {
  server = await startGyre();
  experimentId = (await post("/experiments/create", { name: "recorded" })).body.experiment_id;
  for (const run of recorded.setup.runs) await make(run);
});
afterAll(() => server?.close());

describe("searches that MLflow's server answered find the same runs, in order and in the same pages", () => {
  it.each(
    recorded.cases.map((one, i) => [`${i}: ${one.filter} by ${one.order_by.join(", ")} in ${one.view}`, one] as const),
  )("%s", async (_, one) => {
    const pages = await pagesOf(one);
    expect(pages.flat()).toEqual(one.names);
    expect(pages.map((page) => page.length)).toEqual(one.pages);
  });
});

describe("filters and orders get the verdicts that MLflow's server gave", () => {
  const titled = verdicts.map((one) => ({ ...one, title: `${one.d}: ${one.filter ?? `by ${one.order_by}`}` }));
  it.for(titled)("$title", async (one) => {
    const { status, body } = await searched(one);
    if (one.status !== 200 && status === 200 && BEYOND.test(one.filter ?? "")) return;
    expect({ status, code: body.error_code ?? null, message: sorted(body.message ?? "") }).toEqual({
      status: one.status,
      code: one.code,
      message: sorted(one.message),
    });
  });
});

async function make(run: MadeRun): Promise<void> {
  const wish = { experiment_id: experimentId, run_name: run.name, user_id: run.user_id, start_time: run.start_time };
  const created = await post("/runs/create", { ...wish, tags: run.tags });
  const run_id = created.body.run.info.run_id;
  runIds.set(run.name, run_id);
  await done("/runs/log-batch", { run_id, metrics: run.metrics, params: run.params });
  if (run.dataset) {
    const { context, ...dataset } = run.dataset;
    const tags = [{ key: "mlflow.data.context", value: context }];
    const datasets = [{ tags, dataset: { ...dataset, source_type: "local", source: "{}" } }];
    await done("/runs/log-inputs", { run_id, datasets });
  }
  if (run.status !== "RUNNING") await done("/runs/update", { run_id, status: run.status, end_time: run.end_time });
  if (run.deleted) await done("/runs/delete", { run_id });
}

async function pagesOf({ filter: recordedFilter, order_by, view, max_results }: SearchCase): Promise<string[][]> {
  const filter = recordedFilter.replaceAll(/\{(\w+)\}/g, (_, name: string) => runIds.get(name) ?? name);
  const pages: string[][] = [];
  let page_token: string | undefined;
  do {
    const wish = { experiment_ids: [experimentId], filter, order_by, run_view_type: view, max_results, page_token };
    const { body } = await done("/runs/search", wish);
    pages.push((body.runs ?? []).map((run: { info: { run_name: string } }) => run.info.run_name));
    page_token = body.next_page_token;
  } while (page_token && pages.length < 50);
  return pages;
}

/** Sends a filter or an order to the search that it was recorded of. */
async function searched({ d, filter, order_by }: Verdict): Promise<Reply> {
  const wish = {
    ...(filter === undefined ? {} : { filter }),
    ...(order_by === undefined ? {} : { order_by: [order_by] }),
  };
  if (d === "runs" || d === "logged_models") {
    const fields = order_by && d === "logged_models" ? { order_by: [{ field_name: order_by }] } : {};
    return post(`/${d.replace("_", "-")}/search`, { experiment_ids: [experimentId], ...wish, ...fields });
  }
  if (d === "experiments") return post("/experiments/search", wish);
  if (d === "traces") {
    const locations = [{ type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id: experimentId } }];
    return send("POST", "/api/3.0/mlflow/traces/search", { locations, ...wish });
  }
  const query = new URLSearchParams(filter === undefined ? {} : { filter });
  if (order_by !== undefined) query.set("order_by", order_by);
  return send("GET", `${API}/${d.replace("_", "-")}/search?${query}`);
}

function post(path: string, message: object): Promise<Reply> {
  return send("POST", API + path, message);
}

async function done(path: string, message: object): Promise<Reply> {
  const reply = await post(path, message);
  expect(reply.status, `${path}: ${JSON.stringify(reply.body)}`).toBe(200);
  return reply;
}

async function send(method: string, path: string, message?: object): Promise<Reply> {
  const headers = { "content-type": "application/json" };
  const body = message === undefined ? {} : { body: JSON.stringify(message) };
  const response = await fetch(server.url + path, { method, headers, ...body });
  return { status: response.status, body: await response.json() };
}

function sorted(message: string): string {
  return message.replaceAll(PYTHON_SET, (_, inner: string) => `{${inner.split(", ").sort().join(", ")}}`);
}
