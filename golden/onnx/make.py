"""Writes small-model.onnx with Python's onnx package (1.23): python3 golden/onnx/make.py"""

import pathlib

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

branch = lambda name, value: helper.make_graph(
    [helper.make_node("Constant", [], [name], value=numpy_helper.from_array(np.array(value)))],
    name,
    [],
    [helper.make_tensor_value_info(name, TensorProto.DOUBLE, [])],
)
nodes = [
    helper.make_node("LeakyRelu", ["x"], ["leaky"], name="first", alpha=0.25),
    helper.make_node("Transpose", ["leaky"], ["turned"], perm=[1, 0], doc_string="passed over"),
    helper.make_node("If", ["flag"], ["choice"], then_branch=branch("yes", 1.5), else_branch=branch("no", -2.5)),
    helper.make_node("LabelEncoder", ["word"], ["code"], domain="ai.onnx.ml", keys_strings=["a", "é", ""],
                     values_int64s=[1, -2, 2**62], default_int64=-1),
]
value = helper.make_tensor_value_info
graph = helper.make_graph(
    nodes,
    "small",
    [value("x", TensorProto.FLOAT, ["n", 3]), value("flag", TensorProto.BOOL, []), value("word", TensorProto.STRING, ["n"])],
    [value("turned", TensorProto.FLOAT, [3, None]), value("choice", TensorProto.DOUBLE, []), value("code", TensorProto.INT64, ["n"])],
    [
        helper.make_tensor("listed", TensorProto.FLOAT, [2], [0.5, -1.0]),
        helper.make_tensor("doubles", TensorProto.DOUBLE, [1, 2], [0.1, 1e300]),
        helper.make_tensor("flags", TensorProto.BOOL, [3], [True, False, True]),
        helper.make_tensor("words", TensorProto.STRING, [2], ["ü".encode(), b""]),
        numpy_helper.from_array(np.array([-1, 2**53 + 1], dtype=np.int64), "raw"),
        helper.make_tensor("half", TensorProto.FLOAT16, [1], [1.0]),
    ],
    value_info=[value("leaky", TensorProto.FLOAT, ["n", 3])],
)
model = helper.make_model(graph, producer_name="python", ir_version=10,
                          opset_imports=[helper.make_opsetid("", 21), helper.make_opsetid("ai.onnx.ml", 5)])
helper.set_model_props(model, {"who": "me", "why": "a test"})
(pathlib.Path(__file__).parent / "small-model.onnx").write_bytes(model.SerializeToString(deterministic=True))
