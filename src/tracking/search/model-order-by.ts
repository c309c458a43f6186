import { refuse } from "./refuse.js";
import { modelAttribute } from "./rules/logged-models.js";
import type { Field, OrderBy, OrderDataset } from "./types.js";

/** What logged models are ordered by; a metric may be that of a dataset. */
export interface ModelOrderItem {
  readonly field_name?: string;
  /** True by default. */
  readonly ascending?: boolean;
  readonly dataset_name?: string;
  readonly dataset_digest?: string;
}

function fieldOf(name: string): Field {
  const dot = name.indexOf(".");
  if (dot < 0) {
    return { entity: "attribute", key: modelAttribute(name) ?? refuse(`Invalid order by field name: ${name}`) };
  }
  if (name.slice(0, dot) !== "metrics") refuse(`Invalid order by field name: ${name}. Only metrics are supported.`);
  return { entity: "metric", key: name.slice(dot + 1) };
}

/** Reads what logged models are to be ordered by. Throws `tracking.bad_filter` with MLflow's message. */
export function modelOrderBy(items: readonly ModelOrderItem[]): readonly OrderBy[] {
  return items.map((item) => ({ field: fieldOf(item.field_name ?? ""), isDescending: item.ascending === false }));
}

/** The dataset that a metric at the same place in the order is of, by what of its name and digest is given; null for any. */
export function modelOrderDatasets(items: readonly ModelOrderItem[]): readonly (OrderDataset | null)[] {
  return items.map(({ dataset_name, dataset_digest }) => {
    const [name, digest] = [dataset_name || null, dataset_digest || null];
    return name === null && digest === null ? null : { name, digest };
  });
}
