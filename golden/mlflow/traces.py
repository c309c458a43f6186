"""Records what MLflow's server makes of traces, and what it finds among them: golden/mlflow/traces.json.

    pip install mlflow==3.17.2
    mlflow server --port 5143 --workers 1 --backend-store-uri sqlite:///new.db \
        --default-artifact-root mlflow-artifacts:/ --artifacts-destination ./art
    python traces.py http://127.0.0.1:5143 > traces.json

The database must be new. Left out is what in MLflow depends on the order of calls: spans that come after a trace was said to have
begun change its tags, and its time unless they tell of tokens. `steps` is what was done, in order, in Gyre's words: begin, spans, tag, link, prompt, assess, unassess; `traces` is what
the server then said of each; `searches` are [experiments, filter, order, ids found in order], `refused` those that it refused.
"""

import json
import sys
import urllib.error
import urllib.request
from datetime import datetime, timezone

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue, KeyValueList

BASE = sys.argv[1]
START = 1_700_000_000_000
RUN = "0123456789abcdef0123456789abcde0"


def ask(method, path, message):
    data = json.dumps(message).encode()
    request = urllib.request.Request(f"{BASE}/api/{path}", data=data, method=method, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def done(method, path, message):
    status, reply = ask(method, path, message)
    assert status == 200, (path, message, reply)
    return reply


def iso(ms):
    return datetime.fromtimestamp(ms / 1000, timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def any_value(value):
    if value is None:
        return AnyValue()
    if isinstance(value, bool):
        return AnyValue(bool_value=value)
    if isinstance(value, int):
        return AnyValue(int_value=value)
    if isinstance(value, float):
        return AnyValue(double_value=value)
    if isinstance(value, str):
        return AnyValue(string_value=value)
    if isinstance(value, list):
        return AnyValue(array_value=ArrayValue(values=[any_value(one) for one in value]))
    return AnyValue(kvlist_value=KeyValueList(values=pairs(value)))


def pairs(values):
    return [KeyValue(key=key, value=any_value(value)) for key, value in values.items()]


def begin(wish):
    info = {
        "trace_id": wish["traceId"],
        "trace_location": {"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": wish["experimentId"]}},
        "request_time": iso(wish["requestedAt"]),
        "state": wish["state"],
        "tags": wish["tags"],
        "trace_metadata": wish["metadata"],
    }
    if wish.get("durationMs") is not None:
        info["execution_duration"] = f"{wish['durationMs'] / 1000:.3f}s"
    for field, name in (("requestPreview", "request_preview"), ("responsePreview", "response_preview"), ("clientRequestId", "client_request_id")):
        if wish.get(field) is not None:
            info[name] = wish[field]
    done("POST", "3.0/mlflow/traces", {"trace": {"trace_info": info}})


def log_spans(step):
    request = ExportTraceServiceRequest()
    block = request.resource_spans.add()
    block.resource.attributes.extend(pairs(step["source"]))
    scope = block.scope_spans.add()
    for span in step["spans"]:
        made = scope.spans.add(trace_id=bytes.fromhex(span["traceId"][3:]), span_id=bytes.fromhex(span["spanId"]), name=span["name"])
        if span["parentId"]:
            made.parent_span_id = bytes.fromhex(span["parentId"])
        made.start_time_unix_nano = int(span["startedAt"])
        made.end_time_unix_nano = int(span["endedAt"])
        made.status.code = {"UNSET": 0, "OK": 1, "ERROR": 2}[span["status"]]
        made.status.message = span["statusMessage"]
        made.attributes.extend(pairs(span["attributes"]))
        for event in span["events"]:
            made.events.add(name=event["name"], time_unix_nano=int(event["at"]), attributes=pairs(event["attributes"]))
    headers = {"Content-Type": "application/x-protobuf", "x-mlflow-experiment-id": step["experimentId"]}
    urllib.request.urlopen(urllib.request.Request(f"{BASE}/v1/traces", data=request.SerializeToString(), headers=headers)).read()


assessments = {}


def assess(step):
    message = {
        "assessment_name": step["name"],
        "trace_id": step["traceId"],
        "source": {"source_type": "HUMAN", "source_id": "ada"},
        "create_time": iso(START),
        "last_update_time": iso(START),
        "metadata": step["metadata"],
        step["kind"]: {"value": step["value"]},
    }
    if step["kind"] == "expectation" and isinstance(step["value"], dict):
        message["expectation"] = {"serialized_value": {"value": json.dumps(step["value"]), "serialization_format": "JSON_FORMAT"}}
    if step["overrides"]:
        message["overrides"] = assessments[step["overrides"]]
    reply = done("POST", f"3.0/mlflow/traces/{step['traceId']}/assessments", {"assessment": message})
    assessments[step["id"]] = reply["assessment"]["assessment_id"]


def perform(step):
    kind = step["do"]
    if kind == "begin":
        begin(step["wish"])
    elif kind == "spans":
        log_spans(step)
    elif kind == "tag" and step["value"] is not None:
        done("PATCH", f"2.0/mlflow/traces/{step['traceId']}/tags", {"key": step["key"], "value": step["value"]})
    elif kind == "tag":
        done("DELETE", f"2.0/mlflow/traces/{step['traceId']}/tags", {"key": step["key"]})
    elif kind == "link":
        done("POST", "2.0/mlflow/traces/link-to-run", {"trace_ids": step["traceIds"], "run_id": step["runId"]})
    elif kind == "prompt":
        name, version = step["prompt"].split("/")
        done("POST", "2.0/mlflow/traces/link-prompts", {"trace_id": step["traceId"], "prompt_versions": [{"name": name, "version": version}]})
    elif kind == "assess":
        assess(step)
    else:
        done("DELETE", f"3.0/mlflow/traces/{step['traceId']}/assessments/{assessments[step['id']]}", {})


def trace_id(i):
    return f"tr-{i + 1:032x}"


def span_id(i, n):
    return f"{(i + 1) * 256 + n:016x}"


CHAT = {"messages": [{"role": "system", "content": "be short"}, {"role": "user", "content": "what is 1+1?"}]}
INPUTS = [CHAT, {"q": "grün"}, "plain text", {"messages": [{"role": "user", "content": [{"type": "text", "text": "in parts"}]}]}, {"long": "x" * 1200}, {"request": CHAT}]
OUTPUTS = [{"choices": [{"message": {"role": "assistant", "content": "2"}}]}, {"a": ["b", 1, None, 1.5]}, "done", 17, {"output": [{"role": "assistant", "content": "out"}]}]
VALUES = [True, False, 5, 4.5, "yes", "no", "5", "é", None, {"a": 1}]


def spans_of(i):
    at = (START + i * 1000) * 1_000_000
    usage = {"input_tokens": 10 + i, "output_tokens": 5, "total_tokens": 15 + i}
    if i % 4 == 0:
        usage["cache_read_input_tokens"] = 3
    root = {
        "mlflow.spanType": "AGENT" if i % 2 else "CHAIN",
        "mlflow.spanInputs": INPUTS[i % len(INPUTS)],
        "mlflow.spanOutputs": OUTPUTS[i % len(OUTPUTS)],
        "mlflow.traceTag.origin": f"root {i % 3}",
    }
    if i % 5 == 1 and i % 4 != 2:
        root["mlflow.chat.tokenUsage"] = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
    if i % 6 == 1:
        root["session.id"] = f"s{i % 4}"
        root["user.id"] = f"user {i % 2}"
    child = {
        "mlflow.spanType": "LLM",
        "model": "gpt-4" if i % 3 else "claude é",
        "temperature": 0.5,
        "count": i,
        "flag": i % 2 == 0,
        "quoted": 'say "hi"',
        "json": json.dumps({"k": [1, "two"]}),
    }
    if i % 2:
        child["mlflow.chat.tokenUsage"] = usage
        child["mlflow.llm.cost"] = {"input_cost": 0.25 * i, "output_cost": 1e-05, "total_cost": 0.25 * i + 1e-05}
    event = {"name": "exception", "at": str(at + 500), "attributes": {"exception.message": "boom", "n": 3}}
    make = lambda n, parent, name, attributes: {
        "traceId": trace_id(i), "spanId": span_id(i, n), "parentId": parent and span_id(i, parent), "name": name,
        "startedAt": str(at + n * 1_000_000 + 123), "endedAt": str(at + (50 - n) * 1_000_000 + 456),
        "status": ["OK", "ERROR", "UNSET"][(i + n) % 3], "statusMessage": "bad" if (i + n) % 3 == 1 else "",
        "attributes": attributes, "events": [event] if n == 2 and i % 3 == 0 else [], "links": [],
    }
    return [make(1, None, f"root_{i % 4}", root), make(2, 1, "llm%call", child), make(3, 1, "Tool", {"mlflow.spanType": "TOOL"})]


def wish_of(i):
    metadata = {"mlflow.sourceRun": RUN if i % 5 == 0 else f"run{i % 3}", "k": f"v{i % 4}"}
    if i % 3 == 0:
        metadata["mlflow.trace.session"] = f"s{i % 4}"
    if i % 7 == 0:
        metadata["mlflow.trace.tokenUsage"] = json.dumps({"total_tokens": 7, "output_tokens": 3, "input_tokens": 4, "other": 1})
    if i % 8 == 0:
        metadata["mlflow.trace.cost"] = json.dumps({"total_cost": 0.5, "input_cost": 1})
    tags = {"team": ["red", "Red", "blue", "ROT É"][i % 4], "mlflow.traceName": f"name-{i % 5}"}
    if i % 3 == 0 and i % 4 != 2:
        tags["origin"] = "begin"
    return {
        "traceId": trace_id(i), "experimentId": "1" if i % 10 else "2", "requestedAt": START + i * 1000 + 1, "tags": tags, "metadata": metadata,
        "state": "IN_PROGRESS" if i % 4 == 2 else ["OK", "STATE_UNSPECIFIED", "ERROR", "IN_PROGRESS"][i // 4 % 4] if i % 4 == 0 else ["OK", "ERROR"][i // 4 % 2],
        "durationMs": None if i % 4 == 2 or i % 8 == 4 else 40 + i % 3,
        "requestPreview": f"ask {i}" if i % 3 else None,
        "responsePreview": None if i % 2 else f"answer {i}",
        "clientRequestId": f"client-{i}" if i % 2 else None,
    }


def foreign_spans():
    open_inference = {
        "openinference.span.kind": "LLM", "input.value": '{"messages": [{"role": "user", "content": "hey"}]}', "output.value": "hello", "llm.token_count.prompt": 3,
        "llm.token_count.completion": "4", "llm.token_count.prompt_details.cache_read": 2, "llm.model_name": "gpt-x", "llm.provider": "openai",
    }
    gen_ai = {
        "gen_ai.operation.name": "chat", "gen_ai.input.messages": '[{"role": "user", "parts": []}]', "gen_ai.output.messages": "[]", "gen_ai.tool.call.result": "done",
        "gen_ai.usage.input_tokens": 5, "gen_ai.usage.output_tokens": 6, "gen_ai.usage.cache_creation.input_tokens": 1, "gen_ai.request.model": "model-q", "mlflow.spanType": "UNKNOWN",
        "gen_ai.conversation.id": "talk", "gen_ai.tool.definitions": '[{"name": "t"}]',
    }
    plain = {"mlflow.spanInputs": {"model": "from-input", "q": 1}, "gen_ai.operation.name": "nothing", "gen_ai.usage.input_tokens": 7}
    for i, attributes in ((30, open_inference), (31, gen_ai), (32, plain)):
        yield {**spans_of(i)[0], "name": "foreign", "attributes": attributes}


def steps():
    for i in range(30):
        experiment = "1" if i % 10 else "2"
        begun = {"do": "begin", "wish": wish_of(i)}
        source = {"service.name": f"shop-{i % 2}", "telemetry.sdk.name": "otel", "mlflow.x": "no", "n": 5}
        spans = [{"do": "spans", "experimentId": experiment, "source": source, "spans": one} for one in (
            [spans_of(i)] if i % 4 else [spans_of(i)[1:], spans_of(i)[:1]])]
        yield from [[begun], spans, [begun, *spans], [*spans, begun]][i % 4]
    yield {"do": "spans", "experimentId": "1", "source": {}, "spans": list(foreign_spans())}
    for i in range(0, 30, 3):
        yield {"do": "tag", "traceId": trace_id(i), "key": "late", "value": f"v{i % 2}"}
    yield {"do": "tag", "traceId": trace_id(4), "key": "team", "value": None}
    yield {"do": "link", "traceIds": [trace_id(3), trace_id(8)], "runId": RUN}
    yield {"do": "prompt", "traceId": trace_id(2), "prompt": "greet/3"}
    for i in range(24):
        metadata = {"mlflow.trace.session": f"s{i % 4}"} if i % 6 == 0 else {}
        base = {"do": "assess", "traceId": trace_id(i), "metadata": metadata, "overrides": None}
        yield {**base, "id": f"a{i}", "name": "score", "kind": "feedback", "value": VALUES[i % len(VALUES)]}
        yield {**base, "id": f"b{i}", "name": "score" if i % 2 else "answer", "kind": "expectation", "value": VALUES[(i + 3) % len(VALUES)] or "none"}
    again = {"do": "assess", "metadata": {}, "name": "score", "kind": "feedback"}
    yield {**again, "traceId": trace_id(4), "id": "c4", "value": "better", "overrides": "a4"}
    yield {**again, "traceId": trace_id(5), "id": "c5", "value": "better", "overrides": "a5"}
    yield {"do": "unassess", "traceId": trace_id(5), "id": "c5"}


FILTERS = [
    "", "status = 'OK'", "status != 'OK'", "status IN ('ERROR', 'IN_PROGRESS')", "status NOT IN ('OK')", "status LIKE '%R%'", "status ILIKE 'ok'", "status RLIKE '^(OK|ERR)'",
    f"timestamp_ms > {START + 12_000}", f"timestamp <= {START + 5_001}", "execution_time_ms > 41", "execution_time = 40", "execution_time != 40",
    f"end_time >= {START + 20_000}", f"end_time_ms < {START + 3_000}", f"request_id = '{trace_id(7)}'", f"request_id IN ('{trace_id(7)}', '{trace_id(9)}')",
    "client_request_id = 'client-7'", "client_request_id != 'client-7'", "client_request_id LIKE 'client-1%'", "client_request_id RLIKE '[13]$'",
    "name = 'name-2'", "name != 'name-2'", "name LIKE 'name%'", "name IN ('name-1', 'name-3')", "tags.`mlflow.traceName` IS NULL",
    f"run_id = '{RUN}'", "run_id = 'run1'", "run_id != 'run1'", "run_id LIKE 'run%'", "metadata.`mlflow.sourceRun` IS NULL", "prompt = 'greet/3'", "prompt = 'greet/4'",
    "tags.team = 'red'", "tags.team != 'red'", "tags.team ILIKE 'RED'", "tags.team ILIKE 'rot é'", "tags.team IS NULL", "tags.team IS NOT NULL", "tags.team RLIKE '^[rR]ed$'", "tags.origin = 'begin'", "tags.origin LIKE 'root%'",
    "tags.`service.name` = 'shop-1'", "tags.n = '5'", "tags.late RLIKE 'v'", "tags.`mlflow.x` IS NULL",
    "metadata.k = 'v1'", "metadata.k != 'v1'", "metadata.k LIKE 'v%'", "metadata.k RLIKE 'v[02]'", "metadata.`mlflow.trace.session` = 's1'", "metadata.`mlflow.trace.session` IS NULL",
    "metadata.`mlflow.trace.user` IS NOT NULL", "metadata.`mlflow.trace.tokenUsage` IS NOT NULL", "metadata.`mlflow.trace.tokenUsage` = '{\"input_tokens\": 4, \"output_tokens\": 3, \"total_tokens\": 7}'",
    "metadata.`mlflow.trace.tokenUsage` != '{\"input_tokens\": 4, \"output_tokens\": 3, \"total_tokens\": 7}'", "metadata.`mlflow.trace.cost` = '{\"input_cost\": 1.0, \"total_cost\": 0.5}'", "metadata.`mlflow.trace.cost` IS NULL",
    "span.name = 'llm%call'", "span.name LIKE 'root_1'", "span.name != 'Tool'", "span.name IN ('root_2', 'x')", "span.name ILIKE 'tool'", "span.name RLIKE '^root_[02]$'", "span.type = 'AGENT'", "span.type NOT IN ('LLM', 'TOOL')",
    "span.status = 'ERROR'", "span.name = 'Tool' AND span.status = 'ERROR'", "span.type = 'LLM' AND span.status = 'UNSET' AND tags.team = 'blue'",
    "span.content LIKE '%gpt-4%'", "span.content ILIKE '%CLAUDE%'", "span.content LIKE '%grün%'", "trace.text LIKE '%1+1%'", "trace.text LIKE '%\"say%'", "trace.text ILIKE '%boom%'",
    "span.attributes.model LIKE '%gpt%'", "span.attributes.model = 'gpt-4'", "span.attributes.model != 'gpt-4'", "span.attributes.model ILIKE '%GPT-4%'", "span.attributes.model RLIKE '^gpt'", "span.attributes.model RLIKE 'é$'",
    "span.attributes.count LIKE '%1%'", "span.attributes.nope LIKE '%'", "span.attributes.model RLIKE '^gpt-4$' AND span.status = 'OK'", "span.attributes.json LIKE '%two%'", "span.attributes.flag LIKE ': \"true\"%'", "span.attributes.temperature LIKE '%0.5%'",
    "feedback.score = 'true'", "feedback.score = 'yes'", "feedback.score != 'yes'", "feedback.score = '5'", "feedback.score > 4.4", "feedback.score <= 4.5", "feedback.score LIKE '%es%'", "feedback.score = '5.0'", "feedback.score = 'é'", "feedback.score ILIKE '%YES%'", "feedback.score IS NULL", "feedback.score IS NOT NULL",
    "feedback.score RLIKE '^(true|false)$'", "feedback.score = 'better'", "feedback.score = 'null'", "expectation.answer = 'no'", "expectation.answer IS NOT NULL", "expectation.score > 4", "expectation.answer LIKE '%a%'", "feedback.nope IS NULL", "issue.id = 'x'",
    "span.type = 'CHAT_MODEL'", "span.type = 'LLM' AND span.name = 'foreign'", "span.attributes.`mlflow.llm.model` LIKE '%model-q%'", "span.content LIKE '%mlflow.llm.model%from-input%'", "span.content LIKE '%mlflow.llm.provider%'",
    "status = 'OK' AND tags.team = 'red' AND feedback.score IS NOT NULL", "tags.team RLIKE 'e' AND status RLIKE 'O' AND span.name RLIKE 'l{2}'",
]
ORDERS = [
    ["timestamp_ms ASC"], ["timestamp DESC"], ["execution_time_ms DESC"], ["execution_time"], ["status"], ["status DESC", "timestamp_ms ASC"], ["name DESC"], ["name", "request_id DESC"], ["request_id"],
    ["run_id"], ["tags.team DESC"], ["tags.late"], ["metadata.k", "tags.team"], ["experiment_id DESC"], ["metadata.`mlflow.trace.session` DESC"], ["trace.execution_time_ms", "tags.nope"],
]


def search(experiments, text, order):
    found, token = [], None
    while True:
        locations = [{"type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": one}} for one in experiments]
        message = {"locations": locations, "filter": text, "order_by": order, "max_results": 9}
        status, reply = ask("POST", "3.0/mlflow/traces/search", {**message, **({"page_token": token} if token else {})})
        if status != 200:
            return status, reply["message"]
        found += [one["trace_id"] for one in reply.get("traces", [])]
        token = reply.get("next_page_token")
        if not token:
            return 200, found


def recorded_trace(i):
    status, reply = ask("GET", f"3.0/mlflow/traces/{trace_id(i)}", {})
    info = reply["trace"]["trace_info"]
    info.pop("assessments", None)
    return info


for name in ("first", "second"):
    done("POST", "2.0/mlflow/experiments/create", {"name": name})
made = done("POST", "2.0/mlflow/runs/create", {"experiment_id": "1"})["run"]["info"]["run_id"]
all_steps = json.loads(json.dumps(list(steps())).replace(RUN, made))
for step in all_steps:
    perform(step)
asked = [[["1"], text, []] for text in FILTERS] + [[["1", "2"], "", order] for order in ORDERS] + [
    [["1", "2"], text, order] for text, order in zip(FILTERS[::4], ORDERS * 2)]
answers = [(*question, *search(question[0], question[1].replace(RUN, made), question[2])) for question in asked]
searches = [[one, text.replace(RUN, made), order, found] for one, text, order, status, found in answers if status == 200]
refused = [[one, text, order, found] for one, text, order, status, found in answers if status != 200]
json.dump({"steps": all_steps, "traces": [recorded_trace(i) for i in range(33)], "searches": searches, "refused": refused}, sys.stdout, indent=None, ensure_ascii=False)
print()
