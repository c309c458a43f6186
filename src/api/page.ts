import Type, { type TProperties, type TSchema } from "typebox";

const DEFAULT_LIMIT = 50;

const limit = Type.Optional(
  Type.Integer({ minimum: 1, maximum: 500, description: `how many at most; ${DEFAULT_LIMIT} unless given` }),
);

/** The query of a list that is read page by page, newest first, and the filters of that list. */
export function pageQuery<P extends TProperties>(filters: P) {
  return Type.Object(
    { ...filters, limit, before: Type.Optional(Type.String({ description: "`next` of the page before" })) },
    { additionalProperties: false },
  );
}

/** The same for a list that is read oldest first. */
export function forwardPageQuery<P extends TProperties>(filters: P) {
  return Type.Object(
    { ...filters, limit, after: Type.Optional(Type.String({ description: "`next` of the page before" })) },
    { additionalProperties: false },
  );
}

/** One page: `next` is null on the last. */
export function pageOf<T extends TSchema>(item: T) {
  return Type.Object({ items: Type.Array(item), next: Type.Union([Type.String(), Type.Null()]) });
}

/** Reads one item more than asked for, so that `next` is null exactly when nothing follows. */
export async function readPage<T>(
  asked: number | undefined,
  read: (limit: number) => Promise<readonly T[]>,
  keyOf: (item: T) => string,
): Promise<{ items: T[]; next: string | null }> {
  const size = asked ?? DEFAULT_LIMIT;
  const found = await read(size + 1);
  const items = found.slice(0, size);
  return { items, next: found.length > size ? keyOf(items[size - 1]) : null };
}

/** Path parameters by name, all texts. */
export function pathParams<const N extends readonly string[]>(...names: N) {
  const properties = Object.fromEntries(names.map((name) => [name, Type.String()]));
  return Type.Object(properties as Record<N[number], ReturnType<typeof Type.String>>);
}
