import { GyreError } from "../../../core/index.js";
import {
  type Cursor,
  compareBy,
  evaluate,
  type Field,
  type FieldValue,
  type Lookup,
  type OrderBy,
  type Page,
  type Query,
} from "../../../tracking/index.js";

/** How things of a kind are searched. */
export interface Search<T> {
  /** The wished order and what makes it total; the last field is never missing. */
  readonly orderBy: readonly OrderBy[];
  /** What a comparison looks at. */
  value(thing: T, field: Field): FieldValue;
  /** What a thing is ordered by at this place of the order. */
  place(thing: T, field: Field, index: number): Place;
}

type Place = string | number | null;

/** Those things of which the query's condition holds, in order, after the cursor. */
export function pageOf<T>(things: readonly T[], query: Query, search: Search<T>): Page<T> {
  const { where, limit } = query;
  const { orderBy } = search;
  const after = query.after === null ? null : placesOf(query.after, orderBy);
  const rest = things
    .filter((thing) => where === null || evaluate(where, (field) => search.value(thing, field)))
    .map((thing) => ({ thing, places: orderBy.map(({ field }, index) => search.place(thing, field, index)) }))
    .sort((a, b) => comparePlaces(a.places, b.places, orderBy))
    .filter(({ places }) => after === null || comparePlaces(places, after, orderBy) > 0);
  const page = rest.slice(0, limit);
  const next = rest.length > page.length ? cursorOf(page[page.length - 1].places) : null;
  return { items: page.map(({ thing }) => thing), next };
}

/** By index and not by field, as a metric may be there twice, on two datasets. */
function comparePlaces(a: readonly Place[], b: readonly Place[], orderBy: readonly OrderBy[]): number {
  const byIndex = orderBy.map(({ isDescending }, index): OrderBy => {
    return { field: { entity: "attribute", key: String(index) }, isDescending };
  });
  const lookup =
    (places: readonly Place[]): Lookup =>
    ({ key }) =>
      places[Number(key)];
  return compareBy(byIndex, lookup(a), lookup(b));
}

function cursorOf(places: readonly Place[]): Cursor {
  return places.map((place) => (Number.isNaN(place) ? "NaN" : place));
}

const NUMBERS = new Set([
  "start_time",
  "end_time",
  "creation_time",
  "created_time",
  "last_update_time",
  "experiment_id",
  "creation_timestamp",
  "last_updated_timestamp",
  "timestamp_ms",
  "execution_time_ms",
]);

function placesOf(cursor: Cursor, orderBy: readonly OrderBy[]): readonly Place[] {
  const isRight = (value: Cursor[number], { field }: OrderBy): boolean => {
    if (value === null) return true;
    const isNumber = field.entity === "metric" || (field.entity === "attribute" && NUMBERS.has(field.key));
    return isNumber ? typeof value === "number" || value === "NaN" : typeof value === "string";
  };
  const fits = cursor.length === orderBy.length && cursor.every((value, index) => isRight(value, orderBy[index]));
  if (!fits || cursor[cursor.length - 1] === null)
    throw new GyreError("tracking.bad_page_token", "Invalid page token, could not base64-decode");
  return cursor.map((value, index) =>
    value === "NaN" && orderBy[index].field.entity === "metric" ? Number.NaN : value,
  );
}
