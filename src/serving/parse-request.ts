import { GyreError, nearestName } from "../core/index.js";
import type { FeatureSet, Value } from "../features/index.js";
import { parseTimestamp } from "./parse-timestamp.js";

/** One thing wrong with a request; `path` is a JSON pointer. */
interface Problem {
  readonly path: string;
  readonly expected: string;
  readonly got: string;
  readonly nearest?: string;
}

/** More problems than this are not looked for: the answer stays small however large the request is. */
const MAX_PROBLEMS = 10;

const EXPECTED: Readonly<Record<string, string>> = {
  text: "text",
  integer: "a whole number",
  double: "a number",
  boolean: "true or false",
  timestamp: "ISO 8601 text or whole epoch milliseconds",
};

/**
 * The fields of a prediction request as cells, timestamps as ms. A nullable field may be left out; every other must be there, and none
 * besides. Throws `serving.bad_request`; `details` holds the first problem's path, expected and got, and all found as `problems`.
 */
export function parsePredictRequest(fields: FeatureSet["fields"], body: unknown): Record<string, Value> {
  if (body === null || typeof body !== "object" || Array.isArray(body))
    throw badRequest([{ path: "", expected: "a JSON object with the request's fields", got: shown(body) }]);
  const given = body as Readonly<Record<string, unknown>>;
  const request: Record<string, Value> = {};
  const problems: Problem[] = [];
  for (const name of Object.keys(fields)) {
    const cell = Object.hasOwn(given, name)
      ? parseCell(fields[name], given[name])
      : fields[name].nullable
        ? null
        : undefined;
    if (cell !== undefined) request[name] = cell;
    else if (problems.length < MAX_PROBLEMS) problems.push(fieldProblem(fields, name, given));
  }
  for (const name of Object.keys(given)) {
    if (problems.length >= MAX_PROBLEMS) break;
    if (!Object.hasOwn(fields, name)) problems.push(unknownField(fields, name));
  }
  if (problems.length > 0) throw badRequest(problems);
  return request;
}

/** The cell, or undefined when the value does not fit the field. */
function parseCell(field: { readonly kind: string; readonly nullable: boolean }, value: unknown): Value | undefined {
  if (value === null) return field.nullable ? null : undefined;
  switch (field.kind) {
    case "text":
      return typeof value === "string" ? value : undefined;
    case "integer":
      return Number.isSafeInteger(value) ? (value as number) : undefined;
    case "double":
      return Number.isFinite(value) ? (value as number) : undefined;
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
    case "timestamp":
      return parseTimestamp(value) ?? undefined;
    default:
      return undefined;
  }
}

function fieldProblem(fields: FeatureSet["fields"], name: string, given: Readonly<Record<string, unknown>>): Problem {
  const field = fields[name];
  const expected = `${EXPECTED[field.kind] ?? field.kind}${field.nullable ? " or null" : ""}`;
  return { path: pointer(name), expected, got: Object.hasOwn(given, name) ? shown(given[name]) : "nothing" };
}

function unknownField(fields: FeatureSet["fields"], name: string): Problem {
  const nearest = name.length <= 64 ? nearestName(name, Object.keys(fields)) : undefined;
  return { path: pointer(name), expected: "no such field", got: "a value", ...(nearest ? { nearest } : {}) };
}

function badRequest(problems: readonly Problem[]): GyreError {
  const [first] = problems;
  const where = first.path === "" ? "the body" : first.path;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  const hint = first.nearest ? `did you mean ${first.nearest}?` : hintFor(first);
  const { path, expected, got } = first;
  return new GyreError("serving.bad_request", `${where}: expected ${expected}, got ${got}${more}`, {
    ...(hint ? { hint } : {}),
    details: { path, expected, got, ...(problems.length > 1 ? { problems } : {}) },
  });
}

function hintFor(problem: Problem): string | undefined {
  if (problem.got === "nothing") return "add the field; GET /v1/deployments/{name} lists what a request carries";
  if (problem.got === "NaN") return "send null for a value that is not known";
  return undefined;
}

function pointer(name: string): string {
  return `/${name.slice(0, 100).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return "an array";
  if (value !== null && typeof value === "object") return "an object";
  if (typeof value === "number") return String(value);
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
