import type { VirtualClock } from "../core/index.js";
import type { DatasetVersion } from "../data/index.js";
import type { TrainingSet } from "../features/index.js";
import type { History, LoadedProject, LoopContext, OperationContext } from "../project/index.js";
import type { ModelEstimator } from "../training/index.js";
import type { PolicyReport } from "./types.js";

/** The world of one rehearsal: the loop's own ports, on a virtual clock. */
export interface RehearsalContext extends LoopContext, OperationContext {
  readonly clock: VirtualClock;
  /** What the rehearsal has cost so far. */
  readonly compute: () => { readonly cpuSeconds: number; readonly wallSeconds: number };
}

/** One policy to rehearse over [from, to), ms. */
export interface RehearsalInput {
  readonly loaded: LoadedProject;
  readonly policy: string;
  readonly estimator: ModelEstimator;
  readonly from: number;
  readonly to: number;
  readonly dataset: DatasetVersion;
  /** Every example of the history; each training takes only what was known at its moment. */
  readonly set: TrainingSet;
  readonly history: History;
  readonly signal?: AbortSignal;
  readonly onProgress?: (report: PolicyReport, positiveRate: number | null) => Promise<void>;
}
