"""Requests about traces that no client sends: every message with fields missing and of every wrong type, bad values, spans in both encodings."""
import gzip, itertools, json, re, zlib
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from mlflow_raw_messages import WRONG, query

V2, V3 = "/api/2.0/mlflow", "/api/3.0/mlflow"
PLACE = {"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": "0"}}
ME = {"source_type": "HUMAN", "source_id": "me"}
numbers = itertools.count(1)


def made(call):
    """Gives the id of a new trace."""
    trace = f"tr-{next(numbers):032x}"
    call("POST", f"{V3}/traces", {"trace": {"trace_info": {"trace_id": trace, "trace_location": PLACE, "request_time": "2024-01-01T00:00:00.5Z", "execution_duration": "1.25s", "state": "OK", "tags": {"t": "v"}}}})
    return trace


def messages(ask, call, endpoints):
    """endpoints: every RPC with its paths and fields."""
    routes = [(method, path, version, rpc["req"]) for rpc in endpoints for method, path, version in rpc["eps"] if path.startswith("/mlflow/traces") and not path.endswith("/metrics")]
    for method, path, version, fields in sorted(routes, key=lambda route: (route[0] == "DELETE", route[1], route[2], route[0])):
        route(ask, call, method, path, version, [re.match(r"(\w+)(\*?):([\w.]+)(\[\])?", field).groups() for field in fields])


def route(ask, call, method, path, version, fields):
    trace = made(call)
    assessed = call("POST", f"{V3}/traces/{trace}/assessments", {"assessment": {"assessment_name": "n", "feedback": {"value": 1}, "source": ME}})["assessment"]["assessment_id"]
    inside = {"trace_id": trace, "request_id": trace, "assessment_id": assessed, "assessment.trace_id": trace}
    at = f"/api/{version}" + re.sub(r"\{([\w.]+)\}", lambda found: inside[found[1]], path)
    proper = {
        "experiment_id": "0", "experiment_ids": ["0"], "trace_ids": [trace], "trace_id": trace, "request_id": trace, "key": "t", "value": "v", "timestamp_ms": 7, "status": "OK", "filter": "status = 'OK'",
        "max_results": 1, "order_by": ["timestamp_ms"], "locations": [PLACE], "run_id": "a" * 32, "prompt_versions": [{"name": "p", "version": "1"}], "max_timestamp_millis": 0, "filter_string1": "status = 'OK'",
        "filter_string2": "tags.t = 'v'", "base_filter": "timestamp_ms > 0", "tags": [{"key": "t", "value": "v"}], "request_metadata": [{"key": "m", "value": "v"}], "allow_partial": True,
        "trace": {"trace_info": {"trace_id": trace, "trace_location": PLACE}}, "assessment": {"assessment_name": "n", "feedback": {"value": 2}, "source": ME}, "update_mask": "feedback",
    }
    base = {name: proper[name] for name, *_ in fields if name in proper and f"{{{name}}}" not in path}
    send = lambda what, message: ask(f"{method} {version} {path}: {what}", method, at, **({"params": query(message)} if method == "GET" else {"json": message}))
    send("nothing", {})
    for name, _, kind, many in fields:
        if f"{{{name}}}" in path or name not in base and name not in ("page_token", "max_traces"):
            continue
        send(f"without {name}", {key: value for key, value in base.items() if key != name})
        for wrong in WRONG["[]" if many else kind if kind in WRONG else "enum" if kind == "TraceStatus" else "message"]:
            if method != "GET" or isinstance(wrong, (str, int, float)) and not isinstance(wrong, bool):
                send(f"{name} = {wrong!r}", base | {name: wrong})
    send("as it should be", base)


