import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { GyreError } from "../core/index.js";
import type { AnyOperation, InputOf, InputSchemas } from "./operation.js";

/** What came from outside: texts in path and query, anything in the body. */
export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/**
 * A function that checks an operation's input. Query texts are read as the numbers and booleans that the schema asks for; an
 * unknown query parameter is refused. Throws `api.bad_request` naming the place.
 */
export function inputParser(operation: AnyOperation): (raw: RawInput) => InputOf<InputSchemas> {
  const params = partParser("path", operation.input.params);
  const query = partParser("query", operation.input.query);
  const body = partParser("body", operation.input.body);
  return (raw) =>
    ({ params: params(raw.params), query: query(raw.query), body: body(raw.body) }) as InputOf<InputSchemas>;
}

type Part = "path" | "query" | "body";

function partParser(part: Part, schema: TSchema | undefined): (value: unknown) => unknown {
  if (!schema) return part === "query" ? refuseAny : () => undefined;
  const validator = Compile(schema);
  return (raw) => {
    const value = part === "query" ? converted(schema, raw) : raw;
    if (validator.Check(value)) return value;
    // The deepest place says most: the error of a whole union or object comes before those of its parts.
    const errors = validator.Errors(value);
    const first = errors.find((error) => error.keyword !== "boolean") ?? errors[0];
    const unknown = unknownNames(first?.params);
    const path = unknown ? `${first.instancePath}/${unknown[0]}` : (first?.instancePath ?? "");
    throw badPart(part, path, unknown ? "no such name" : (first?.message ?? "another value"));
  };
}

function refuseAny(raw: unknown): undefined {
  const [name] = Object.keys((raw ?? {}) as object);
  if (name !== undefined) throw badPart("query", `/${name}`, "no such name");
  return undefined;
}

function unknownNames(params: unknown): readonly string[] | null {
  const names = (params as { additionalProperties?: unknown } | undefined)?.additionalProperties;
  return Array.isArray(names) && names.length > 0 ? names : null;
}

function badPart(part: Part, path: string, expected: string): GyreError {
  const where = path === "" ? `the ${part}` : `${path.slice(0, 120)} in the ${part}`;
  return new GyreError("api.bad_request", `${where}: ${expected}`, {
    hint: "GET /v1/openapi.json describes every operation",
    details: { part, path, expected },
  });
}

/** Query values come as text. Only a text that is exactly a number or boolean becomes one; anything else is left to the check. */
function converted(schema: TSchema, raw: unknown): unknown {
  const properties = (schema as { properties?: Record<string, { type?: string }> }).properties ?? {};
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries((raw ?? {}) as Record<string, unknown>)) {
    const type = Object.hasOwn(properties, name) ? properties[name].type : undefined;
    result[name] = typeof value === "string" ? fromText(type, value) : value;
  }
  return result;
}

function fromText(type: string | undefined, text: string): unknown {
  if (type === "boolean") return text === "true" || text === "" ? true : text === "false" ? false : text;
  if (type === "integer" || type === "number") return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  return text;
}
