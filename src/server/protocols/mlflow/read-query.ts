import { badValue } from "../../../tracking/index.js";
import type { Fields } from "./fields.js";

type Query = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A query string as the JSON of a message: a key that comes again is a list, `true` and `false` are booleans; of another the first counts. */
export function readQuery(fields: Fields, query: Query): Readonly<Record<string, unknown>> {
  const raw: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(fields)) {
    const given = Object.hasOwn(query, name) ? query[name] : undefined;
    if (given === undefined) continue;
    if (field.isRepeated) raw[name] = [given].flat();
    else {
      const value = typeof given === "string" ? given : given[0];
      raw[name] = field.kind === "bool" ? readBoolean(value) : value;
    }
  }
  return raw;
}

function readBoolean(value: string): boolean {
  const word = value.toLowerCase();
  if (word !== "true" && word !== "false")
    throw badValue(`Invalid boolean value: ${value.slice(0, 100)}, must be 'true' or 'false'.`);
  return word === "true";
}
