import { GyreError } from "../../../../../core/index.js";
import type { Span, TraceInfo } from "../../../../../tracing/index.js";
import { artifactPath, treePath, wholeContent } from "../../../../../tracking/index.js";
import type { MlflowContext } from "../../operation.js";
import { spansOfFile } from "./artifact-spans.js";

/** How much the files of spans that one request reads may hold; larger ones are for those who download them. */
const MOST_BYTES_OF_FILES = 32 << 20;

/**
 * The spans of traces, by trace; of those that have none, what an older client left in a `traces.json` among the trace's artifacts.
 * Throws `tracing.bad_spans` for a file that cannot be read, and `serving.body_too_large` for files that are too large together.
 */
export async function spansOf(
  context: Pick<MlflowContext, "traces" | "artifacts">,
  infos: readonly TraceInfo[],
): Promise<ReadonlyMap<string, readonly Span[]>> {
  const found = new Map(await context.traces.spans(infos.map(({ traceId }) => traceId)));
  const budget = { bytes: MOST_BYTES_OF_FILES };
  for (const info of infos) {
    if ((found.get(info.traceId)?.length ?? 0) > 0) continue;
    found.set(info.traceId, await spansInFile(context, info, budget));
  }
  return found;
}

/** Whether fewer spans have come than the client has said there are. */
export function isPartial({ metadata }: TraceInfo, spans: readonly Span[]): boolean {
  const told = /"num_spans":\s*(\d{1,9})\b/.exec(metadata["mlflow.trace.sizeStats"] ?? "")?.[1];
  return spans.length < Number(told ?? 0);
}

async function spansInFile(
  { artifacts }: Pick<MlflowContext, "artifacts">,
  { tags }: TraceInfo,
  budget: { bytes: number },
): Promise<readonly Span[]> {
  const directory = treePath(tags["mlflow.artifactLocation"] ?? "");
  if (!directory) return [];
  const file = await artifacts.open(artifactPath(`${directory}/traces.json`));
  if (!file) return [];
  budget.bytes -= file.sizeBytes;
  if (budget.bytes < 0)
    throw new GyreError(
      "serving.body_too_large",
      `expected spans in files of at most ${MOST_BYTES_OF_FILES} bytes together, got more`,
      { hint: "ask for fewer traces, or download traces.json as an artifact" },
    );
  return spansOfFile(await wholeContent(file));
}
