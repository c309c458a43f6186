import fc from "fast-check";
import type { Assessment, Span, TraceStore, TraceWish } from "./index.js";
import { AT, sampleAssessment, sampleSpan, traceId } from "./trace-store.fixture.js";

/** One call of a store. */
export type Step = (store: TraceStore) => Promise<unknown>;

const TEXTS = ["a", "A", "b%", "a_b", "é", "", "[x]", "0", "10", "a\u0000b", '"a"', "true"];
/** Texts that could be taken for something else. */
export const text = fc.constantFrom(...TEXTS);
const trace = fc.integer({ min: 1, max: 12 });
const value = fc.constantFrom(true, false, null, 0, 1, 2.5, 1e21, "a", "yes", "0", '"a"', "é");
const metadata: fc.Arbitrary<Readonly<Record<string, string>>> = fc.oneof(
  fc.constant({}),
  fc.record({ "mlflow.trace.session": fc.constantFrom("s", "t"), k: text }),
);

const span = fc
  .record({
    trace,
    id: fc.integer({ min: 1, max: 5 }),
    name: text,
    status: fc.constantFrom<Span["status"]>("OK", "ERROR", "UNSET"),
    type: fc.option(fc.constantFrom("LLM", "TOOL")),
    start: fc.integer({ min: 0, max: 5 }),
    end: fc.option(fc.integer({ min: 5, max: 9 })),
    key: text,
    value,
    session: fc.option(fc.constantFrom("s", "t")),
  })
  .map((one) =>
    sampleSpan(one.trace, one.id, {
      parentId: one.id === 1 ? null : "0000000000000001",
      name: one.name,
      status: one.status,
      startedAt: BigInt(AT + one.start) * 1_000_000n,
      endedAt: one.end === null ? null : BigInt(AT + one.end) * 1_000_000n,
      attributes: {
        ...(one.type && { "mlflow.spanType": one.type }),
        [one.key || "x"]: one.value,
        "mlflow.traceTag.a": String(one.value),
        "mlflow.spanInputs": one.value,
        "mlflow.chat.tokenUsage": { input_tokens: one.start, output_tokens: one.end, total_tokens: 1 },
        ...(one.session && { "session.id": one.session }),
      },
    }),
  );

const wish = fc
  .record({
    n: trace,
    at: fc.option(fc.integer({ min: 0, max: 5 })),
    durationMs: fc.option(fc.integer({ min: 0, max: 4 })),
    state: fc.option(fc.constantFrom("OK" as const, "ERROR" as const, "IN_PROGRESS" as const)),
    clientRequestId: fc.option(text),
    experimentId: fc.constantFrom("0", "1"),
    tags: fc.dictionary(fc.constantFrom("a", "b", "mlflow.traceName"), text),
    metadata: fc.oneof(
      metadata,
      fc.dictionary(fc.constantFrom("k", "mlflow.sourceRun", "mlflow.trace.tokenUsage"), text),
    ),
  })
  .map(
    ({ n, at, state, ...rest }): TraceWish => ({
      traceId: traceId(n),
      ...rest,
      ...(at !== null && { requestedAt: AT + at }),
      ...(state !== null && { state }),
    }),
  );

const assessment = fc
  .record({
    trace,
    id: fc.constantFrom("a1", "a2", "a3", "a4"),
    name: fc.constantFrom("n", "m"),
    value,
    isFeedback: fc.boolean(),
    metadata,
    overrides: fc.option(fc.constantFrom("a1", "a2")),
  })
  .map(({ trace: of, id, value: judged, isFeedback, ...rest }) => {
    const judgement: Assessment["judgement"] = isFeedback
      ? { kind: "feedback", value: judged, error: null }
      : { kind: "expectation", value: judged };
    return sampleAssessment(of, id, { ...rest, judgement });
  });

/** Any call that changes something. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(span, { maxLength: 4 }).map(
      (spans): Step =>
        (to) =>
          to.logSpans("0", spans),
    ),
  },
  {
    weight: 4,
    arbitrary: wish.map(
      (one): Step =>
        (to) =>
          to.begin(one),
    ),
  },
  {
    weight: 3,
    arbitrary: assessment.map(
      (one): Step =>
        (to) =>
          to.assess(one),
    ),
  },
  fc.tuple(trace, fc.constantFrom("a", "b", "mlflow.traceName"), fc.option(text)).map(
    ([n, key, to]): Step =>
      (store) =>
        store.tag(traceId(n), key, to),
  ),
  fc.tuple(trace, text).map(
    ([n, run]): Step =>
      (to) =>
        to.linkToRun([traceId(n), traceId(n + 1)], run),
  ),
  fc.tuple(trace, fc.constantFrom("p/1", "p/2")).map(
    ([n, p]): Step =>
      (to) =>
        to.linkToPrompts(traceId(n), [p]),
  ),
  fc.tuple(trace, fc.constantFrom("a1", "a2"), value).map(
    ([n, id, to]): Step =>
      (store) =>
        store.changeAssessment(traceId(n), id, { judgement: { kind: "feedback", value: to, error: null }, at: 9 }),
  ),
  fc.tuple(trace, fc.constantFrom("a1", "a2", "a3")).map(
    ([n, id]): Step =>
      (to) =>
        to.removeAssessment(traceId(n), id),
  ),
  fc.tuple(trace, fc.integer({ min: 0, max: 3 })).map(
    ([n, limit]): Step =>
      (to) =>
        limit === 0 ? to.remove("0", { ids: [traceId(n)] }) : to.remove("1", { upTo: AT + n, limit }),
  ),
);
