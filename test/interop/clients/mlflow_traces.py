"""Traces by the client: decorated functions, searches, tags, links, assessments, deletion, and the command line."""
import json, time
import mlflow
from click.testing import CliRunner
from mlflow.cli import cli
from mlflow.entities import AssessmentError, AssessmentSource, SpanEvent

HUMAN = AssessmentSource(source_type="HUMAN", source_id="ada")
JUDGE = AssessmentSource(source_type="LLM_JUDGE", source_id="model")


@mlflow.trace(span_type="LLM", attributes={"model": "m-1", "temperature": 0.5, "options": {"stop": ["x", None, True, 2]}})
def answer(question):
    mlflow.get_current_active_span().add_event(SpanEvent("token", attributes={"n": 1, "words": ["a", "b"], "half": 0.5}))
    return {"text": question.upper(), "é": "ü😀"}


@mlflow.trace(name="chat")
def chat(question, tag="blue"):
    found = answer(question)
    mlflow.update_current_trace(tags={"colour": tag}, metadata={"mlflow.trace.session": f"session-{tag}"}, client_request_id=f"request {question}")
    return found["text"]


@mlflow.trace
def fails():
    with mlflow.start_span("inner") as span:
        span.set_inputs({"deep": [[1, {"a": None}]]})
        raise ValueError("no\nway")


def logged(call, *args):
    """The id of the trace that a call leaves, once it is at the server; no two begin in one millisecond."""
    time.sleep(0.005)
    try:
        call(*args)
    except ValueError:
        pass
    mlflow.flush_trace_async_logging()
    return mlflow.get_last_active_trace_id()


def told(trace):
    """A trace without what differs from run to run."""
    info, spans = trace.info, trace.data.spans
    names = {span.span_id: span.name for span in spans}
    return {
        "id": info.trace_id, "experiment": info.experiment_id, "state": info.state, "request": info.request_preview, "response": info.response_preview,
        "client id": info.client_request_id, "lasted": info.execution_duration is not None, "tags": info.tags,
        "metadata": {key: value for key, value in info.trace_metadata.items() if "size" not in key}, "assessments": [given(one) for one in info.assessments],
        "spans": [
            {
                "name": span.name, "parent": names.get(span.parent_id), "type": span.span_type, "status": [span.status.status_code, span.status.description],
                "inputs": span.inputs, "outputs": span.outputs, "attributes": {key: value for key, value in span.attributes.items() if key != "mlflow.traceRequestId"},
                "events": [[event.name, {key: value for key, value in event.attributes.items() if key != "exception.stacktrace"}] for event in span.events],
                "ended": span.end_time_ns >= span.start_time_ns,
            }
            for span in spans
        ],
    }


def given(assessment):
    """Ids of spans are random."""
    return assessment and {key: value is not None if key == "span_id" else value for key, value in assessment.to_dictionary().items()}


def traces(step, client, folder):
    mlflow.set_experiment("traces")
    experiment = client.get_experiment_by_name("traces").experiment_id
    first, second, third = logged(chat, "why"), logged(chat, "how", "red"), logged(fails)
    for name, trace in [("nested", first), ("failed", third)]:
        step(name, lambda: told(mlflow.get_trace(trace)))
    step("unknown", lambda: mlflow.get_trace("tr-" + "0" * 32))
    step("unknown by the client", lambda: client.get_trace("tr-" + "0" * 32))
    step("as a table", lambda: sorted(mlflow.search_traces(locations=[experiment]).columns))
    found = lambda **wish: [told(trace) for trace in mlflow.search_traces(locations=[experiment], return_type="list", **wish)]
    step("all", found)
    numbers = {first: 1, second: 2, third: 3}
    which = lambda **wish: [numbers[trace.info.trace_id] for trace in mlflow.search_traces(locations=[experiment], return_type="list", **wish)]
    for text in FILTERS:
        step(f"filter {text}", lambda: which(filter_string=text))
    for order in ["timestamp_ms ASC", "timestamp DESC", "tags.colour", "status DESC, timestamp ASC", "name ASC", "nothing"]:
        step(f"order {order}", lambda: which(order_by=order.split(", ")))
    step("two", lambda: which(max_results=2))
    step("a page", lambda: [numbers[info.trace_id] for page in [client.search_traces(locations=[experiment], max_results=2)] for info in (trace.info for trace in page)])
    changed(step, client, experiment, [first, second, third])
    linked(step, client, experiment, numbers)
    removed(step, client, experiment, [first, second, third])


