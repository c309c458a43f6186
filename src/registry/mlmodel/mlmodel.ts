import { parseDumpedYaml, YamlProblem, type YamlValue } from "./yaml.js";

/** A column, or a tensor without a name, that a logged model says it takes. */
export interface SignatureInput {
  /** Null for a tensor that has none. */
  readonly name: string | null;
  /** Such as double, long or string; of a tensor the name that NumPy gives the type of its elements. */
  readonly type: string;
  /** Of a tensor; −1 is a variable extent. Null for a column. */
  readonly shape: readonly number[] | null;
}

/** What a logged model's `MLmodel` file says of it, as far as serving asks. */
export interface MlModel {
  /** Each flavor with its facts, such as `onnx` with `data: "model.onnx"`. */
  readonly flavors: Readonly<Record<string, Readonly<Record<string, YamlValue>>>>;
  /** Null where the model has no signature. */
  readonly inputs: readonly SignatureInput[] | null;
  /** The file with an example as the scoring protocol takes it, by its name beside `MLmodel`. */
  readonly servingExample: string | null;
}

/** Reads an `MLmodel` file; null for one that cannot be read. */
export function parseMlModel(text: string): MlModel | null {
  try {
    const root = asMapping(parseDumpedYaml(text));
    const flavors = Object.entries(asMapping(root.flavors)).map(([name, facts]) => [name, asMapping(facts)] as const);
    return {
      flavors: Object.fromEntries(flavors),
      inputs: signatureInputs(asMapping(root.signature).inputs),
      servingExample: asText(asMapping(root.saved_input_example_info).serving_input_path),
    };
  } catch (error) {
    if (error instanceof YamlProblem || error instanceof SyntaxError) return null;
    throw error;
  }
}

function asMapping(value: YamlValue | undefined): Readonly<Record<string, YamlValue>> {
  const isMapping = value !== null && typeof value === "object" && !Array.isArray(value);
  return isMapping ? (value as Readonly<Record<string, YamlValue>>) : {};
}

function asText(value: YamlValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}

/** The inputs are JSON in a text: a list of columns, or of tensors. */
function signatureInputs(value: YamlValue | undefined): readonly SignatureInput[] | null {
  if (typeof value !== "string") return null;
  const list: unknown = JSON.parse(value);
  if (!Array.isArray(list) || !list.every((one) => one !== null && typeof one === "object")) return null;
  return list.map((one: Readonly<Record<string, unknown>>) => {
    const tensor = one["tensor-spec"] as { readonly dtype?: unknown; readonly shape?: unknown } | undefined;
    const name = typeof one.name === "string" ? one.name : null;
    const shape = Array.isArray(tensor?.shape) ? tensor.shape.map(Number) : null;
    return { name, type: String(tensor?.dtype ?? one.type ?? "any"), shape };
  });
}
