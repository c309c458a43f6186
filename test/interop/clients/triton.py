"""Asks a served model as Triton's own HTTP client does: triton.py <url> <model> <columns>.

The columns are JSON: the model's inputs as {name: [cells]}, null for a missing number. Prints what came back as JSON.
"""
import json, sys
import numpy as np
from tritonclient.http import InferenceServerClient, InferInput, InferRequestedOutput
from tritonclient.utils import InferenceServerException

url, model, columns = sys.argv[1].removeprefix("http://"), sys.argv[2], json.loads(sys.argv[3])
client = InferenceServerClient(url)
metadata = client.get_model_metadata(model)


def inputs_of(binary):
    made = []
    for spec in metadata["inputs"]:
        cells = columns[spec["name"]]
        if spec["datatype"] == "BYTES":
            array = np.array([[cell] for cell in cells], dtype=object)
        else:
            array = np.array([[np.nan if cell is None else cell] for cell in cells], dtype=np.float64)
        tensor = InferInput(spec["name"], list(array.shape), spec["datatype"])
        tensor.set_data_from_numpy(array, binary_data=binary)
        made.append(tensor)
    return made


def outputs_of(binary):
    return [InferRequestedOutput(name, binary_data=binary) for name in ("probabilities", "label", "score")]


def failure(ask):
    try:
        ask()
        return None
    except InferenceServerException as error:
        return {"status": error.status(), "message": error.message()}


answer = client.infer(model, inputs_of(False), outputs=outputs_of(False), request_id="42")
print(json.dumps({
    "live": client.is_server_live(),
    "ready": client.is_server_ready(),
    "modelReady": client.is_model_ready(model),
    "versionReady": client.is_model_ready(model, "1"),
    "otherReady": client.is_model_ready("no-such-model"),
    "server": client.get_server_metadata(),
    "metadata": metadata,
    "id": answer.get_response()["id"],
    "shapes": {name: list(answer.as_numpy(name).shape) for name in ("probabilities", "label", "score")},
    "types": {name: str(answer.as_numpy(name).dtype) for name in ("probabilities", "label", "score")},
    "probabilities": answer.as_numpy("probabilities")[:, 1].tolist(),
    "labels": answer.as_numpy("label").tolist(),
    "pinned": client.infer(model, inputs_of(False), model_version="1", outputs=outputs_of(False)).as_numpy("probabilities")[:, 1].tolist(),
    "binaryInput": failure(lambda: client.infer(model, inputs_of(True), outputs=outputs_of(False))),
    "binaryOutput": client.infer(model, inputs_of(False), outputs=outputs_of(True)).as_numpy("probabilities")[:, 1].tolist(),
    "missingInput": failure(lambda: client.infer(model, inputs_of(False)[1:], outputs=outputs_of(False))),
    "unknownModel": failure(lambda: client.get_model_metadata("no-such-model")),
}))
