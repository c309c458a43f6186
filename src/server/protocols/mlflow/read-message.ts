import type { GyreError } from "../../../core/index.js";
import { badValue, invalidValue } from "../../../tracking/index.js";
import type { Field, Fields } from "./fields.js";
import { NOT_A_VALUE, scalarValue } from "./scalar-values.js";

type Raw = Readonly<Record<string, unknown>>;

const SEE_API = " See the API docs for more information about request parameters.";

/**
 * The message that a JSON object stands for: names as on the wire (camelCase is read too, but for what a message must have), numbers as
 * numbers, what is not known left out.
 * Throws `tracking.bad_value` for the first field that is missing or of another type, with its place such as `metrics[0].key`.
 */
export function readMessage(fields: Fields, raw: Raw, path = ""): Raw {
  const message: Record<string, unknown> = {};
  for (const name of Object.keys(fields)) {
    const field = fields[name];
    const given = givenIn(raw, name, isOnlyByName(field, path)) ?? standIn(raw, field);
    const value = readField(field, given, path === "" ? name : `${path}.${name}`);
    if (value !== undefined) message[name] = value;
  }
  return message;
}

/** MLflow looks for what must be there before it reads the message, and then knows names as they are alone. */
function isOnlyByName({ isRequired, standIn: other }: Field, path: string): boolean {
  return isRequired && other === undefined && path === "";
}

function givenIn(raw: Raw, name: string, onlyByName = false): unknown {
  const camel = camelCase(name);
  if (camel === name || !Object.hasOwn(raw, camel)) return Object.hasOwn(raw, name) ? raw[name] : undefined;
  if (!Object.hasOwn(raw, name)) return onlyByName ? undefined : raw[camel];
  throw badValue(`Request specifies both '${name}' and '${camel}'; provide only one of them.`);
}

function standIn(raw: Raw, { standIn: other }: Field): unknown {
  return other === undefined ? undefined : givenIn(raw, other);
}

function readField(field: Field, given: unknown, path: string): unknown {
  if (given === undefined || given === null) {
    if (field.isRequired) throw missing(path);
    return field.isRepeated ? [] : undefined;
  }
  if (field.isRequired && !field.isRepeated && field.kind === "string" && given === "") throw missing(path);
  const value = field.isRepeated ? readList(field, given, path) : readOne(field, given, path);
  const complaint = value === undefined ? null : (field.check?.(value) ?? null);
  if (complaint === "") throw wrongType(path, given);
  if (complaint !== null) throw badValue(`${complaint}${SEE_API}`);
  return value;
}

function readList(field: Field, given: unknown, path: string): unknown {
  if (!Array.isArray(given)) throw wrongType(path, given);
  if (field.kind !== "message") {
    // Of scalars the list as a whole is said to be wrong.
    return given.map((item) => {
      const value = scalarValue(field, item);
      if (value === NOT_A_VALUE) throw wrongType(path, given);
      return value;
    });
  }
  return given.map((item, index) => readOne(field, item, `${path}[${index}]`));
}

function readOne(field: Field, given: unknown, path: string): unknown {
  if (field.kind === "message") {
    if (typeof given !== "object" || given === null || Array.isArray(given)) throw wrongType(path, given);
    return readMessage(field.fields ?? {}, given as Raw, path);
  }
  const value = scalarValue(field, given);
  if (value === NOT_A_VALUE) throw wrongType(path, given);
  return value;
}

/** The names of fields, which are those of the tables of messages, in camelCase. */
const CAMEL = new Map<string, string>();

function camelCase(name: string): string {
  const known = CAMEL.get(name);
  if (known !== undefined) return known;
  const camel = name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  CAMEL.set(name, camel);
  return camel;
}

function missing(path: string): GyreError {
  return badValue(`Missing value for required parameter '${path}'.${SEE_API}`);
}

function wrongType(path: string, value: unknown): GyreError {
  return invalidValue(path, value, ` Hint: Value was of type '${pythonType(value)}'.${SEE_API}`);
}

function pythonType(value: unknown): string {
  if (value === null) return "NoneType";
  if (Array.isArray(value)) return "list";
  if (typeof value === "object") return "dict";
  if (typeof value === "string") return "str";
  if (typeof value === "boolean") return "bool";
  return Number.isInteger(value) ? "int" : "float";
}
