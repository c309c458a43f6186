/**
 * A reply as JSON: what is undefined, null or an empty list is left out at every depth, NaN and infinities become texts. An
 * empty message stays `{}`. What needs no change is not copied, so that a page of a thousand runs costs little more than `JSON.stringify`.
 */
export function writeReply(reply: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(reply).flatMap(([name, value]) => {
    const json = isVerbatim(value) ? value[VERBATIM] : JSON.stringify(clean(value));
    return json === undefined ? [] : [`${JSON.stringify(name)}:${json}`];
  });
  return `{${fields.join(",")}}`;
}

const VERBATIM = Symbol("json");

interface Verbatim {
  readonly [VERBATIM]: string;
}

/** JSON that a field of a reply has as it is: with nulls and empty lists that mean something, with integers too large for numbers. */
export function verbatim(json: string): Verbatim {
  return { [VERBATIM]: json };
}

function isVerbatim(value: unknown): value is Verbatim {
  return typeof value === "object" && value !== null && VERBATIM in value;
}

/** The value as it is sent; undefined for what is left out. */
function clean(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value !== "object") return value;
  if (value === null) return undefined;
  return Array.isArray(value) ? cleanList(value) : cleanObject(value as Readonly<Record<string, unknown>>);
}

function cleanList(items: readonly unknown[]): readonly unknown[] | undefined {
  if (items.length === 0) return undefined;
  let copy: unknown[] | null = null;
  for (let i = 0; i < items.length; i++) {
    const cleaned = clean(items[i]);
    if (cleaned === items[i]) continue;
    copy ??= [...items];
    copy[i] = cleaned;
  }
  return copy ?? items;
}

function cleanObject(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  let copy: Record<string, unknown> | null = null;
  for (const key in record) {
    const value = record[key];
    const cleaned = clean(value);
    if (cleaned === value) continue;
    copy ??= { ...record };
    copy[key] = cleaned;
  }
  return copy ?? record;
}
