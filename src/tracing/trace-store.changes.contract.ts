import { expect, it } from "vitest";
import {
  AT,
  type OpenTraces,
  sampleAssessment,
  sampleSpan,
  sampleWish,
  traceId,
  traceOf,
} from "./trace-store.fixture.js";

const ALL = { where: null, orderBy: [], limit: 100, after: null };

/** How tags and links are set, and traces removed. */
export function traceChangesContract(open: () => Promise<OpenTraces>): void {
  it("sets and removes tags, over what spans say", async () => {
    const store = await open();
    await store.traces.logSpans("0", [sampleSpan(1, 1, { attributes: { "mlflow.traceTag.k": "span" } })]);
    await store.traces.tag(traceId(1), "k", "said");
    await store.traces.logSpans("0", [sampleSpan(1, 1, { attributes: { "mlflow.traceTag.k": "again" } })]);
    expect((await traceOf(store, 1))?.tags.k).toBe("said");
    await store.traces.tag(traceId(1), "k", null);
    expect((await traceOf(store, 1))?.tags).not.toHaveProperty("k");
    await expect(store.traces.tag(traceId(1), "k", null)).rejects.toMatchObject({
      code: "tracking.tag_unknown",
      message: `No trace tag with key 'k' for trace with ID '${traceId(1)}'`,
    });
    const unknown = { code: "tracing.trace_unknown", message: `Trace with ID '${traceId(2)}' not found.` };
    await expect(store.traces.tag(traceId(2), "k", "v")).rejects.toMatchObject(unknown);
  });

  it("links traces to runs and prompts, once each, and leaves out what is not there", async () => {
    const { traces } = await open();
    await traces.begin(sampleWish(1));
    await traces.linkToRun([traceId(1), traceId(2), traceId(1)], "r");
    await traces.linkToRun([traceId(1)], "r");
    await traces.linkToPrompts(traceId(1), ["p/1", "p/1"]);
    await expect(traces.linkToPrompts(traceId(2), ["p/1"])).rejects.toMatchObject({ code: "tracing.trace_unknown" });
    expect((await traces.search(["0"], ALL)).items.map((one) => one.traceId)).toEqual([traceId(1)]);
  });

  it("removes traces by id, or the oldest up to a time, in their experiment alone", async () => {
    const { traces, tracking } = await open();
    const { id } = await tracking.createExperiment({ name: "other", artifactLocation: null, tags: [], at: 1 });
    for (const n of [1, 2, 3, 4, 5]) await traces.begin(sampleWish(n));
    await traces.begin(sampleWish(6, { experimentId: id, requestedAt: AT }));
    await traces.logSpans("0", [sampleSpan(2, 1)]);
    await traces.assess(sampleAssessment(2, "a"));
    expect(await traces.remove("0", { upTo: AT + 4000, limit: 2 })).toBe(2);
    expect(await traces.remove("0", { ids: [traceId(5), traceId(6), traceId(1)] })).toBe(1);
    const left = async () => (await traces.search(["0", id], ALL)).items.map((one) => one.traceId);
    expect(await left()).toEqual([traceId(4), traceId(3), traceId(6)]);
    expect((await traces.spans([traceId(2)])).size).toBe(0);
    expect(await traces.assessment(traceId(2), "a")).toBeNull();
    expect(await traces.remove("0", { upTo: AT + 3000, limit: null })).toBe(1);
    expect(await traces.remove("77", { upTo: AT * 2, limit: null })).toBe(0);
    expect(await left()).toEqual([traceId(4), traceId(6)]);
  });
}
