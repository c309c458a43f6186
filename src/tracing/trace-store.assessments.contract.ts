import { expect, it } from "vitest";
import { type OpenTraces, sampleAssessment, sampleWish, traceId, traceOf } from "./trace-store.fixture.js";

/** How assessments are kept. */
export function traceAssessmentsContract(open: () => Promise<OpenTraces>): void {
  const opened = async (): Promise<OpenTraces> => {
    const store = await open();
    await store.traces.begin(sampleWish(1));
    return store;
  };
  const unknown = (id: string) => ({
    code: "tracing.assessment_unknown",
    message: `Assessment with ID '${id}' not found for trace '${traceId(1)}'`,
  });

  it("are kept whole, the oldest first", async () => {
    const store = await opened();
    const { traces } = store;
    const error = { code: "E", message: "m\u0000", stackTrace: "s" };
    const late = sampleAssessment(1, "late", {
      createdAt: 2e12,
      spanId: "00000000000000aa",
      source: { type: "LLM_JUDGE", id: "judge" },
      judgement: { kind: "feedback", value: null, error },
      rationale: "so",
      metadata: { k: "v" },
    });
    const early = sampleAssessment(1, "early", { judgement: { kind: "expectation", value: { a: [1, null] } } });
    expect(await traces.assess(late)).toEqual({ ...late, isValid: true });
    await traces.assess(early);
    expect((await traceOf(store, 1))?.assessments).toEqual([
      { ...early, isValid: true },
      { ...late, isValid: true },
    ]);
    expect(await traces.assessment(traceId(1), "late")).toEqual({ ...late, isValid: true });
    expect(await traces.assessment(traceId(1), "none")).toBeNull();
  });

  it("come with a trace that is said to have begun", async () => {
    const store = await open();
    const one = { ...sampleAssessment(7, "a"), isValid: true };
    const made = await store.traces.begin(sampleWish(1, { assessments: [one] }));
    expect(made.assessments).toEqual([{ ...one, traceId: traceId(1) }]);
  });

  it("are not valid while another is there that overrides them", async () => {
    const { traces } = await opened();
    await traces.assess(sampleAssessment(1, "a"));
    await traces.assess(sampleAssessment(1, "b", { overrides: "a" }));
    expect((await traces.assessment(traceId(1), "a"))?.isValid).toBe(false);
    await traces.removeAssessment(traceId(1), "b");
    expect((await traces.assessment(traceId(1), "a"))?.isValid).toBe(true);
    await traces.removeAssessment(traceId(1), "b");
    await traces.removeAssessment(traceId(2), "b");
    await expect(traces.assess(sampleAssessment(1, "c", { overrides: "no" }))).rejects.toMatchObject(unknown("no"));
    expect(await traces.assessment(traceId(1), "c")).toBeNull();
    await expect(traces.assess(sampleAssessment(2, "c"))).rejects.toMatchObject({ code: "tracing.trace_unknown" });
  });

  it("change in what is said alone; metadata under other keys stays, and so does the kind", async () => {
    const { traces } = await opened();
    const was = await traces.assess(sampleAssessment(1, "a", { metadata: { k: "v", l: "w" }, rationale: "because" }));
    const judgement = { kind: "feedback", value: "yes", error: null } as const;
    const changed = await traces.changeAssessment(traceId(1), "a", { judgement, metadata: { l: "x" }, at: 5 });
    expect(changed).toEqual({ ...was, judgement, metadata: { k: "v", l: "x" }, updatedAt: 5 });
    expect(await traces.assessment(traceId(1), "a")).toEqual(changed);
    const other = { judgement: { kind: "expectation", value: 1 }, at: 6 } as const;
    await expect(traces.changeAssessment(traceId(1), "a", other)).rejects.toMatchObject({
      code: "tracing.bad_value",
      message: "Cannot update expectation value on a Feedback assessment.",
    });
    await expect(traces.changeAssessment(traceId(1), "z", { at: 6 })).rejects.toMatchObject(unknown("z"));
    await expect(traces.changeAssessment(traceId(2), "a", { at: 6 })).rejects.toMatchObject({
      code: "tracing.trace_unknown",
    });
  });
}
