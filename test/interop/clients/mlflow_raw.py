"""Sends what no client sends: mlflow_raw.py <address> <mlflow-endpoints.json> [section …]. Every message with every field missing and of
every wrong type, bodies that are none, tokens, paths, and routes that the client does not reach. Prints the verdicts as JSON."""
import json, re, sys
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry
from mlflow_raw_bodies import artifacts, bodies, charts, tokens
from mlflow_raw_messages import messages
import mlflow_raw_traces
from mlflow_transcript import Transcript

uri, endpoints, wished = sys.argv[1], sys.argv[2], sys.argv[3:]
web = requests.Session()
# A server that refuses before it has read the body ends the connection; the next request takes another.
web.mount("http://", HTTPAdapter(max_retries=Retry(total=4, connect=4, read=4, status=0, allowed_methods=None)))
transcript = Transcript([[uri, "<address>"], [uri.removeprefix("http://"), "<host>"]])


# How many experiments there were before is another matter.
EXPERIMENT = re.compile(r"(?<=id=)\d{1,4}\b|(?<=experiment with id )\d+|(?<=mlflow-artifacts:/)\d+")


def shape(value):
    """Names and types, not values: those of ids and times differ."""
    if isinstance(value, dict):
        return {key: shape(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return [shape(value[0])] if value else []
    return "number" if isinstance(value, (int, float)) and not isinstance(value, bool) else type(value).__name__


def verdict(answer):
    try:
        body = answer.json()
    except ValueError:
        return {"status": answer.status_code, "text": answer.headers.get("content-type", "").split(";")[0]}
    if answer.status_code == 200:
        return {"status": 200, "shape": shape(body)}
    if not isinstance(body, dict):
        return {"status": answer.status_code, "body": body}
    message = body.get("message")
    return {"status": answer.status_code, "code": body.get("error_code"), "message": message and EXPERIMENT.sub("N", message)}


def ask(name, method, path, **parts):
    """Sends a request, notes the verdict under the name, and gives the answer."""
    answer = web.request(method, uri + path, timeout=60, allow_redirects=False, **parts)
    transcript.ids = {}
    transcript.current[name] = transcript.plain(verdict(answer))
    return answer


def call(method, path, message=None):
    """A request that prepares others and has to succeed."""
    parts = {"params": message} if method == "GET" else {"json": message or {}}
    answer = web.request(method, uri + path, timeout=60, **parts)
    answer.raise_for_status()
    return answer.json()


SECTIONS = {"messages": lambda: messages(ask, call, json.load(open(endpoints))), "bodies": lambda: bodies(ask, call), "tokens": lambda: tokens(ask, call), "charts": lambda: charts(ask, call), "artifacts": lambda: artifacts(ask, call)}
SECTIONS |= {"trace messages": lambda: mlflow_raw_traces.messages(ask, call, json.load(open(endpoints))), "trace values": lambda: mlflow_raw_traces.values(ask, call), "spans": lambda: mlflow_raw_traces.spans(ask, call)}
for name, section in SECTIONS.items():
    if not wished or name in wished:
        transcript.section(name)
        section()
json.dump(transcript.sections, sys.stdout, allow_nan=False)
