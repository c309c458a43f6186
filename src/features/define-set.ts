import type { Columns, SourceRef } from "../data/index.js";
import type { ColumnName, ViewRef } from "./define.js";
import type { FeatureSet, RequestFeature, View } from "./types.js";
import { featureNames } from "./windows.js";

/** A field of the request as it is. */
export const field = <const N extends string>(column: N) => ({ from: "field" as const, column });

type ZonePart = "hour" | "weekday" | "minuteOfDay";
const zonePart =
  <P extends ZonePart>(from: P) =>
  <const N extends string>(column: N, zone: string) => ({ from, column, zone });

/** The hour, 0 to 23, on the wall clock of a zone: `hourOf("scheduled_departure", "America/New_York")`. */
export const hourOf = zonePart("hour");
/** The weekday, 1 = Monday to 7 = Sunday, in a zone. */
export const weekdayOf = zonePart("weekday");
/** Minutes since the zone's midnight as its wall clock shows them, 0 to 1439. */
export const minuteOfDay = zonePart("minuteOfDay");

/** Minutes from one time of the request to another, with their fraction. */
export const minutesBetween = <const S extends string, const E extends string>(start: S, end: E) => ({
  from: "minutesBetween" as const,
  start,
  end,
});

type RequestOf<All extends string, Times extends string> =
  | { from: "field"; column: All }
  | { from: ZonePart; column: Times; zone: string }
  | { from: "minutesBetween"; start: Times; end: Times };

type Choice = FeatureSet["features"][number];

/** All features of a view, in its order. */
export function allOf(view: View): Choice[] {
  return featureNames(view).map((feature) => ({ view: view.name, feature }));
}

/** Some features of a view by their names without the view's: `pick(traffic, "delay_3h", "flights_24h")`. */
export function pick<F extends string>(view: ViewRef<View, F>, ...features: readonly NoInfer<F>[]): Choice[] {
  return features.map((feature) => ({ view: view.name, feature: `${view.name}_${feature}` }));
}

/**
 * Everything a model reads. `fields` are the columns of `source` that a request carries (the keys of the views' entities among
 * them), `request` the features made of them, by name.
 */
export function featureSet<C extends Columns, const F extends ColumnName<NoInfer<C>>>(
  name: string,
  options: {
    readonly source: SourceRef<C>;
    readonly fields: readonly F[];
    readonly request: Readonly<Record<string, RequestOf<NoInfer<F>, NoInfer<F> & ColumnName<NoInfer<C>, "timestamp">>>>;
    readonly features: readonly Choice[];
  },
): FeatureSet {
  const columns: Columns = options.source.schema.columns;
  const fields: FeatureSet["fields"] = {};
  for (const column of options.fields) {
    const schema = columns[column];
    if (schema) fields[column] = { kind: schema.kind, nullable: schema.nullable };
  }
  const request = Object.entries(options.request).map(
    ([feature, from]): RequestFeature => ({ name: feature, ...from }),
  );
  return { name, fields, request, features: [...options.features] };
}
