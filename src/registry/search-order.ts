import type { OrderBy } from "../tracking/index.js";

/** What registered models and versions can be ordered by. */
export type RegistryOrderKey = "name" | "version" | "createdAt" | "updatedAt";

/** One key of a total order. */
export interface RegistryOrder {
  readonly key: RegistryOrderKey;
  readonly isDescending: boolean;
}

const KEYS: Readonly<Record<string, RegistryOrderKey>> = {
  name: "name",
  version_number: "version",
  timestamp: "updatedAt",
  last_updated_timestamp: "updatedAt",
  creation_timestamp: "createdAt",
};

const ascending = (key: RegistryOrderKey): RegistryOrder => ({ key, isDescending: false });
const descending = (key: RegistryOrderKey): RegistryOrder => ({ key, isDescending: true });

/** The whole order of a search of registered models: as wished, then by name. */
export function modelOrder(wished: readonly OrderBy[]): readonly RegistryOrder[] {
  return distinct([...wished.map(orderOf), ascending("name")]);
}

/** The whole order of a search of versions: as wished, by default the last changed first; then by name, the greatest version first. */
export function versionOrder(wished: readonly OrderBy[]): readonly RegistryOrder[] {
  const first = wished.length > 0 ? wished.map(orderOf) : [descending("updatedAt")];
  return distinct([...first, ascending("name"), descending("version")]);
}

function orderOf({ field, isDescending }: OrderBy): RegistryOrder {
  const key = KEYS[field.key];
  if (!key) throw new RangeError(`the registry has no order by ${field.entity} ${field.key}`);
  return { key, isDescending };
}

function distinct(orders: readonly RegistryOrder[]): readonly RegistryOrder[] {
  return orders.filter((order, i) => orders.findIndex((other) => other.key === order.key) === i);
}
