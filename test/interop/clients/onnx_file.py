"""Reads an exported model with Python's onnx and runs it with Python's ONNX Runtime: onnx_file.py <file> <rows> [<rows as JSON>].

Draws that many rows from a fixed seed: numbers are thresholds of the trees, their neighbours, any number, infinite or missing; texts are
categories that the file knows or does not. Or takes the rows given, {name: [cells]}. Prints what it found, missing numbers as null.
"""
import json, sys
import numpy as np
import onnx
import onnxruntime as ort

path, rows = sys.argv[1], int(sys.argv[2])
model = onnx.load(path)
onnx.checker.check_model(model, full_check=True)
random = np.random.default_rng(7)


def tensors(graph):
    """All constants of the graph: initializers, and tensors and lists of numbers or texts among the nodes' attributes."""
    yield from (onnx.numpy_helper.to_array(tensor).ravel() for tensor in graph.initializer)
    for node in graph.node:
        for attribute in node.attribute:
            value = onnx.helper.get_attribute_value(attribute)
            if isinstance(value, onnx.TensorProto):
                yield onnx.numpy_helper.to_array(value).ravel()
            elif isinstance(value, list) and value:
                yield np.array(value)


constants = list(tensors(model.graph))
numbers = np.unique(np.concatenate([np.asarray(c, dtype=float) for c in constants if np.asarray(c).dtype.kind in "fiu"]))
texts = sorted({t.decode() if isinstance(t, bytes) else str(t) for c in constants if np.asarray(c).dtype.kind in "OSU" for t in c})


def number():
    kind, base = random.integers(6), float(random.choice(numbers))
    made = [np.nan, base, np.nextafter(base, np.inf), np.nextafter(base, -np.inf), float(random.normal(0, 100)), np.inf * random.choice([-1, 1])]
    return float(made[kind])


def text():
    return str(random.choice([*texts, "never seen", "", "žluťoučký 🐎"]))


session = ort.InferenceSession(path)
is_text = {spec.name: spec.type == "tensor(string)" for spec in session.get_inputs()}
columns = json.loads(sys.argv[3]) if len(sys.argv) > 3 else {
    name: [text() if kind else number() for _ in range(rows)] for name, kind in is_text.items()
}
feed = {
    name: np.array([[c] for c in columns[name]], dtype=object) if kind
    else np.array([[np.nan if c is None else c] for c in columns[name]], dtype=np.float64)
    for name, kind in is_text.items()
}
label, probabilities, score = session.run(["label", "probabilities", "score"], feed)
# JSON has neither NaN nor infinities: the test takes texts for them.
plain = lambda cell: cell if isinstance(cell, str) or np.isfinite(cell) else "NaN" if np.isnan(cell) else "Infinity" if cell > 0 else "-Infinity"
print(json.dumps({
    "versions": {"onnx": onnx.__version__, "onnxruntime": ort.__version__},
    "producer": model.producer_name,
    "opsets": {opset.domain: opset.version for opset in model.opset_import},
    "texts": texts,
    "isText": is_text,
    "columns": {name: cells if is_text[name] else [plain(np.nan if c is None else c) for c in cells] for name, cells in columns.items()},
    "probabilities": probabilities[:, 1].tolist(),
    "labels": label.tolist(),
}))
