"""ONNX files as converters write them, and what they say in Python's ONNX Runtime.

Weights are set, not fitted, so that the files are the same everywhere. > script_models.json
"""

import base64
import json
import os
import sys
import warnings

# The converters go through sets of names, whose order hangs on this.
if os.environ.get("PYTHONHASHSEED") != "0":
    os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})

import lightgbm
import numpy
import onnxruntime
import pandas
from onnxmltools import convert_lightgbm
from onnxmltools.convert.common.data_types import FloatTensorType
from skl2onnx import to_onnx
from sklearn.compose import make_column_transformer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

warnings.filterwarnings("ignore")
onnxruntime.set_default_logger_severity(4)

step = numpy.arange(40)
rows = pandas.DataFrame(
    {
        "wind": (step * 7 % 23 - 11) / 4,
        "carrier": [["A", "B", "C"][i % 3] for i in step],
        "noise": (step * 5 % 17 - 8) / 8,
    }
)
label = ((rows["wind"] + (rows["carrier"] == "B")) > 0.2).astype(int)
numbers = ["wind", "noise"]


def set_weights(model, weights):
    model.coef_ = numpy.array([weights])
    model.intercept_ = numpy.array([-0.25])
    return model


def matrix(dtype):
    return rows[numbers].to_numpy().astype(dtype)


columns = rows.astype({name: "float32" for name in numbers})
encode = make_column_transformer((OneHotEncoder(), ["carrier"]), ("passthrough", numbers))
pipeline = make_pipeline(encode, LogisticRegression()).fit(columns, label)
set_weights(pipeline[-1], [0.5, -1.0, 0.75, 1.25, -0.5])
linear = set_weights(LogisticRegression().fit(matrix("float64"), label), [1.5, -0.5])
trees = lightgbm.LGBMClassifier(
    n_estimators=5, num_leaves=4, min_child_samples=2, deterministic=True, force_row_wise=True, num_threads=1, verbose=-1
).fit(matrix("float64"), label)
shape = [("input", FloatTensorType([None, 2]))]

plain = {"zipmap": False}
made = {
    "a pipeline over columns": to_onnx(pipeline, columns[:1], options=plain, target_opset=15),
    "a pipeline over columns, with a ZipMap": to_onnx(pipeline, columns[:1], target_opset=15),
    "a linear model over a matrix of floats, with a ZipMap": to_onnx(linear, matrix("float32")[:1], target_opset=15),
    "a linear model over a matrix of doubles": to_onnx(linear, matrix("float64")[:1], options=plain, target_opset=15),
    "LightGBM over a matrix": convert_lightgbm(trees, name="trees", initial_types=shape, zipmap=False, target_opset=15),
    "LightGBM over a matrix, with a ZipMap": convert_lightgbm(trees, name="trees", initial_types=shape, target_opset=15),
}


def said(model):
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    inputs = session.get_inputs()
    if len(inputs) == 1:
        given = {inputs[0].name: matrix("float64" if "double" in inputs[0].type else "float32")}
    else:
        given = {name: columns[[name]].to_numpy() for name in columns}
    found = session.run(None, given)[1]
    return [float(row[1]) for row in found]


print(
    json.dumps(
        {
            "rows": {name: rows[name].tolist() for name in rows},
            "models": {
                name: {
                    "onnx": base64.b64encode(model.SerializeToString()).decode(),
                    "probabilities": said(model),
                }
                for name, model in made.items()
            },
        },
        indent=1,
    )
)
