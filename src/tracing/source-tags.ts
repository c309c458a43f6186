import { truncated } from "../tracking/index.js";
import { LIMITS } from "./limits.js";
import { pythonJson } from "./python-json.js";
import { isTagKey } from "./span-summary.js";
import type { Json } from "./types.js";

/** The tags that tell what made a trace, such as `service.name`: neither of the software that sent its spans nor with MLflow's own keys. */
export function sourceTags(source: Readonly<Record<string, Json>>): Readonly<Record<string, string>> {
  const tags = Object.entries(source).flatMap(([key, value]): [string, string][] => {
    if (key.startsWith("telemetry.sdk.") || key.startsWith("mlflow.") || !isTagKey(key)) return [];
    return [[key, truncated(typeof value === "string" ? value : pythonJson(value), LIMITS.tagValue)]];
  });
  return Object.fromEntries(tags);
}
