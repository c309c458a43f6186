export type { CalibrationBin, DriftRow, Mark, PolicyReport, RehearsalReport } from "../rehearsal/index.js";

/** What the page may say about the deployment that answers now. Everything is shown as text. */
export interface DeploymentFacts {
  /** The deployment's name, such as `late`. */
  readonly name: string;
  /** The model version that answers, such as `7`. */
  readonly version?: string;
  /** One line for a shell that asks the deployment for a prediction. */
  readonly curl: string;
  /** Predictions answered since the deployment began. */
  readonly predictions?: number;
  /** Median time from request to answer, in milliseconds. */
  readonly p50Ms?: number;
  /** 99th percentile of the time from request to answer, in milliseconds. */
  readonly p99Ms?: number;
}

/** How to render a report. */
export interface RenderOptions {
  /** The page is served while the rehearsal runs: it fetches its own address each second until every policy is done. */
  readonly live?: boolean;
  /** What answers now; left out, the page has no such section. */
  readonly deployment?: DeploymentFacts;
  /** Shell lines that make this report again; default `npm start`. */
  readonly commands?: readonly string[];
}
