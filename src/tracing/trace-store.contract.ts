import { describe } from "vitest";
import { traceAssessmentsContract } from "./trace-store.assessments.contract.js";
import { traceChangesContract } from "./trace-store.changes.contract.js";
import type { OpenTraces } from "./trace-store.fixture.js";
import { traceGoldenContract } from "./trace-store.golden.contract.js";
import { traceSearchContract } from "./trace-store.search.contract.js";
import { traceSpansContract } from "./trace-store.spans.contract.js";

/** What every {@link TraceStore} must do; `open` gives a new one, with nothing in it. */
export function traceStoreContract(open: () => Promise<OpenTraces>): void {
  describe("traces and spans", () => traceSpansContract(open));
  describe("tags, links and removal", () => traceChangesContract(open));
  describe("assessments", () => traceAssessmentsContract(open));
  describe("searches", () => traceSearchContract(open));
  describe("what MLflow's server makes of the same", () => traceGoldenContract(open));
}
