import type { Value } from "../features/index.js";
import { dataAssets, historyAsset, openHistory } from "../project/index.js";
import { runAssets } from "../pipelines/index.js";
import type { Workspace } from "./workspace.js";

/** A request that makes sense now: the fields of the first example to be predicted after the project's moment (or the last before it). */
export async function exampleRequest(workspace: Workspace): Promise<Record<string, Value>> {
  const { loaded, data, context, asOf } = workspace;
  const { examples, features } = loaded.project.model;
  const [load, validate] = await dataAssets(data, loaded, asOf);
  const run = await runAssets(context, [load, validate, historyAsset(data, loaded)], { reason: "example request" });
  const batch = openHistory(loaded, (await run.value("history")) as Parameters<typeof openHistory>[1]).examples;
  const at = batch.columns[examples.at];
  const times = at.kind === "text" ? new Float64Array(0) : at.values;
  const later = times.findIndex((time) => time >= asOf);
  const row = later >= 0 ? later : batch.rows - 1;
  const request: Record<string, Value> = {};
  for (const [name, { kind }] of Object.entries(features.fields)) {
    const column = batch.columns[name];
    if (column.kind === "text") request[name] = column.codes[row] < 0 ? null : column.dictionary[column.codes[row]];
    else if (Number.isNaN(column.values[row])) request[name] = null;
    else if (kind === "timestamp") request[name] = new Date(column.values[row]).toISOString();
    else request[name] = kind === "boolean" ? column.values[row] === 1 : column.values[row];
  }
  return request;
}
