import type { Conversion } from "./conversion.js";
import { SKLEARN } from "./convert-sklearn.js";

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

const KERAS: Conversion = {
  install: "tf2onnx onnxruntime tensorflow",
  lines: (load) => [
    "import numpy as np, onnxruntime, tensorflow as tf, tf2onnx",
    `model = ${load}`,
    "takes = [tf.TensorSpec((None, *one.shape[1:]), one.dtype, name=one.name) for one in model.inputs]",
    "one_or_all = lambda rows: rows[0] if len(rows) == 1 else list(rows)",
    "function = tf.function(lambda *rows: model(one_or_all(rows), training=False), input_signature=takes)",
    "onnx_model, _ = tf2onnx.convert.from_function(function, input_signature=takes)",
    "chance = np.random.default_rng(0)",
    "rows = [chance.random((20, *(size or 1 for size in one.shape[1:]))).astype(one.dtype.as_numpy_dtype) for one in takes]",
    "said = tf.nest.flatten(model(one_or_all(rows), training=False))",
    "session = onnxruntime.InferenceSession(onnx_model.SerializeToString())",
    "outputs = session.run(None, {one.name: cells for one, cells in zip(session.get_inputs(), rows)})",
    "if not all(np.allclose(one, wanted, 1e-3, 1e-4) for one, wanted in zip(outputs, said)):",
    "    raise SystemExit('the converter made another model of it, which was not registered: use another converter')",
  ],
};

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
  sklearn: SKLEARN,
  pytorch: {
    install: "torch onnx onnxruntime onnxscript",
    lines: (load) => [
      "import numpy as np, onnx, onnxruntime, torch",
      `model = ${load}`,
      "example = mlflow.models.Model.load(uri).load_input_example()",
      "rows = torch.zeros(1, 4)  # without an example: put in the shape and type that your model takes",
      "rows = rows if example is None else torch.as_tensor(np.asarray(example))",
      "if hasattr(model, 'graph'):  # was logged as a graph, which is as it is",
      "    shapes = dict(dynamo=True, external_data=False, dynamic_shapes=({0: torch.export.Dim.AUTO},))",
      "else:",
      "    model = model.cpu().eval()",
      "    shapes = dict(dynamo=False, dynamic_axes={'input': {0: 'n'}, 'output': {0: 'n'}})",
      "torch.onnx.export(model, (rows,), 'model.onnx', input_names=['input'], output_names=['output'], **shapes)",
      "onnx_model = onnx.load('model.onnx')",
      "said, rows = model(rows).detach().numpy(), rows.numpy()",
      ...COMPARED,
    ],
  },
  keras: KERAS,
  tensorflow: KERAS,
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
