import { GyreError, nearestName } from "../../../core/index.js";
import type { Tensor, TensorSpec } from "../../../registry/index.js";
import { flattened, tensorData } from "../../../serving/index.js";

/** A model's signature, as requests are checked against it. */
export interface ModelSignature {
  readonly model: string;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
}

/** An infer request that fits its model. */
export interface InferRequest {
  readonly id: string | undefined;
  readonly inputs: readonly Tensor[];
  /** Names of the outputs to give, in the order asked for. */
  readonly outputs: readonly string[];
}

/** Checks an infer request against a model's signature. Throws `serving.bad_request` with the place of what does not fit. */
export function parseInferRequest(signature: ModelSignature, body: unknown): InferRequest {
  const request = asObject(body, "");
  const { id } = request;
  if (id !== undefined && typeof id !== "string") throw bad("/id", "text", kindOf(id));
  if (!Array.isArray(request.inputs)) throw bad("/inputs", "an array of tensors", kindOf(request.inputs));
  const given = request.inputs.map((input, i) => asObject(input, `/inputs/${i}`));
  checkNames(signature, given);
  const specs = new Map(signature.inputs.map((spec) => [spec.name, spec]));
  const inputs = given.map((input, i) =>
    parseTensor(signature.model, specs.get(input.name as string)!, input, `/inputs/${i}`),
  );
  return { id, inputs, outputs: parseOutputs(signature, request.outputs) };
}

type JsonObject = Readonly<Record<string, unknown>>;

/** Every input once, none besides; the messages are those that people look for. */
function checkNames({ model, inputs }: ModelSignature, given: readonly JsonObject[]): void {
  const names = new Set<unknown>();
  given.forEach(({ name }, i) => {
    if (typeof name !== "string") throw bad(`/inputs/${i}/name`, "text", kindOf(name));
    if (names.has(name))
      throw badRequest(`/inputs/${i}/name`, `input '${name.slice(0, 80)}' already exists in request`);
    names.add(name);
  });
  const missing = inputs.filter((spec) => !names.has(spec.name)).map((spec) => spec.name);
  if (given.length !== inputs.length || missing.length > 0) {
    const got = quoted(given.map((input) => input.name as string));
    const lack = missing.length > 0 ? `, but missing required input(s) ${quoted(missing)}` : "";
    throw badRequest(
      "/inputs",
      `expected ${inputs.length} inputs but got ${given.length} inputs for model '${model}'. Got input(s) ${got}${lack}. Please provide all required input(s).`,
    );
  }
}

function parseTensor(model: string, spec: TensorSpec, input: JsonObject, path: string): Tensor {
  const { name, datatype } = spec;
  if (input.datatype !== datatype)
    throw badRequest(
      `${path}/datatype`,
      `inference input '${name}' data-type is '${String(input.datatype).slice(0, 20)}', but model '${model}' expects '${datatype}'`,
    );
  const shape = parseShape(model, spec, input.shape, `${path}/shape`);
  if (!Array.isArray(input.data)) throw noData(name, input, `${path}/data`);
  const flat = flattened(input.data, shape);
  if (!flat)
    throw bad(
      `${path}/data`,
      `a flat list, or one nested as the shape [${shape}] of input '${name}'`,
      "another nesting",
    );
  const elements = shape.reduce((product, extent) => product * extent, 1);
  if (flat.length !== elements) {
    const many = flat.length > elements ? `unexpected additional input data for model '${model}': ` : "";
    throw badRequest(
      `${path}/data`,
      `${many}input '${name}' of shape [${shape}] needs ${elements} elements, got ${flat.length}`,
    );
  }
  return { name, datatype, shape, data: tensorData({ input: name, datatype, path: `${path}/data` }, flat) };
}

function parseShape(model: string, spec: TensorSpec, shape: unknown, path: string): number[] {
  const isExtent = (extent: unknown): extent is number => Number.isSafeInteger(extent) && (extent as number) >= 1;
  if (!Array.isArray(shape) || !shape.every(isExtent))
    throw bad(path, "an array of whole numbers from 1", kindOf(shape));
  const fits =
    shape.length === spec.shape.length && shape.every((extent, i) => spec.shape[i] === -1 || spec.shape[i] === extent);
  if (fits) return shape;
  const got = shape.slice(0, 16).join(",");
  throw badRequest(
    path,
    `unexpected shape for input '${spec.name}' for model '${model}'. Expected [${spec.shape}], got [${got}].`,
  );
}

function noData(name: string, input: JsonObject, path: string): GyreError {
  const parameters = input.parameters as JsonObject | undefined;
  const binary = parameters && typeof parameters === "object" && "binary_data_size" in parameters;
  if (binary)
    return badRequest(path, `input '${name}' has binary data, which this server does not read; send data as JSON`);
  return bad(path, `the elements of input '${name}' as an array`, kindOf(input.data));
}

function parseOutputs({ model, outputs }: ModelSignature, asked: unknown): readonly string[] {
  const known = outputs.map((output) => output.name);
  if (asked === undefined) return known;
  if (!Array.isArray(asked)) throw bad("/outputs", "an array", kindOf(asked));
  if (asked.length === 0) return known;
  const names = asked.map((output, i) => {
    const { name } = asObject(output, `/outputs/${i}`);
    if (typeof name !== "string") throw bad(`/outputs/${i}/name`, "text", kindOf(name));
    if (known.includes(name)) return name;
    const nearest = name.length <= 64 ? nearestName(name, known) : undefined;
    throw badRequest(
      `/outputs/${i}/name`,
      `unexpected inference output '${name.slice(0, 80)}' for model '${model}'`,
      nearest ? `did you mean ${nearest}?` : `the outputs are ${known.join(", ")}`,
    );
  });
  const twice = names.findIndex((name, i) => names.indexOf(name) < i);
  if (twice >= 0) throw badRequest(`/outputs/${twice}/name`, `output '${names[twice]}' already requested`);
  return names;
}

function asObject(value: unknown, path: string): JsonObject {
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw bad(path, "an object", kindOf(value));
  return value as JsonObject;
}

function bad(path: string, expected: string, got: string): GyreError {
  const where = path === "" ? "the body" : path;
  return new GyreError("serving.bad_request", `${where}: expected ${expected}, got ${got}`, {
    details: { path, expected, got },
  });
}

function badRequest(path: string, message: string, hint?: string): GyreError {
  return new GyreError("serving.bad_request", message, { ...(hint ? { hint } : {}), details: { path } });
}

function kindOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  return typeof value === "object" ? "an object" : `${JSON.stringify(value)}`.slice(0, 60);
}

function quoted(names: readonly string[]): string {
  const shown = names.slice(0, 20).map((name) => `'${name.slice(0, 80)}'`);
  return `[${shown.join(",")}${names.length > 20 ? ",…" : ""}]`;
}