def values(ask, call):
    """Values that are of the right type and mean nothing."""
    trace = made(call)
    begin = lambda what, **info: ask(f"begin: {what}", "POST", f"{V3}/traces", json={"trace": {"trace_info": {"trace_id": trace, "trace_location": PLACE} | info}})
    begin("as little as may be")
    begin("everything", client_request_id="c", request_preview="q", response_preview="", request_time="2024-01-01T00:00:00.123456789+02:00", execution_duration="0.0015s", state="IN_PROGRESS", trace_metadata={"m": "x" * 300}, tags={"t": "x" * 5000})
    begin("with assessments", assessments=[{"assessment_name": "a", "feedback": {"value": {"b": []}}, "source": ME, "trace_id": trace}])
    for what, info in {"state": {"state": 2}, "experiment": {"trace_location": {**PLACE, "mlflow_experiment": {"experiment_id": "777"}}}, "place of no type": {"trace_location": {"mlflow_experiment": {"experiment_id": "0"}}}, "no place": {"trace_location": {}}, "id": {"trace_id": ""}}.items():
        begin(what, **info)
    for path in [f"traces/{trace}", "traces/tr-no", "traces/get?trace_id=tr-no", "traces/get?trace_id=tr-no&allow_partial=maybe", "traces/batchGet?trace_ids=tr-no", f"traces/{trace}/assessments/a-no", "traces/tr-no/assessments/a-no"]:
        ask(f"get {path.replace(trace, 'the trace')}", "GET", f"{V3}/{path}")
    for ids, place in [([trace, "tr-no", trace], ["0"]), ([trace], ["5"])]:
        ask(f"infos in {place}", "POST", f"{V3}/traces/batchGetInfos", json={"trace_ids": ids, "experiment_ids": place})
    for key in ["mlflow.trace.spansLocation", "mlflow.trace.archivalFailure", "a//b", "k" * 251, "no"]:
        ask(f"remove tag {key[:40]}", "DELETE", f"{V3}/traces/{trace}/tags", json={"key": key})
    for wish in [{"request_ids": []}, {"request_ids": ["a"], "max_timestamp_millis": 0}, {"request_ids": ["a"], "max_traces": 1}, {"max_timestamp_millis": 0, "max_traces": 0}, {"max_timestamp_millis": 0, "max_traces": -1}]:
        ask(f"delete {wish}", "POST", f"{V2}/traces/delete-traces", json={"experiment_id": "0"} | wish)
    for filters in [("status = 'OK'", "tags.t = 'v'"), ("status = 'NO'", "tags.t = 'v'"), ("nonsense", "tags.t = 'v'")]:
        ask(f"correlation of {filters}", "POST", f"{V3}/traces/calculate-filter-correlation", json={"experiment_ids": ["0"], "filter_string1": filters[0], "filter_string2": filters[1]})
    judged(ask, trace)


def judged(ask, trace):
    at = f"{V3}/traces/{trace}/assessments"
    for what, content in {
        "nothing": {}, "feedback of nothing": {"feedback": {}}, "expectation of nothing": {"expectation": {}}, "expectation of null": {"expectation": {"value": None}}, "no source": {"feedback": {"value": 1}, "source": None},
        "a strange format": {"expectation": {"serialized_value": {"serialization_format": "X", "value": "1"}}}, "no JSON": {"expectation": {"serialized_value": {"serialization_format": "JSON_FORMAT", "value": "[1"}}},
        "JSON": {"expectation": {"serialized_value": {"serialization_format": "JSON_FORMAT", "value": '{"a": [1, null]}'}}}, "its own id": {"feedback": {"value": None}, "assessment_id": "mine", "create_time": "2020-01-01T00:00:00Z", "valid": False},
        "overriding nothing": {"feedback": {"value": 1}, "overrides": "a-no"}, "overriding": {"feedback": {"value": 1}, "overrides": "mine"}, "an error": {"feedback": {"error": {"error_code": "E", "stack_trace": "s" * 12000}}},
    }.items():
        ask(f"assess: {what}", "POST", at, json={"assessment": {"assessment_name": "n", "source": ME} | content})
    for mask in ["", "no", "assessmentName", "feedback", "rationale,metadata", "expectation"]:
        judged_as = {"expectation": {"value": 1}} if mask == "expectation" else {"feedback": {"value": 2}}
        ask(f"update {mask!r}", "PATCH", f"{at}/mine", json={"assessment": {"assessment_name": "m", "metadata": {"k": "v"}, "rationale": "r"} | judged_as, "update_mask": mask})
    ask("update nothing", "PATCH", f"{at}/a-no", json={"assessment": {"assessment_name": "m"}, "update_mask": "assessmentName"})
    for name in ["mine", "mine", "a-no"]:
        ask(f"remove {name} {next(numbers)}", "DELETE", f"{at}/{name}", json={})


