/** Tells clients that a trace's spans are asked of the server. */
export const SPANS_HERE = { "mlflow.trace.spansLocation": "TRACKING_STORE" } as const;

/** Tells clients where files of a trace are, below its experiment's. */
export function placeTag(artifactLocation: string, traceId: string): Readonly<Record<string, string>> {
  return { "mlflow.artifactLocation": `${artifactLocation}/traces/${traceId}/artifacts` };
}
