import { asGyreError, GyreError } from "../../core/index.js";
import { type ArtifactReader, type ModelFolder, readArtifactIfThere, type Scorer } from "../../registry/index.js";
import { scoringTensors } from "./scoring-input.js";

/** Datatypes whose values JSON can carry. */
const CARRIED = /^(?:FP32|FP64|U?INT(?:8|16|32|64)|BOOL|BYTES)$/;
const MOST_EXAMPLE_BYTES = 16 << 20;

/** A loaded model's inputs and outputs are tensors that requests can carry. Throws `onnx.unsupported`. */
export function checkTensors({ inputs, outputs }: Scorer): void {
  for (const [what, specs] of [
    ["input", inputs],
    ["output", outputs],
  ] as const) {
    const odd = specs.find(({ datatype }) => !CARRIED.test(datatype));
    if (!odd) continue;
    const { name, datatype } = odd;
    const kind = datatype === "SEQUENCE" ? "no tensor" : datatype;
    throw new GyreError("onnx.unsupported", `the ${what} ${name} is ${kind}, which requests cannot carry`, {
      hint: "convert the model again so that it takes and gives tensors of numbers, booleans or texts",
      details: { [what]: name, datatype },
    });
  }
}

/** The columns of the first signature that names its columns. */
export function signatureColumns(folders: readonly ModelFolder[]): readonly string[] | null {
  for (const { mlModel } of folders) {
    const { inputs } = mlModel;
    if (inputs && inputs.length > 0 && inputs.every(({ name, shape }) => name !== null && shape === null))
      return inputs.map(({ name }) => name as string);
  }
  return null;
}

/** As many columns as the graph takes, in one input or one each. Throws `registry.parity_failed`. */
export function checkColumns({ inputs }: Scorer, columns: readonly string[] | null): void {
  const [first] = inputs;
  const width = inputs.length === 1 && first.shape.length === 2 ? first.shape[1] : inputs.length;
  if (columns === null || width === -1 || width === columns.length) return;
  throw new GyreError(
    "registry.parity_failed",
    `the model's signature has ${columns.length} columns, but its ONNX file takes ${width}`,
    { hint: "convert that very model again, and log both in one run", details: { columns, inputs } },
  );
}

/**
 * Runs the example that was logged with the model, and gives how many rows it has; null where none was. Throws
 * `registry.parity_failed` when the file does not answer it.
 */
export async function runExample(
  artifacts: ArtifactReader,
  folders: readonly ModelFolder[],
  scorer: Scorer,
): Promise<number | null> {
  const columns = signatureColumns(folders);
  for (const { path, mlModel } of folders) {
    const name = mlModel.servingExample;
    const bytes = name && (await readArtifactIfThere(artifacts, `${path}/${name}`, MOST_EXAMPLE_BYTES));
    if (!bytes) continue;
    try {
      const tensors = scoringTensors(
        { inputs: scorer.inputs, columns },
        parsePythonJson(new TextDecoder().decode(bytes)),
      );
      await scorer.infer(tensors);
      return tensors[0]?.shape[0] ?? 0;
    } catch (cause) {
      throw new GyreError(
        "registry.parity_failed",
        `the ONNX file does not answer the example that was logged with the model: ${asGyreError(cause).message}`,
        { hint: "convert that very model again; --no-example deploys without asking it", cause },
      );
    }
  }
  return null;
}

/** Python writes NaN and infinities as bare words, which JSON does not know; here both are missing values. */
function parsePythonJson(text: string): unknown {
  const strict = text.replace(/"(?:[^"\\]|\\.)*"|NaN|-?Infinity/g, (token) => (token.startsWith('"') ? token : "null"));
  return JSON.parse(strict);
}