FILTERS = [
    "status = 'OK'", "status = 'ERROR'", "trace.status != 'OK'", "tags.colour = 'red'", "tag.colour LIKE 'b%'", "name = 'chat'", "name ILIKE 'CH%'",
    "tags.colour RLIKE '^(r|x)'", "tags.nope != 'x'", "metadata.`mlflow.trace.session` = 'session-red'", "request_metadata.`mlflow.trace.session` IN ('session-red', 'x')",
    "client_request_id = 'request why'", "span.name = 'answer'", "span.type = 'LLM'", "span.type IN ('LLM', 'TOOL')", "span.status = 'ERROR'", "span.attributes.model = 'm-1'",
    "span.attributes.model LIKE '%m-%'", "span.content LIKE '%WHY%'", "trace.text LIKE '%way%'", "execution_time_ms >= 0", "timestamp_ms > 0 AND tags.colour = 'blue'", "end_time > 5",
    "status IN ('OK', 'ERROR')", "span.nope = 'x'", "timestamp_ms = 'x'", "nope = 'x'", "status = 5", "", "  ", "metrics.m = 1", "status = 'NO'",
]


def changed(step, client, experiment, ids):
    first = ids[0]
    step("a tag", lambda: client.set_trace_tag(first, "new", "value"))
    step("a long tag", lambda: mlflow.set_trace_tag(first, "long", "x" * 9000))
    step("a bad tag", lambda: client.set_trace_tag(first, "a//b", "x"))
    step("a tag too long", lambda: client.set_trace_tag(first, "k" * 251, "x"))
    step("a tag of the server's", lambda: client.set_trace_tag(first, "mlflow.trace.spansLocation", "x"))
    step("a name", lambda: client.set_trace_tag(first, "mlflow.traceName", "renamed"))
    step("tags then", lambda: {key: value for key, value in mlflow.get_trace(first).info.tags.items()})
    step("without the tag", lambda: client.delete_trace_tag(first, "new"))
    step("without it again", lambda: client.delete_trace_tag(first, "new"))


def linked(step, client, experiment, numbers):
    with mlflow.start_run(run_name="traced") as run:
        inside = logged(chat, "inside", "green")
    numbers[inside] = 4
    which = lambda **wish: sorted(numbers[trace.info.trace_id] for trace in mlflow.search_traces(locations=[experiment], return_type="list", **wish))
    run_id = run.info.run_id
    step("of a run", lambda: which(run_id=run_id))
    step("link", lambda: client.link_traces_to_run([one for one, number in numbers.items() if number < 3], run_id))
    step("link again", lambda: client.link_traces_to_run([one for one, number in numbers.items() if number < 3], run_id))
    step("of the run then", lambda: which(run_id=run_id))
    step("by attribute", lambda: which(filter_string=f"attributes.run_id = '{run_id}'"))
    step("too many", lambda: client.link_traces_to_run([str(number) for number in range(101)], run_id))


def removed(step, client, experiment, ids):
    step("delete nothing", lambda: client.delete_traces(experiment_id=experiment))
    step("delete both ways", lambda: client.delete_traces(experiment_id=experiment, trace_ids=[ids[1]], max_timestamp_millis=5))
    step("delete one", lambda: client.delete_traces(experiment_id=experiment, trace_ids=[ids[1], "tr-" + "0" * 32]))
    step("delete the oldest", lambda: client.delete_traces(experiment_id=experiment, max_timestamp_millis=int(time.time() * 1000), max_traces=1))
    step("left", lambda: len(mlflow.search_traces(locations=[experiment], return_type="list")))
    step("delete of another", lambda: client.delete_traces(experiment_id="0", trace_ids=ids))