def request(trace_id=b"\x01" * 16, span_id=b"\x02" * 8, **given):
    """An export of one span with attributes of every kind."""
    message = ExportTraceServiceRequest()
    resource = message.resource_spans.add()
    resource.resource.attributes.add(key="service.name").value.string_value = "svc"
    span = resource.scope_spans.add().spans.add(trace_id=trace_id, span_id=span_id, name="root", kind=2, start_time_unix_nano=1_700_000_000_123_456_789, end_time_unix_nano=1_700_000_000_223_456_789, **given)
    for key, value in {"string_value": "text", "bool_value": False, "int_value": -7, "double_value": 1.5}.items():
        setattr(span.attributes.add(key=key).value, key, value)
    span.attributes.add(key="nothing")
    span.attributes.add(key="list").value.array_value.values.add().int_value = 1
    span.attributes.add(key="empty list").value.array_value.SetInParent()
    span.attributes.add(key="table").value.kvlist_value.values.add(key="k").value.string_value = "v"
    span.events.add(name="event", time_unix_nano=1_700_000_000_150_000_000).attributes.add(key="n").value.int_value = 3
    span.links.add(trace_id=b"\x09" * 16, span_id=b"\x08" * 8)
    span.status.code, span.status.message = 2, "oops"
    return message.SerializeToString()


SPAN = {"traceId": "0a" * 16, "spanId": "0b" * 8, "name": "js", "startTimeUnixNano": "1700000000000000000", "endTimeUnixNano": "1700000001000000000", "attributes": [{"key": "a", "value": {"intValue": "5"}}, {"key": "b", "value": {"kvlistValue": {"values": [{"key": "c", "value": {"boolValue": True}}]}}}], "status": {"code": 1}}


def spans(ask, call):
    """OpenTelemetry's protocol."""
    headers = {"x-mlflow-experiment-id": "0", "content-type": "application/x-protobuf"}
    export = lambda what, body, **other: ask(what, "POST", "/v1/traces", data=body, headers={key: value for key, value in (headers | {key.replace("_", "-"): value for key, value in other.items()}).items() if value is not None})
    good = request()
    export("protobuf", good)
    raw = zlib.compressobj(wbits=-15)
    for packing, body in {"gzip": gzip.compress(good), "deflate": zlib.compress(good), "Deflate": raw.compress(good) + raw.flush()}.items():
        export(packing, body, content_encoding=packing)
    ask("what came", "GET", f"{V3}/traces/get?trace_id=tr-{'01' * 16}")
    export("twice the same", good)
    ask("what came then", "GET", f"{V3}/traces/get?trace_id=tr-{'01' * 16}")
    export("no experiment", good, x_mlflow_experiment_id=None)
    export("unknown experiment", request(b"\x03" * 16), x_mlflow_experiment_id="777")
    for kind in ["text/plain", None, "application/x-protobuf; charset=utf-8"]:
        export(f"type {kind}", good, content_type=kind)
    for what, body in {"no bytes": b"", "garbage": b"\xff\xff\xff", "cut": good[:-3], "no trace id": request(b""), "no span id": request(span_id=b""), "a long trace id": request(b"\x01" * 20), "a short span id": request(span_id=b"\x01" * 3), "text that is none": good.replace(b"text", b"\xff\xfe\xfd\xfc")}.items():
        export(what, body)
    for packing in ["gzip", "deflate", "br"]:
        export(f"not packed by {packing}", good, content_encoding=packing)
    export("of no run", request(b"\x05" * 16), x_mlflow_run_id="f" * 32)
    json_of = lambda **change: json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [SPAN | change]}]}]})
    for what, body in {"JSON": json_of(), "JSON with more": json_of(zzz=[1]), "a status by name": json_of(status={"code": "STATUS_CODE_ERROR"}), "an empty object": "{}", "a list": "[]", "no JSON": "{", "an id that is no hex": json_of(traceId="xyz"), "a short id": json_of(traceId="0a"), "a number for a name": json_of(name=5)}.items():
        export(what, body, content_type="application/json")
    ask("what came as JSON", "GET", f"{V3}/traces/get?trace_id=tr-{'0a' * 16}")
