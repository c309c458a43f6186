/** How a flavor's models become ONNX: what to install, and Python that has them as `onnx_model` in the end. */
export interface Conversion {
  readonly install: string;
  /** The lines that import and convert; `load` is the expression that loads the model. */
  lines(load: string): readonly string[];
  /** The expression that gives the names of the columns that the model insists on, else None. */
  readonly columnNames?: string;
}

/** Makes rows for a model of trees: numbers of every size. */
const ROWS = [
  "chance = np.random.default_rng(0)",
  "rows = chance.normal(size=(2000, columns)) * 10.0 ** chance.integers(-3, 4, (2000, columns))",
  "rows = rows.astype(np.float32)",
];

/** Ends the program when no output of `onnx_model` is what `said` is: converters take some kinds of model for others without a word. */
const COMPARED = [
  "said = np.reshape(said, (len(rows), -1))",
  "session = onnxruntime.InferenceSession(onnx_model.SerializeToString())",
  "outputs = session.run(None, {session.get_inputs()[0].name: rows})",
  "outputs = [[list(row.values()) for row in one] if isinstance(one, list) else one for one in outputs]",
  "outputs = [np.reshape(one, (len(rows), -1)) for one in outputs if np.asarray(one).dtype.kind in 'fi']",
  "outputs = [one[:, -said.shape[1]:] for one in outputs]",
  "if not any(one.shape == said.shape and np.allclose(one, said, 1e-3, 1e-4) for one in outputs):",
  "    raise SystemExit('the converter made another model of it, which was not registered: use another converter')",
];

/** By the flavor that a model was logged with. */
export const CONVERSIONS: Readonly<Record<string, Conversion>> = {
  lightgbm: {
    install: "onnxmltools onnxconverter-common onnxruntime lightgbm",
    lines: (load) => [
      "import numpy as np, onnxruntime",
      "from onnxmltools import convert_lightgbm",
      "from onnxmltools.convert.common.data_types import FloatTensorType",
      `model = ${load}`,
      "columns = getattr(model, 'n_features_in_', None) or model.num_feature()",
      "kind = [('input', FloatTensorType([None, columns]))]",
      "onnx_model = convert_lightgbm(model, initial_types=kind, zipmap=False)",
      ...ROWS,
      "said = getattr(model, 'predict_proba', model.predict)(rows)",
      ...COMPARED,
    ],
  },
  xgboost: {
    install: "onnxmltools onnxconverter-common onnxruntime xgboost",
    lines: (load) => [
      "import json, numpy as np, onnxruntime, xgboost",
      "from onnxmltools import convert_xgboost",
      "from onnxmltools.convert.common.data_types import FloatTensorType",
      `model = ${load}`,
      "booster = model.get_booster() if hasattr(model, 'get_booster') else model",
      "columns, feature_names = booster.num_features(), booster.feature_names",
      "booster.feature_names = None  # the converter wants them numbered",
      ...ROWS,
      "rows[chance.random(rows.shape) < 0.1] = np.nan",
      "said = getattr(model, 'predict_proba', model.predict)(rows if model is not booster else xgboost.DMatrix(rows))",
      "if json.loads(booster.save_config())['learner']['objective']['name'].startswith('rank:'):",
      "    model = booster  # the converter knows no rankers, whose trees add up as those of a regression",
      "    model.set_param({'objective': 'reg:squarederror'})",
      "onnx_model = convert_xgboost(model, initial_types=[('input', FloatTensorType([None, columns]))])",
      ...COMPARED,
    ],
    columnNames: "feature_names",
  },
  sklearn: {
    install: "skl2onnx onnxruntime",
    lines: (load) => [
      "import numpy as np, onnxruntime",
      "from skl2onnx import to_onnx",
      `model = ${load}`,
      "columns = getattr(model, 'n_features_in_', 1)",
      "shapes = [np.zeros((1, columns)), np.zeros((1, columns), 'float32')]  # converters of trees know single precision only",
      "rows = mlflow.models.Model.load(uri).load_input_example()  # without one: some rows of the data frame",
      "if hasattr(rows, 'select_dtypes'):  # for what takes columns by name",
      "    shapes.append(rows.astype({name: 'float32' for name in rows.select_dtypes('number')}))",
      "for rows, options in [(rows, options) for rows in shapes for options in (None, {'zipmap': False})]:",
      "    try:",
      "        onnx_model = to_onnx(model, rows, options=options)",
      "        onnxruntime.InferenceSession(onnx_model.SerializeToString())",
      "        break",
      "    except Exception as error:",
      "        refusal = error",
      "else:",
      "    raise SystemExit(f'skl2onnx makes no ONNX of it that runs, so nothing was registered: {refusal}')",
    ],
    columnNames: "getattr(model, 'feature_names_in_', None)",
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
    install: "catboost onnx onnxruntime",
    lines: (load) => [
      "import numpy as np, onnx, onnxruntime",
      `model = ${load}`,
      "model.save_model('model.onnx', format='onnx')",
      "onnx_model = onnx.load('model.onnx')",
      "columns = len(model.feature_names_)",
      ...ROWS,
      "said = getattr(model, 'predict_proba', model.predict)(rows)",
      ...COMPARED,
    ],
    columnNames: "None if model.feature_names_[0] == '0' else model.feature_names_",
  },
};

/** For what is neither ONNX nor has a converter of its own here. */
export const OTHER_CONVERSION: Conversion = {
  install: "onnx",
  lines: () => [
    "import onnx",
    "# write model.onnx with the exporter of the library that made the model",
    "onnx_model = onnx.load('model.onnx')",
  ],
};