def assessments(step, client, folder):
    mlflow.set_experiment("assessed")
    trace = logged(chat, "judge")
    span = mlflow.get_trace(trace).data.spans[1].span_id
    note = lambda name, call: step(name, lambda: given(call()))
    values = {"yes": True, "text": "good é", "whole": 3, "half": 0.5, "list": [1, "a"], "table": {"a": [1.5, "b"], "b": {}}}
    for name, value in values.items():
        note(f"feedback {name}", lambda: mlflow.log_feedback(trace_id=trace, name=name, value=value, source=JUDGE, rationale="because", metadata={"k": "v"}))
        note(f"expectation {name}", lambda: mlflow.log_expectation(trace_id=trace, name=f"expected {name}", value=value, source=HUMAN))
    note("of a span", lambda: mlflow.log_feedback(trace_id=trace, name="span", value=True, span_id=span))
    note("an error", lambda: mlflow.log_feedback(trace_id=trace, name="broken", error=AssessmentError(error_code="RATE", error_message="slow", stack_trace="line 1")))
    note("of no trace", lambda: mlflow.log_feedback(trace_id="tr-" + "0" * 32, name="x", value=1))
    good = mlflow.log_feedback(trace_id=trace, name="good", value=False, source=HUMAN)
    note("got", lambda: mlflow.get_assessment(trace, good.assessment_id))
    note("unknown", lambda: mlflow.get_assessment(trace, "a-" + "0" * 32))
    note("updated", lambda: mlflow.update_assessment(trace, good.assessment_id, mlflow.entities.Feedback(name="better", value="yes", rationale="now", metadata={"x": "y"})))
    note("of another kind", lambda: mlflow.update_assessment(trace, good.assessment_id, mlflow.entities.Expectation(name="e", value=1)))
    newer = step("overridden", lambda: mlflow.override_feedback(trace_id=trace, assessment_id=good.assessment_id, value="no", source=JUDGE))
    all_of = lambda: sorted([one.name, one.valid, one.overrides is not None] for one in mlflow.get_trace(trace).info.assessments)
    step("all then", all_of)
    step("found by them", lambda: [len(mlflow.search_traces(filter_string=text, return_type="list")) for text in ["feedback.yes = 'true'", "feedback.text LIKE 'good%'", "expectation.`expected text` = 'x'", "feedback.nope = 'x'"]])
    step("newer deleted", lambda: mlflow.delete_assessment(trace, newer.assessment_id))
    step("deleted twice", lambda: mlflow.delete_assessment(trace, newer.assessment_id))
    step("all in the end", all_of)


def trace_commands(step, client, folder):
    mlflow.set_experiment("trace commands")
    experiment = client.get_experiment_by_name("trace commands").experiment_id
    trace = logged(chat, "command")

    def says(name, *args):
        """In this process, as starting one for each command takes longer than all else here."""
        def done():
            result = CliRunner().invoke(cli, ["traces", *args])
            lines = [" ".join(line.split()) for line in result.output.splitlines() if set(line) - set(" -+|")]
            return {"code": result.exit_code, "said": json.loads(result.output) if result.output[:1] == "{" else lines}

        step(name, done)

    says("search", "search", "--experiment-id", experiment, "--output", "json", "--extract-fields", "info.state,info.tags.colour,data.spans.*.name")
    says("search as a table", "search", "--experiment-id", experiment, "--extract-fields", "info.trace_id,info.state,info.request_preview")
    says("search badly", "search", "--experiment-id", experiment, "--filter-string", "nope = 'x'")
    says("get", "get", "--trace-id", trace, "--extract-fields", "info.state,info.request_preview,data.spans.*.name,data.spans.*.attributes.`mlflow.spanType`")
    says("get of none", "get", "--trace-id", "tr-" + "0" * 32)
    says("tag", "set-tag", "--trace-id", trace, "--key", "k", "--value", "v")
    says("without the tag", "delete-tag", "--trace-id", trace, "--key", "k")
    says("feedback", "log-feedback", "--trace-id", trace, "--name", "relevance", "--value", "0.9", "--source-type", "HUMAN", "--source-id", "ada")
    says("expectation", "log-expectation", "--trace-id", trace, "--name", "expected", "--value", '{"a": 1}', "--source-type", "HUMAN", "--source-id", "ada")
    says("delete", "delete", "--experiment-id", experiment, "--trace-ids", trace)
