import { expect, test } from "vitest";
import { decodeJson, encodeJson } from "../core/index.js";
import type { EventBatch } from "../features/index.js";
import { eventsCodec } from "../pipelines/index.js";
import { machineHistory, machineJobs, machinesProject } from "../rehearsal/machines.fixture.js";
import type { LoopData } from "./data-assets.js";
import { historyAsset, openHistory } from "./history.js";

const loaded = machinesProject();

/** What an engine would give for each reading: the columns that were asked for. */
async function made(project = loaded) {
  const asked: { readonly source: string; readonly columns: readonly string[]; readonly orderBy: string | null }[] = [];
  const { history } = machineHistory(machineJobs(2), project);
  const batches: Record<string, EventBatch> = { jobs: history.examples, ends: history.events[0].batch };
  const events: LoopData["offline"]["events"] = async ({ source, columns, orderBy }) => {
    asked.push({ source: source.name, columns, orderBy });
    const { rows, columns: all } = batches[source.name];
    return { source: source.name, rows, columns: Object.fromEntries(columns.map((name) => [name, all[name]])) };
  };
  const asset = historyAsset({ offline: { events } } as LoopData, project);
  return { asked, asset, batches: await asset.make({}, undefined) };
}

test("reads each source once, with the columns that views and requests use, in the order in which rows became known", async () => {
  const { asked } = await made();
  expect(asked).toEqual([
    { source: "ends", columns: ["ended_at", "failed", "machine"], orderBy: "ended_at" },
    { source: "jobs", columns: ["job", "begun_at", "failed", "ended_at", "machine", "load"], orderBy: "begun_at" },
  ]);
});

test("a view that no feature uses is not read", async () => {
  const { project } = loaded;
  const [past] = project.views;
  const unused = { ...past, name: "unused", source: "jobs", aggregates: { jobs: { op: "count" } } } as typeof past;
  const views = [...project.views, unused];
  expect((await made({ ...loaded, project: { ...project, views } })).asked).toHaveLength(2);
});

test("two views of one source are one reading with the columns of both", async () => {
  const { project } = loaded;
  const [past] = project.views;
  const second = { ...past, name: "second", eventId: "job" } as typeof past;
  const set = project.model.features;
  const features = { ...set, features: [...set.features, { view: "second", feature: "second_jobs_2d" }] };
  const both = { ...project, views: [past, second], model: { ...project.model, features } };
  const config = historyAsset({} as LoopData, { ...loaded, project: both }).config as { readings: unknown };
  expect(config.readings).toEqual([
    { source: "ends", knownAt: "ended_at", columns: ["ended_at", "failed", "job", "machine"] },
  ]);
});

test("what was kept is opened again as it was", async () => {
  const { asset, batches } = await made();
  const again = openHistory(loaded, eventsCodec.decode(asset.codec.encode(batches)));
  expect(again).toEqual(openHistory(loaded, batches));
  expect(again.events.map(({ batch, knownAt }) => [batch.source, knownAt])).toEqual([["ends", "ended_at"]]);
  expect(again.examples.source).toBe("jobs");
});

test("its key changes with what is read, and with nothing else", () => {
  const configOf = (project = loaded) => encodeJson(historyAsset({} as LoopData, project).config);
  const { project } = loaded;
  expect(configOf({ ...loaded, project: { ...project, gates: [], policy: "never" }, codeVersion: "c2" })).toBe(
    configOf(),
  );
  const fewer = { ...project.model, features: { ...project.model.features, fields: {} } };
  expect(configOf({ ...loaded, project: { ...project, model: fewer } })).not.toBe(configOf());
  expect(decodeJson(configOf())).toHaveProperty("readings");
});
