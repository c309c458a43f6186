import { describe, expect, it } from "vitest";
import { madeProject } from "../../test/support/made-project.js";
import { createRandom, decodeJson, encodeJson, idFactory, virtualClock } from "../core/index.js";
import { createMemoryStore } from "../store/index.js";
import { applyProject, type LoadedProject, type Project, planChanges } from "./index.js";

const loaded = (change: Readonly<Record<string, unknown>> = {}): LoadedProject => ({
  project: madeProject(change),
  folder: "/project",
  file: "/project/gyre.config.ts",
  codeVersion: "c0ffee",
  code: { bundle: "", files: {}, requirements: [] },
});
const world = () => {
  const clock = virtualClock(1000);
  return { events: createMemoryStore().events, clock, newId: idFactory(clock, createRandom(1)) };
};
const good = madeProject();
const [recent, before] = good.views;
/** The changes from the good project to one with `change`. */
const changesOf = async (change: Readonly<Record<string, unknown>>) => {
  const context = world();
  await applyProject(context, loaded());
  return planChanges(context.events, loaded(change));
};

describe("planning", () => {
  it("finds everything new when nothing was applied, named things by their names", async () => {
    const changes = await planChanges(world().events, loaded());
    const paths = changes.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(["name", "sources.trips", "sources.flown", "views.recent", "retraining.never", "policy"]),
    );
    expect(changes.every((change) => change.before === undefined && change.after !== undefined)).toBe(true);
  });

  it("finds nothing in the project that was applied, however its lists and keys are ordered, and nothing in its comments or folder", async () => {
    const turned = {
      sources: [...good.sources].reverse(),
      views: [before, recent],
      retraining: Object.fromEntries(Object.entries(good.retraining).reverse()),
    };
    expect(await changesOf({})).toEqual([]);
    expect(await changesOf(turned)).toEqual([]);
  });

  it("shows a changed window, seed, and schema at their places", async () => {
    expect(await changesOf({ views: [{ ...recent, windows: ["3h", "2d"] }, before] })).toEqual([
      { path: "views.recent.windows", before: ["3h", "1d"], after: ["3h", "2d"] },
    ]);
    expect(await changesOf({ model: { ...good.model, seed: 2 } })).toEqual([
      { path: "model.seed", before: 1, after: 2 },
    ]);
    const sources = good.sources.map((source) => ({ ...source, schema: { ...source.schema, maxRejectedShare: 0.5 } }));
    expect((await changesOf({ sources: [sources[0], good.sources[1]] })).map(({ path }) => path)).toEqual([
      "sources.trips.schema.maxRejectedShare",
    ]);
  });

  it("shows what is new, what is gone, and what became another kind of thing", async () => {
    const named = { ...before, name: "other" };
    const changes = await changesOf({
      views: [recent, named],
      rehearsal: null,
      retraining: { never: { kind: "schedule", every: "day" } },
    });
    expect(changes).toEqual(
      expect.arrayContaining([
        { path: "views.before", before, after: undefined },
        { path: "views.other", before: undefined, after: named },
        { path: "rehearsal", before: good.rehearsal, after: null },
        { path: "retraining.never.kind", before: "never", after: "schedule" },
        { path: "retraining.never.every", before: undefined, after: "day" },
        { path: "retraining.alert", before: good.retraining.alert, after: undefined },
      ]),
    );
    expect(changes).toHaveLength(6);
  });

  it("tells the order of features as a change, because the model reads them in order", async () => {
    const { features } = good.model;
    const turned = { ...features, features: [...features.features].reverse() };
    expect((await changesOf({ model: { ...good.model, features: turned } })).map(({ path }) => path)).toEqual([
      "model.features.features",
    ]);
  });
});

describe("applying", () => {
  it("records the project once: nothing changed, nothing recorded", async () => {
    const context = world();
    expect(await applyProject(context, loaded())).not.toEqual([]);
    expect(await applyProject(context, loaded())).toEqual([]);
    expect(await applyProject(context, { ...loaded(), codeVersion: "other" })).toEqual([]);
    const events = await context.events.list({ limit: 10 });
    expect(events).toEqual([
      {
        id: expect.stringMatching(/^ev_/),
        at: 1000,
        kind: "project.applied",
        subject: "trips",
        facts: { project: good, hash: expect.stringMatching(/^[0-9a-f]{64}$/), codeVersion: "c0ffee" },
      },
    ]);
  });

  it("compares with the latest that was applied, as it comes back from a store", async () => {
    const context = world();
    await applyProject(context, loaded());
    expect(await applyProject(context, loaded({ policy: "alert" }))).toEqual([
      { path: "policy", before: "never", after: "alert" },
    ]);
    expect(await applyProject(context, loaded())).toEqual([{ path: "policy", before: "alert", after: "never" }]);
    expect(await context.events.list({ limit: 10 })).toHaveLength(3);
    const stored = decodeJson(encodeJson(good)) as Project;
    expect(await planChanges(context.events, { ...loaded(), project: stored })).toEqual([]);
  });

  it("keeps projects of other names apart", async () => {
    const context = world();
    await applyProject(context, loaded());
    expect((await planChanges(context.events, loaded({ name: "other" }))).length).toBeGreaterThan(5);
  });
});
