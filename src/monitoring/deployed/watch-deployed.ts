import type { Clock } from "../../core/index.js";
import type { Table } from "../../learn/index.js";
import type { Inference, InferenceLog, ModelDeployment } from "../../serving/index.js";
import { compareDrift, featureScores } from "../compare-drift.js";
import { fitReference } from "../fit-reference.js";
import type { AlertStore, FindingStore, MonitorStateStore } from "../ports.js";
import { startDrift, stepDrift } from "../step-drift.js";
import type { Alert, DriftReference, DriftState } from "../types.js";
import { requestTable } from "./request-table.js";
import { type WatchedColumn, watchedColumns } from "./watched-columns.js";

/** A deployed model's requests are compared with its first ones: so many rows against so many. */
export const DEPLOYED_RULE = {
  referenceRows: 1000,
  windowRows: 500,
  alpha: 0.05,
  delta: 0.1,
  fire: 2,
  of: 3,
  clearFactor: 0.7,
  minRows: 100,
} as const;

/** A request is looked at when those before it, which other processes may still be writing, are there. */
const SETTLED_MS = 5000;
const PAGE = 200;
/** A column of more categories in the reference is free text or a name, new in every request. */
const MOST_CATEGORIES = 100;

/** What watching reads and writes. */
export interface DeployedWatchContext {
  readonly inferences: Pick<InferenceLog, "after">;
  readonly findings: Pick<FindingStore, "record">;
  readonly alerts: Pick<AlertStore, "record">;
  readonly states: MonitorStateStore;
  readonly clock: Clock;
}

/** One deployed model under watch. */
export interface DeployedWatch {
  readonly deployment: ModelDeployment;
  /** Of the last window that this process compared, the largest score of each column; 1 is the limit. */
  scores(): ReadonlyMap<string, number | null>;
  /** Takes what was asked since the last look into account, window after window, and gives the alerts that start. */
  look(): Promise<readonly Alert[]>;
}

/** What findings and alerts about a deployed model name as their monitor. */
export function deployedMonitor({ name, revision }: Pick<ModelDeployment, "name" | "revision">): string {
  return `${PREFIX}${name}/${revision}`;
}

/** Whether a monitor watches a client's model, and not the project's. */
export function isDeployedMonitor(monitor: string): boolean {
  return monitor.startsWith(PREFIX);
}

const PREFIX = "deployments:/";

/** Where watching stands. */
interface Standing {
  /** Null until the first rows have come. */
  reference: DriftReference | null;
  state: DriftState;
  /** The id of the last request that was taken. */
  after: string | undefined;
  /** What came since the last comparison. */
  requests: Inference[];
  rows: number;
  scores: ReadonlyMap<string, number | null>;
}

/** What watches, and the columns that it looks at. */
interface Parts {
  readonly context: DeployedWatchContext;
  readonly columns: readonly WatchedColumn[];
}

/**
 * Watches a deployed model by its own requests: the first 1,000 rows are the reference, each 500 rows after them a window, without
 * overlap. Where it stands is kept with each window, so that a restart, or another process that watches the same model, records the same.
 */
export function watchDeployed(context: DeployedWatchContext, deployment: ModelDeployment): DeployedWatch {
  const { name, revision } = deployment;
  const parts = { context, columns: watchedColumns(deployment) };
  const state = startDrift(deployedMonitor(deployment));
  const standing: Standing = { reference: null, state, after: undefined, requests: [], rows: 0, scores: new Map() };
  return {
    deployment,
    scores: () => standing.scores,
    async look() {
      const alerts: Alert[] = [];
      const until = context.clock.now() - SETTLED_MS;
      for (let isMore = parts.columns.length > 0; isMore; ) {
        const page = await context.inferences.after(name, { revision, id: standing.after, until, limit: PAGE });
        // What was compared before a restart is passed over.
        for (const request of page)
          if (standing.after === undefined || request.id > standing.after)
            alerts.push(...(await take(parts, standing, request)));
        isMore = page.length === PAGE;
      }
      return alerts;
    },
  };
}

async function take(parts: Parts, standing: Standing, request: Inference): Promise<readonly Alert[]> {
  standing.after = request.id;
  standing.requests.push(request);
  standing.rows += request.rows;
  const { reference, rows } = standing;
  if (rows < (reference === null ? DEPLOYED_RULE.referenceRows : DEPLOYED_RULE.windowRows)) return [];
  const table = requestTable(parts.columns, standing.requests);
  const alerts = reference === null ? [] : await compare(parts.context, standing, { table, reference, last: request });
  if (reference === null) await begin(parts.context, standing, table);
  [standing.requests, standing.rows] = [[], 0];
  return alerts;
}

/** Goes on where watching stood when it ended, if it has been on before. */
async function begin({ states }: DeployedWatchContext, standing: Standing, table: Table): Promise<void> {
  const kept = await states.load(standing.state.monitor);
  if (kept?.kind === "drift") [standing.state, standing.after] = [kept, kept.upTo ?? standing.after];
  const { columns } = fitReference(table);
  standing.reference = {
    columns: columns.filter((one) => one.kind === "number" || one.categories.length <= MOST_CATEGORIES),
  };
}

interface Window {
  readonly table: Table;
  readonly reference: DriftReference;
  readonly last: Inference;
}

async function compare(
  { findings, alerts, states }: DeployedWatchContext,
  standing: Standing,
  { table, reference, last }: Window,
): Promise<readonly Alert[]> {
  const seen = { at: last.at, findings: compareDrift(reference, table, DEPLOYED_RULE) };
  const step = stepDrift(standing.state, seen, DEPLOYED_RULE);
  standing.scores = featureScores(seen.findings);
  await findings.record(step.finding);
  for (const alert of step.alerts) await alerts.record(alert);
  standing.state = { ...step.state, upTo: last.id };
  await states.save(standing.state);
  return step.alerts;
}
