import { GyreError, shellWord } from "../core/index.js";
import type { Conversion } from "./conversion.js";
import { CONVERSIONS, OTHER_CONVERSION } from "./conversions.js";
import type { MlModel } from "./mlmodel/mlmodel.js";
import type { NamedModel } from "./named-model.js";

/**
 * `registry.not_onnx`: the model is kept and served by nobody; the hint is a program that converts and logs it, for its flavor. `beside` are the
 * ONNX files of its run, of which nobody knows whether they are this model.
 */
export function notOnnx(model: NamedModel, mlModel: MlModel | null, beside: readonly string[]): GyreError {
  const flavors = Object.keys(mlModel?.flavors ?? {}).filter((name) => name !== "python_function");
  const flavor = flavors.find((name) => Object.hasOwn(CONVERSIONS, name)) ?? flavors[0] ?? null;
  const isKnown = flavor !== null && Object.hasOwn(CONVERSIONS, flavor);
  const conversion = isKnown ? CONVERSIONS[flavor] : OTHER_CONVERSION;
  const what = flavor === null ? "has no ONNX file" : `is a ${flavor} model without an ONNX file`;
  return new GyreError("registry.not_onnx", `${model.uri} ${what}: it is kept, and served once it is converted`, {
    hint: [
      ...beside
        .slice(0, 1)
        .map((file) => `its run logged several models: if ${file} is this one, ${deployCommand(model, file)}; if not`),
      `convert and log it in Python (pip install ${conversion.install}), then deploy what that registers:`,
      "",
      "import mlflow",
      `uri = ${pythonText(exactUri(model))}`,
      ...conversion.lines(isKnown ? `mlflow.${flavor}.load_model(uri)` : "mlflow.pyfunc.load_model(uri)"),
      ...signatureLines(conversion),
      `with mlflow.start_run(${model.runId === null ? "" : `run_id=${pythonText(model.runId)}`}):`,
      `    wish = dict(registered_model_name=${pythonText(model.name)}, signature=signature)`,
      `    mlflow.onnx.log_model(onnx_model, name="onnx", **wish)`,
    ].join("\n"),
    details: { flavors, modelId: model.modelId, version: model.version },
  });
}

/** The columns go with the model: without their names, those of a request would be taken in the order in which they come. */
function signatureLines({ columnNames }: Conversion): readonly string[] {
  const signature = "signature = mlflow.models.get_model_info(uri).signature";
  if (columnNames === undefined) return [signature];
  return [
    signature,
    `names = ${columnNames}`,
    "if signature is None and names is not None:",
    "    from mlflow.types import ColSpec, Schema",
    "    signature = mlflow.models.ModelSignature(Schema([ColSpec('double', name) for name in names]))",
  ];
}

/** How to deploy an ONNX file of a model's run as that model: a logged model by its URI, a file by its path. */
export function deployCommand({ uri, name }: NamedModel, file: string): string {
  return file.startsWith("models:/")
    ? `gyre deploy ${shellWord(file)} --as ${shellWord(name)}`
    : `gyre deploy ${shellWord(uri)} --file ${shellWord(file)}`;
}

/** An alias may have moved by the time that the program runs. */
function exactUri({ uri, name, version, modelId }: NamedModel): string {
  if (version !== null) return `models:/${name}/${version}`;
  return modelId === null ? uri : `models:/${modelId}`;
}

function pythonText(text: string): string {
  return JSON.stringify(text);
}
