import { GyreError } from "../../../../../core/index.js";
import type { TraceInfo } from "../../../../../tracing/index.js";
import { experimentIdOf } from "../../../../../tracking/index.js";
import type { MlflowContext } from "../../operation.js";

/** The trace. Throws `tracing.trace_unknown` with this text, as procedures say it differently. */
export async function findTrace(
  { traces }: Pick<MlflowContext, "traces">,
  id: string,
  text = `Trace with ID '${id}' not found.`,
): Promise<TraceInfo> {
  const [found] = await traces.traces([id]);
  if (found) return found;
  throw new GyreError("tracing.trace_unknown", text, { details: { traceId: id } });
}

/** Those of these traces that are there, in this order and once; in these experiments, when any are named. */
export async function findTraces(
  { traces }: Pick<MlflowContext, "traces">,
  ids: readonly string[],
  experimentIds: readonly string[],
): Promise<readonly TraceInfo[]> {
  const within = new Set(experimentIds.map(experimentIdOf));
  const found = await traces.traces([...new Set(ids)]);
  return within.size === 0 ? found : found.filter(({ experimentId }) => within.has(experimentId));
}
