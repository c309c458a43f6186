import { compareText } from "../../../core/index.js";
import type { Run } from "../../../tracking/index.js";

/** A number, a text, or the null that stands for NaN. */
export type Cell = number | string | null;

/** What runs logged, as flat lists: a metric is (run, key, value, timestamp, step), a param or tag is (run, key, value). */
export interface Logged {
  readonly metrics: readonly Cell[];
  readonly params: readonly Cell[];
  readonly tags: readonly Cell[];
}

const METRIC_CELLS = 5;
const PAIR_CELLS = 3;

/** The numbers of all keys. */
export function keysOf({ metrics, params, tags }: Logged): number[] {
  const keys = new Set<number>();
  for (let i = 1; i < metrics.length; i += METRIC_CELLS) keys.add(metrics[i] as number);
  for (const pairs of [params, tags]) for (let i = 1; i < pairs.length; i += PAIR_CELLS) keys.add(pairs[i] as number);
  return [...keys];
}

/** The texts of key numbers, and how a text is read. */
export interface Texts {
  readonly keys: ReadonlyMap<number, string>;
  textOf(cell: string): string;
}

/** Adds to runs, by number, what they logged; each list ends up by key. */
export function addLogged(runs: ReadonlyMap<number, Run>, { metrics, params, tags }: Logged, texts: Texts): void {
  for (let i = 0; i < metrics.length; i += METRIC_CELLS)
    runs.get(metrics[i] as number)?.metrics.push({
      key: texts.keys.get(metrics[i + 1] as number) ?? "",
      value: (metrics[i + 2] as number | null) ?? Number.NaN,
      timestamp: metrics[i + 3] as number,
      step: metrics[i + 4] as number,
    });
  const addPairs = (pairs: readonly Cell[], list: "params" | "tags"): void => {
    for (let i = 0; i < pairs.length; i += PAIR_CELLS)
      runs.get(pairs[i] as number)?.[list].push({
        key: texts.keys.get(pairs[i + 1] as number) ?? "",
        value: texts.textOf(pairs[i + 2] as string),
      });
  };
  addPairs(params, "params");
  addPairs(tags, "tags");
  for (const run of runs.values()) {
    sortByKey(run.metrics);
    sortByKey(run.params);
    sortByKey(run.tags);
  }
}

/** They come by the numbers of their keys, which mostly is the order of the keys. */
function sortByKey(items: { readonly key: string }[]): void {
  for (let i = 1; i < items.length; i++)
    if (compareText(items[i - 1].key, items[i].key) > 0) {
      items.sort((a, b) => compareText(a.key, b.key));
      return;
    }
}
