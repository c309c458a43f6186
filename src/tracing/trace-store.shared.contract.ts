import { expect, it } from "vitest";
import type { Span, TraceStore } from "./index.js";
import { AT, sampleSpan, sampleWish, traceId } from "./trace-store.fixture.js";

/** What stores of several programs that have one database open must do. */
export function sharedTracesContract(open: () => Promise<readonly TraceStore[]>): void {
  it("mix nothing up when several programs bring spans of one trace at the same time", async () => {
    const stores = await open();
    const usage = { input_tokens: 1, output_tokens: 2, total_tokens: 3 };
    const child = (n: number): Span =>
      sampleSpan(1, n, {
        parentId: "0000000000000001",
        endedAt: BigInt(AT + n) * 1_000_000n,
        attributes: { "mlflow.chat.tokenUsage": usage },
      });
    const root = sampleSpan(1, 1, { attributes: { "mlflow.spanInputs": "in", "mlflow.traceTag.k": "span" } });
    const said = sampleWish(1, { requestedAt: AT, durationMs: null, state: "IN_PROGRESS", tags: { k: "said" } });
    const children = Array.from({ length: 24 }, (_, n) => child(n + 40));
    await Promise.all([
      ...children.map((span, n) => stores[n % stores.length]!.logSpans("0", [span, span])),
      stores[0]!.logSpans("0", [root]),
      stores[1]!.begin(said),
    ]);
    const [trace] = await stores[0]!.traces([traceId(1)]);
    expect(trace).toMatchObject({ requestedAt: AT, durationMs: 63, state: "OK", requestPreview: '"in"' });
    expect(trace?.tags.k).toBe("said");
    expect(trace?.metadata["mlflow.trace.tokenUsage"]).toBe(
      '{"input_tokens": 24, "output_tokens": 48, "total_tokens": 72}',
    );
    expect((await stores[1]!.spans([traceId(1)])).get(traceId(1))).toHaveLength(25);
  });
}
