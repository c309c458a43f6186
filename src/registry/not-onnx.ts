import { GyreError } from "../core/index.js";
import type { MlModel } from "./mlmodel/mlmodel.js";
import type { NamedModel } from "./named-model.js";

/** How a flavor's models become ONNX: what to install, and Python that has them as `onnx_model` in the end. */
interface Conversion {
  readonly install: string;
  /** The lines that import and convert; `load` is the expression that loads the model. */
  lines(load: string): readonly string[];
}

const COLUMNS = "columns = getattr(model, 'n_features_in_', None)";

const CONVERSIONS: Readonly<Record<string, Conversion>> = {
  lightgbm: {
    install: "onnxmltools onnxconverter-common lightgbm",
    lines: (load) => [
      "from onnxmltools import convert_lightgbm",
      "from onnxmltools.convert.common.data_types import FloatTensorType",
      `model = ${load}`,
      `${COLUMNS} or model.num_feature()`,
      "onnx_model = convert_lightgbm(model, initial_types=[('input', FloatTensorType([None, columns]))])",
    ],
  },
  xgboost: {
    install: "onnxmltools onnxconverter-common xgboost",
    lines: (load) => [
      "from onnxmltools import convert_xgboost",
      "from onnxmltools.convert.common.data_types import FloatTensorType",
      `model = ${load}`,
      `${COLUMNS} or model.num_features()`,
      "booster = model.get_booster() if hasattr(model, 'get_booster') else model",
      "booster.feature_names = None  # the converter wants them numbered",
      "onnx_model = convert_xgboost(model, initial_types=[('input', FloatTensorType([None, columns]))])",
    ],
  },
  sklearn: {
    install: "skl2onnx",
    lines: (load) => [
      "import numpy as np",
      "from skl2onnx import to_onnx",
      `model = ${load}`,
      "rows = np.zeros((1, model.n_features_in_))  # where columns go by name: the first rows of the data frame instead",
      "onnx_model = to_onnx(model, rows)",
    ],
  },
  pytorch: {
    install: "torch onnx onnxscript",
    lines: (load) => [
      "import onnx, torch",
      `model = ${load}.cpu().eval()`,
      "rows = torch.zeros(1, 4)  # put in the shape and type that your model takes",
      "names = dict(input_names=['input'], output_names=['output'], dynamic_axes={'input': {0: 'n'}, 'output': {0: 'n'}})",
      "torch.onnx.export(model, (rows,), 'model.onnx', dynamo=False, **names)",
      "onnx_model = onnx.load('model.onnx')",
    ],
  },
  keras: {
    install: "tf2onnx",
    lines: (load) => ["import tf2onnx", `model = ${load}`, "onnx_model, _ = tf2onnx.convert.from_keras(model)"],
  },
  tensorflow: {
    install: "tf2onnx",
    lines: (load) => ["import tf2onnx", `model = ${load}`, "onnx_model, _ = tf2onnx.convert.from_keras(model)"],
  },
  catboost: {
    install: "catboost onnx",
    lines: (load) => [
      "import onnx",
      `model = ${load}`,
      "model.save_model('model.onnx', format='onnx')",
      "onnx_model = onnx.load('model.onnx')",
    ],
  },
};

/** What is neither ONNX nor has a converter of its own here. */
const OTHER: Conversion = {
  install: "onnx",
  lines: () => [
    "import onnx",
    "# write model.onnx with the exporter of the library that made the model",
    "onnx_model = onnx.load('model.onnx')",
  ],
};

/** `registry.not_onnx`: the model is kept and served by nobody; the hint is a program that converts and logs it, for its flavor. */
export function notOnnx(model: NamedModel, mlModel: MlModel | null): GyreError {
  const flavors = Object.keys(mlModel?.flavors ?? {}).filter((name) => name !== "python_function");
  const flavor = flavors.find((name) => Object.hasOwn(CONVERSIONS, name)) ?? flavors[0] ?? null;
  const conversion = flavor !== null && Object.hasOwn(CONVERSIONS, flavor) ? CONVERSIONS[flavor] : OTHER;
  const what = flavor === null ? "has no ONNX file" : `is a ${flavor} model without an ONNX file`;
  const module = flavor !== null && Object.hasOwn(CONVERSIONS, flavor) ? `mlflow.${flavor}` : "mlflow.pyfunc";
  return new GyreError("registry.not_onnx", `${model.uri} ${what}: it is kept, and served once it is converted`, {
    hint: [
      `convert and log it in Python (pip install ${conversion.install}), then deploy what that registers:`,
      "",
      "import mlflow",
      ...conversion.lines(`${module}.load_model(${pythonText(exactUri(model))})`),
      `with mlflow.start_run(${model.runId === null ? "" : `run_id=${pythonText(model.runId)}`}):`,
      `    mlflow.onnx.log_model(onnx_model, name="onnx", registered_model_name=${pythonText(model.name)})`,
    ].join("\n"),
    details: { flavors, modelId: model.modelId, version: model.version },
  });
}

/** An alias may have moved by the time that the program runs. */
function exactUri({ uri, name, version, modelId }: NamedModel): string {
  if (version !== null) return `models:/${name}/${version}`;
  return modelId === null ? uri : `models:/${modelId}`;
}

function pythonText(text: string): string {
  return JSON.stringify(text);
}
