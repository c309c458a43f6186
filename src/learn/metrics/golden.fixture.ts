import { readFileSync } from "node:fs";

/** What golden/learn/metrics.py wrote: scikit-learn's and SciPy's words on predictions that stand beside them. */
export function goldenMetrics<T>(part: string): T {
  const file = new URL("../../../golden/learn/metrics.json", import.meta.url);
  return JSON.parse(readFileSync(file, "utf8"))[part] as T;
}
