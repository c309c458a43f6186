import { type RawBuilder, sql } from "kysely";
import type { RegistryOrder, RegistryOrderKey } from "../../../registry/index.js";
import type { Cursor } from "../../../tracking/index.js";

/** The columns that a search is ordered by; none of them is ever null. */
export type OrderColumns = Readonly<Partial<Record<RegistryOrderKey, RawBuilder<unknown>>>>;

/** The clause that orders rows. */
export function orderClause(order: readonly RegistryOrder[], columns: OrderColumns): RawBuilder<unknown> {
  return sql.join(order.map(({ key, isDescending }) => (isDescending ? sql`${columns[key]} desc` : columns[key])));
}

/**
 * What comes after a cursor. The first key is compared once more by itself, so that an index on it can be entered in the middle.
 */
export function afterCursor(
  order: readonly RegistryOrder[],
  columns: OrderColumns,
  after: Cursor,
): RawBuilder<boolean> {
  const [first] = order;
  const beyond = order.map(({ key, isDescending }, i) => {
    const same = order.slice(0, i).map((one, j) => sql`${columns[one.key]} = ${after[j]}`);
    const next = isDescending ? sql`${columns[key]} < ${after[i]}` : sql`${columns[key]} > ${after[i]}`;
    return sql`(${sql.join([...same, next], sql` and `)})`;
  });
  const edge = first.isDescending ? sql`<=` : sql`>=`;
  return sql`${columns[first.key]} ${edge} ${after[0]} and (${sql.join(beyond, sql` or `)})`;
}
