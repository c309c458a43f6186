import { expect, it } from "vitest";
import { AT, type OpenTraces, sampleSpan, sampleWish, traceId, traceOf } from "./trace-store.fixture.js";

const MS = 1_000_000n;

/** What a store makes of spans, and of traces that are said to have begun. */
export function traceSpansContract(open: () => Promise<OpenTraces>): void {
  it("gives spans back as they were, but for the JSON that attributes came in", async () => {
    const { traces } = await open();
    const root = sampleSpan(1, 1, {
      startedAt: 1_795_196_875_348_123_457n,
      endedAt: 18_446_744_073_709_551_615n,
      status: "ERROR",
      statusMessage: "no\u0000pe",
      attributes: { plain: "é\u0000", n: 1.5, list: [1, "a", null], of: { a: { b: true } }, "": "" },
      events: [{ name: "e", at: 1_795_196_875_348_123_459n, attributes: { k: 1 } }],
      links: [{ traceId: traceId(9), spanId: "00000000000000ff", attributes: { why: "because" } }],
    });
    const child = sampleSpan(1, 2, { parentId: root.spanId, endedAt: null, attributes: { json: '{"k": [1]}' } });
    await traces.logSpans("0", [child, root]);
    const own = { "mlflow.traceRequestId": traceId(1) };
    expect((await traces.spans([traceId(1), traceId(2)])).get(traceId(1))).toEqual([
      { ...root, attributes: { ...root.attributes, ...own } },
      { ...child, attributes: { json: { k: [1] }, ...own } },
    ]);
    expect((await traces.spans([traceId(2)])).has(traceId(2))).toBe(false);
  });

  it("makes a trace from its spans", async () => {
    const store = await open();
    const root = {
      "mlflow.spanInputs": { q: 1 },
      "mlflow.spanOutputs": "two",
      "mlflow.traceTag.mlflow.traceName": "chat",
    };
    await store.traces.logSpans(
      "0",
      [
        sampleSpan(1, 1, { attributes: root }),
        sampleSpan(1, 2, {
          parentId: "0000000000000001",
          endedAt: BigInt(AT + 35) * MS,
          attributes: { "session.id": "s" },
        }),
      ],
      new Map([[traceId(1), { "service.name": "shop", "telemetry.sdk.name": "x" }]]),
    );
    expect(await traceOf(store, 1)).toEqual({
      traceId: traceId(1),
      experimentId: "0",
      requestedAt: AT,
      durationMs: 35,
      state: "OK",
      requestPreview: '{"q": 1}',
      responsePreview: '"two"',
      clientRequestId: null,
      tags: {
        "mlflow.artifactLocation": `mlflow-artifacts:/0/traces/${traceId(1)}/artifacts`,
        "mlflow.trace.spansLocation": "TRACKING_STORE",
        "mlflow.traceName": "chat",
        "service.name": "shop",
      },
      metadata: { "mlflow.trace.session": "s" },
      assessments: [],
    });
  });

  it("is open while there is no root, and ends as the root does", async () => {
    const store = await open();
    await store.traces.logSpans("0", [sampleSpan(1, 2, { parentId: "0000000000000001", endedAt: null })]);
    expect(await traceOf(store, 1)).toMatchObject({ state: "IN_PROGRESS", durationMs: null });
    await store.traces.logSpans("0", [sampleSpan(1, 1, { status: "ERROR" })]);
    expect(await traceOf(store, 1)).toMatchObject({ state: "ERROR", durationMs: 20 });
  });

  it("takes what is said of a trace for more than what its spans say, in any order and in pieces", async () => {
    const wish = sampleWish(1, {
      requestedAt: AT + 5,
      state: "IN_PROGRESS",
      durationMs: null,
      requestPreview: "said",
      tags: { from: "said" },
      metadata: { "mlflow.trace.session": "said", "mlflow.trace.cost": '{"total_cost": 1}' },
    });
    const attributes = {
      "mlflow.traceTag.from": "span",
      "mlflow.spanInputs": "span",
      "session.id": "span",
      "mlflow.chat.tokenUsage": { input_tokens: 1, output_tokens: 2, total_tokens: 3 },
      "mlflow.llm.cost": { total_cost: 9 },
    };
    const spans = [
      sampleSpan(1, 1, { attributes }),
      sampleSpan(1, 2, { parentId: "0000000000000001", attributes }),
      sampleSpan(1, 3, { parentId: "0000000000000002", endedAt: BigInt(AT + 50) * MS }),
    ];
    const orders = [
      ["begin", 0, 1, 2],
      [2, 1, 0, "begin"],
      [1, "begin", 0, 2, 1, "begin"],
    ] as const;
    const made = await Promise.all(
      orders.map(async (order) => {
        const store = await open();
        for (const step of order) {
          if (step === "begin") await store.traces.begin(wish);
          else await store.traces.logSpans("0", [spans[step]!]);
        }
        return await traceOf(store, 1);
      }),
    );
    expect(made[0]).toMatchObject({
      requestedAt: AT + 5,
      durationMs: 45,
      state: "OK",
      requestPreview: "said",
      tags: { from: "said" },
      metadata: {
        "mlflow.trace.session": "said",
        "mlflow.trace.cost": '{"total_cost": 1.0}',
        "mlflow.trace.tokenUsage": '{"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}',
        "mlflow.trace.infoFinalized": "true",
      },
    });
    expect(made[1]).toEqual(made[0]);
    expect(made[2]).toEqual(made[0]);
  });

  it("keeps what was said before where nothing else is said", async () => {
    const store = await open();
    await store.traces.begin(sampleWish(1, { clientRequestId: "c", tags: { a: "1" }, metadata: { b: "2" } }));
    const made = await store.traces.begin({ traceId: traceId(1), experimentId: "0", state: "ERROR", tags: { c: "3" } });
    expect(made).toMatchObject({ clientRequestId: "c", durationMs: 20, state: "ERROR", metadata: { b: "2" } });
    expect(made.tags).toMatchObject({ a: "1", c: "3" });
    expect(await traceOf(store, 1)).toEqual(made);
  });

  it("replaces a span that comes again, and what the trace had from it", async () => {
    const store = await open();
    const running = sampleSpan(1, 1, { endedAt: null, attributes: { "mlflow.traceTag.a": "1", "user.id": "u" } });
    await store.traces.logSpans("0", [running, sampleSpan(1, 1, { attributes: { "mlflow.spanInputs": 1 } })]);
    await store.traces.logSpans("0", [sampleSpan(1, 1, { attributes: { "mlflow.spanInputs": 2 } })]);
    expect((await store.traces.spans([traceId(1)])).get(traceId(1))).toHaveLength(1);
    const trace = await traceOf(store, 1);
    expect(trace).toMatchObject({ requestPreview: "2", durationMs: 20, metadata: {} });
    expect(trace?.tags).not.toHaveProperty("a");
  });

  it("loses no span of those that come at the same time, also of one trace", async () => {
    const store = await open();
    const spans = Array.from({ length: 40 }, (_, n) =>
      sampleSpan(1 + (n % 2), n + 1, {
        parentId: n < 2 ? null : "0000000000000001",
        endedAt: BigInt(AT + n) * MS,
        attributes: { "mlflow.chat.tokenUsage": { input_tokens: 1, output_tokens: 0, total_tokens: 1 } },
      }),
    );
    await Promise.all([
      ...spans.slice(2).map((span) => store.traces.logSpans("0", [span])),
      store.traces.begin(sampleWish(1, { durationMs: null, state: "IN_PROGRESS" })),
      store.traces.logSpans("0", spans.slice(0, 2)),
    ]);
    const found = await store.traces.spans([traceId(1), traceId(2)]);
    expect([found.get(traceId(1))?.length, found.get(traceId(2))?.length]).toEqual([20, 20]);
    // The root of the first has tokens, which stand for those of all below it; the second's are below a span that is not there.
    expect((await traceOf(store, 1))?.metadata["mlflow.trace.tokenUsage"]).toContain('"input_tokens": 1,');
    expect((await traceOf(store, 2))?.metadata["mlflow.trace.tokenUsage"]).toContain('"input_tokens": 20,');
    expect((await traceOf(store, 2))?.durationMs).toBe(39);
  });

  it("refuses experiments that are not there, and to begin in one that is deleted", async () => {
    const { traces, tracking } = await open();
    const { id } = await tracking.createExperiment({ name: "gone", artifactLocation: null, tags: [], at: 1 });
    await tracking.changeExperiment(id, { stage: "deleted", at: 2 });
    const unknown = { code: "tracking.experiment_unknown" };
    await expect(traces.begin(sampleWish(1, { experimentId: "77" }))).rejects.toMatchObject(unknown);
    await expect(traces.logSpans("77", [sampleSpan(1, 1)])).rejects.toMatchObject(unknown);
    await expect(traces.begin(sampleWish(1, { experimentId: id }))).rejects.toMatchObject({
      code: "tracking.not_active",
    });
    await traces.logSpans(id, [sampleSpan(1, 1)]);
    expect(await traces.traces([traceId(1)])).toHaveLength(1);
  });

  it("keeps a span of a megabyte and a trace of a thousand spans", async () => {
    const { traces } = await open();
    const long = "é".repeat(500_000);
    await traces.logSpans("0", [sampleSpan(1, 1, { attributes: { long } })]);
    expect((await traces.spans([traceId(1)])).get(traceId(1))?.[0]?.attributes.long).toBe(long);
    const many = Array.from({ length: 1000 }, (_, n) =>
      sampleSpan(2, n + 1, { parentId: n === 0 ? null : n.toString(16).padStart(16, "0") }),
    );
    await traces.logSpans("0", many);
    expect((await traces.spans([traceId(2)])).get(traceId(2))).toHaveLength(1000);
  });
}
