import { compareText } from "../core/index.js";

/** Of each key the last item, by key in code points. */
export function lastByKey<T extends { readonly key: string }>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [item.key, item])).values()].sort((a, b) => compareText(a.key, b.key));
}
