import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Clock } from "../core/index.js";
import { createOnlineFeatures, type EventBatch, type Value } from "../features/index.js";
import { runAssets } from "../pipelines/index.js";
import { dataAssets, type History, historyAsset, type LoopData, openHistory } from "../project/index.js";
import { createFeed } from "../rehearsal/index.js";
import type { FeatureReader } from "../serving/index.js";
import { openLoopData } from "./loop-data.js";
import type { Workspace } from "./workspace.js";

/** Features of a live deployment, and a request to try it with. */
export interface LiveFeatures extends FeatureReader {
  readonly example: Readonly<Record<string, Value>>;
}

/** Online features brought to now by replaying the sources' rows as they became known; later rows follow as the clock reaches them. */
export async function openFeatures(workspace: Workspace, data: LoopData, clock: Clock): Promise<LiveFeatures> {
  const { loaded, context } = workspace;
  const { project } = loaded;
  const [load, validate] = await dataAssets(data, loaded, workspace.asOf);
  const run = await runAssets(context, [load, validate, historyAsset(data, loaded)], { reason: "online features" });
  const history = openHistory(loaded, (await run.value("history")) as readonly EventBatch[]);
  const online = createOnlineFeatures({
    definitions: { entities: project.entities, views: project.views },
    set: project.model.features,
    sources: project.sources,
  });
  const feed = createFeed(history.events);
  const advance = (now: number): void => {
    feed.until(now, online.push);
    online.advanceTo(now);
  };
  advance(clock.now());
  return {
    example: exampleRequest(workspace, history, clock.now()),
    columns: online.columns,
    read(request, at) {
      advance(at);
      return online.read(request, at);
    },
  };
}

/** Watches the files of a project's sources. */
export interface SourceWatch {
  /** Features made anew when a file has changed since the last time, else null. */
  changed(clock: Clock): Promise<LiveFeatures | null>;
}

/** Looks at the files' size and time of change; a project whose clock stands still reads them once only. */
export async function followSources(workspace: Workspace): Promise<SourceWatch> {
  const { loaded, stateFolder } = workspace;
  const paths = loaded.project.sources.flatMap((source) =>
    source.kind === "file" ? [resolve(loaded.folder, source.path)] : [],
  );
  const stamp = async (): Promise<string> => {
    const stats = await Promise.all(paths.map((path) => stat(path).catch(() => null)));
    return stats.map((one) => `${one?.size}/${one?.mtimeMs}`).join(" ");
  };
  let known = await stamp();
  return {
    async changed(clock) {
      if (loaded.project.asOf !== null) return null;
      const now = await stamp();
      if (now === known) return null;
      known = now;
      const data = openLoopData(loaded, stateFolder);
      try {
        return await openFeatures(workspace, data, clock);
      } finally {
        await data.release();
      }
    },
  };
}

/** The fields of the first example to be predicted from `now` on, or of the last before it. */
function exampleRequest({ loaded }: Workspace, { examples: batch }: History, now: number): Record<string, Value> {
  const { examples, features } = loaded.project.model;
  const at = batch.columns[examples.at];
  const times = at.kind === "text" ? new Float64Array(0) : at.values;
  const later = times.findIndex((time) => time >= now);
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
