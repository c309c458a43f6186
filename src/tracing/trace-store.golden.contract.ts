import { readFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { GyreError } from "../core/index.js";
import { type Cursor, parseFilter, parseOrderBy } from "../tracking/index.js";
import type { Json, Span, TraceStore, TraceWish } from "./index.js";
import { AT, type OpenTraces, sampleAssessment } from "./trace-store.fixture.js";

type Sent = Omit<Span, "startedAt" | "endedAt" | "events"> & {
  readonly startedAt: string;
  readonly endedAt: string;
  readonly events: readonly { readonly name: string; readonly at: string; readonly attributes: Span["attributes"] }[];
};

type Step =
  | { readonly do: "begin"; readonly wish: TraceWish }
  | {
      readonly do: "spans";
      readonly experimentId: string;
      readonly source: Readonly<Record<string, Json>>;
      readonly spans: readonly Sent[];
    }
  | { readonly do: "tag"; readonly traceId: string; readonly key: string; readonly value: string | null }
  | { readonly do: "link"; readonly traceIds: readonly string[]; readonly runId: string }
  | { readonly do: "prompt"; readonly traceId: string; readonly prompt: string }
  | {
      readonly do: "assess";
      readonly traceId: string;
      readonly id: string;
      readonly name: string;
      readonly kind: "feedback" | "expectation";
      readonly value: Json;
      readonly metadata: Readonly<Record<string, string>>;
      readonly overrides: string | null;
    }
  | { readonly do: "unassess"; readonly traceId: string; readonly id: string };

type Question = readonly [experimentIds: readonly string[], filter: string, order: readonly string[]];

interface Golden {
  readonly steps: readonly Step[];
  readonly traces: readonly Readonly<Record<string, Json>>[];
  readonly searches: readonly (readonly [...Question, found: readonly string[]])[];
  readonly refused: readonly (readonly [...Question, message: string])[];
}

const golden = JSON.parse(readFileSync(new URL("../../golden/mlflow/traces.json", import.meta.url), "utf8")) as Golden;

/** What MLflow's server made of the same traces, and found among them. */
export function traceGoldenContract(open: () => Promise<OpenTraces>): void {
  let traces: TraceStore;
  beforeAll(async () => {
    const store = await open();
    traces = store.traces;
    for (const name of ["first", "second"])
      await store.tracking.createExperiment({ name, artifactLocation: null, tags: [], at: 1 });
    for (const step of golden.steps) await perform(traces, step);
  });

  const find = async ([experimentIds, filter, order]: Question): Promise<readonly string[]> => {
    const query = { where: parseFilter("traces", filter), orderBy: parseOrderBy("traces", order), limit: 9 };
    const found: string[] = [];
    for (let after: Cursor | null = null; ; ) {
      const { items, next } = await traces.search(experimentIds, { ...query, after });
      found.push(...items.map((one) => one.traceId));
      if (next === null) return found;
      after = next;
    }
  };

  it("is made of them", async () => {
    expect(golden.traces.length).toBe(33);
    for (const expected of golden.traces) {
      const [trace] = await traces.traces([expected.trace_id as string]);
      expect({
        trace_id: trace!.traceId,
        trace_location: { type: "MLFLOW_EXPERIMENT", mlflow_experiment: { experiment_id: trace!.experimentId } },
        request_time: new Date(trace!.requestedAt).toISOString().replace(/\.?0*Z$/, "Z"),
        state: trace!.state,
        trace_metadata: trace!.metadata,
        tags: trace!.tags,
        ...(trace!.durationMs !== null && { execution_duration: seconds(trace!.durationMs) }),
        ...(trace!.requestPreview !== null && { request_preview: trace!.requestPreview }),
        ...(trace!.responsePreview !== null && { response_preview: trace!.responsePreview }),
        ...(trace!.clientRequestId !== null && { client_request_id: trace!.clientRequestId }),
      }).toEqual({ ...expected, request_time: String(expected.request_time).replace(/\.?0*Z$/, "Z") });
    }
  });

  it("is found by the same filters, in the same order", async () => {
    expect(golden.searches.length).toBeGreaterThan(140);
    const other: unknown[] = [];
    for (const [experimentIds, filter, order, expected] of golden.searches) {
      const found = await find([experimentIds, filter, order]).catch((error: unknown) => String(error));
      if (JSON.stringify(found) !== JSON.stringify(expected)) other.push({ filter, order, found, expected });
    }
    expect(other).toEqual([]);
  });

  it("is refused by the same filters", async () => {
    for (const [experimentIds, filter, order] of golden.refused)
      await expect(find([experimentIds, filter, order])).rejects.toThrow(GyreError);
  });
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3).replace(".000", "")}s`;
}

async function perform(traces: TraceStore, step: Step): Promise<void> {
  switch (step.do) {
    case "begin":
      await traces.begin(step.wish);
      return;
    case "spans":
      await traces.logSpans(
        step.experimentId,
        step.spans.map(received),
        new Map(step.spans.map(({ traceId }) => [traceId, step.source])),
      );
      return;
    case "tag":
      return traces.tag(step.traceId, step.key, step.value);
    case "link":
      return traces.linkToRun(step.traceIds, step.runId);
    case "prompt":
      return traces.linkToPrompts(step.traceId, [step.prompt]);
    case "unassess":
      return traces.removeAssessment(step.traceId, step.id);
    default:
      await traces.assess({
        ...sampleAssessment(1, step.id, {
          createdAt: AT,
          name: step.name,
          metadata: step.metadata,
          overrides: step.overrides,
        }),
        traceId: step.traceId,
        judgement:
          step.kind === "feedback"
            ? { kind: "feedback", value: step.value, error: null }
            : { kind: "expectation", value: step.value },
      });
  }
}

function received(span: Sent): Span {
  const events = span.events.map((event) => ({ ...event, at: BigInt(event.at) }));
  return { ...span, events, startedAt: BigInt(span.startedAt), endedAt: BigInt(span.endedAt) };
}
