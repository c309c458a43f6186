"""What MLflow's client sends when it exports spans, into otlp-export.bin: otlp_export.py --write. Without --write it compares what
a client sends now with the file, ids, times and the server's own address aside. Runs with mlflow 3.17.2."""
import pathlib
import sys
import tempfile
from unittest import mock

import mlflow
from mlflow.store.tracking.rest_store import RestStore
from mlflow.utils.credentials import get_default_host_creds
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from packaging.version import Version

FILE = pathlib.Path(__file__).with_name("otlp-export.bin")
OWN = {"mlflow.traceRequestId", "mlflow.experimentId"}


@mlflow.trace(span_type="LLM", attributes={"k": 1, "obj": {"a": [1, 2.5, None, True, "x"]}, "t": "text"})
def inner(x):
    event = mlflow.entities.SpanEvent("ev", attributes={"n": 1, "s": "t", "l": [1, 2]})
    mlflow.get_current_active_span().add_event(event)
    return {"y": x + 1}


@mlflow.trace
def outer(x, msg="hé"):
    return inner(x)


def exported():
    with tempfile.TemporaryDirectory() as folder:
        mlflow.set_tracking_uri(f"sqlite:///{folder}/traces.db")
        outer(1)
        mlflow.flush_trace_async_logging()
        spans = mlflow.get_trace(mlflow.get_last_active_trace_id()).data.spans
    store = RestStore(lambda: get_default_host_creds("http://127.0.0.1:1"))
    rest = "mlflow.store.tracking.rest_store"
    with (
        mock.patch.object(RestStore, "_get_server_version", return_value=Version("3.17.2")),
        mock.patch(f"{rest}.http_request") as sent,
        mock.patch(f"{rest}.verify_rest_response"),
    ):
        store.log_spans("0", spans)
    return sent.call_args.kwargs["data"]


def described(data):
    request = ExportTraceServiceRequest.FromString(data)
    spans = [span for resource in request.resource_spans for scope in resource.scope_spans for span in scope.spans]
    return [
        (
            span.name,
            span.status.code,
            [str(one) for one in span.attributes if one.key not in OWN],
            [(event.name, [str(one) for one in event.attributes]) for event in span.events],
        )
        for span in spans
    ]


data = exported()
if "--write" in sys.argv:
    FILE.write_bytes(data)
elif described(data) != described(FILE.read_bytes()):
    sys.exit(f"the client sends something else now:\n{described(data)}\n{described(FILE.read_bytes())}")
