"""Webhooks through the unmodified mlflow client, received here: mlflow_webhooks.py <address>. Prints what was answered and what came as
JSON: see mlflow_transcript.py."""
import base64, hashlib, hmac, json, logging, os, sys, threading, time, warnings
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

uri = sys.argv[1]
os.environ.update(
    MLFLOW_TRACKING_URI=uri,
    MLFLOW_HTTP_REQUEST_MAX_RETRIES="1",
    MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR="0",
    MLFLOW_HTTP_REQUEST_BACKOFF_JITTER="0",
    MLFLOW_DISABLE_TELEMETRY="true",
)
printed = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
warnings.simplefilter("ignore")
logging.disable(logging.WARNING)

import mlflow  # noqa: E402, the environment comes first
from mlflow_transcript import Transcript  # noqa: E402

SECRET = "a secret ž"
SIGNED = ["x-mlflow-delivery-id", "x-mlflow-timestamp"]
received = []


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        received.append([self.path, {name.lower(): value for name, value in self.headers.items()}, body])
        self.send_response(503 if self.path == "/busy" and len([one for one in received if one[0] == "/busy"]) == 1 else 200)
        self.end_headers()

    def log_message(self, *_):
        pass


receiver = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
threading.Thread(target=receiver.serve_forever, daemon=True).start()
here = f"http://127.0.0.1:{receiver.server_port}"
transcript = Transcript([[uri, "<address>"], [here, "<here>"]])
step = transcript.step
client = mlflow.MlflowClient()
shown = lambda webhook: [webhook.name, webhook.url, sorted(map(str, webhook.events)), webhook.description, webhook.status, webhook.creation_timestamp, webhook.last_updated_timestamp]


def arrived(count, path=None, patience=30):
    """What came, in no order: it is sent by several hands."""
    at = lambda: [one for one in list(received) if path in (None, one[0])]
    end = time.monotonic() + patience
    while len(at()) < count and time.monotonic() < end:
        time.sleep(0.1)
    time.sleep(0.3)
    came = sorted((message(*one) for one in at()), key=lambda one: json.dumps(one, sort_keys=True))
    received.clear()
    return came


def message(path, headers, body):
    said = json.loads(body)
    signature = headers.get("x-mlflow-signature")
    signed = ".".join([*(headers.get(name, "") for name in SIGNED), body.decode()])
    right = signature and hmac.compare_digest(signature, "v1," + base64.b64encode(hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).digest()).decode())
    timestamp = abs(time.time() - int(headers["x-mlflow-timestamp"])) < 120
    return [path, said["entity"], said["action"], said["data"], sorted(said), headers["content-type"], "signed" if right else signature, timestamp]


def managed():
    create = lambda name, events=("registered_model.created",), **more: client.create_webhook(name, more.pop("url", f"{here}/x"), list(events), **more)
    made = step("create", lambda: create("first", ["model_version.created", "registered_model.created"], description="ž", secret=SECRET))
    step("as made", lambda: shown(made))
    step("get", lambda: shown(client.get_webhook(made.webhook_id)))
    step("update", lambda: shown(client.update_webhook(made.webhook_id, name="renamed", description="other", url=f"{here}/y", events=["prompt.created"], status="DISABLED")))
    step("after the update", lambda: shown(client.get_webhook(made.webhook_id)))
    step("update nothing", lambda: shown(client.update_webhook(made.webhook_id)))
    second = create("second")
    step("list", lambda: sorted(map(shown, client.list_webhooks())))
    step("a page", lambda: [len(client.list_webhooks(max_results=1)), bool(client.list_webhooks(max_results=1).token), bool(client.list_webhooks(max_results=2).token)])
    for name in ["", "a b", "-a", "a" * 63, "a" * 64, "first."]:
        step(f"the name {name!r}", lambda: create(name).name)
    for url in ["", "ftp://example.com", "example.com", "https://", f"{here}/ok", "javascript:x"]:
        step(f"the address {url.replace(here, 'here')!r}", lambda: create("address", url=url).url)
    step("no events", lambda: create("none", []))
    step("an event of another thing", lambda: create("odd", ["registered_model.deleted"]))
    step("a bad status", lambda: create("status", status="SLEEPING"))
    step("an unknown one", lambda: client.get_webhook("unknown"))
    step("update an unknown one", lambda: client.update_webhook("unknown", name="x"))
    step("delete", lambda: client.delete_webhook(second.webhook_id))
    step("delete again", lambda: client.delete_webhook(second.webhook_id))
    step("too many", lambda: client.list_webhooks(max_results=1001))
    step("none wanted", lambda: client.list_webhooks(max_results=0))
    step("events twice", lambda: shown(create("twice", ["prompt.created", "prompt.created"])))
    for webhook in client.list_webhooks():
        client.delete_webhook(webhook.webhook_id)


EVENTS = ["registered_model.created", "model_version.created", "model_version_tag.set", "model_version_tag.deleted", "model_version_alias.created", "model_version_alias.deleted", "prompt.created", "prompt_version.created", "prompt_tag.set", "prompt_version_tag.set", "prompt_alias.created", "prompt_alias.deleted"]


def delivered():
    client.create_webhook("all", f"{here}/all", EVENTS, secret=SECRET)
    client.create_webhook("busy", f"{here}/busy", ["prompt_alias.deleted"])
    disabled = client.create_webhook("disabled", f"{here}/disabled", EVENTS, status="DISABLED")
    for event in [None, "prompt.created"]:
        step(f"a test with {event}", lambda: dict(success=(result := client.test_webhook(disabled.webhook_id, event)).success, status=result.response_status))
        step(f"what came of the test with {event}", lambda: arrived(1))
    step("a test of an unknown one", lambda: client.test_webhook("unknown"))
    run = client.create_run("0").info
    client.create_registered_model("model", {"k": "v"}, "described")
    client.create_model_version("model", f"{run.artifact_uri}/m", run.run_id, tags={"t": "u"}, description="first")
    client.set_model_version_tag("model", "1", "stage", "ž")
    client.delete_model_version_tag("model", "1", "stage")
    client.set_registered_model_alias("model", "champion", "1")
    client.delete_registered_model_alias("model", "champion")
    step("of a model", lambda: arrived(6))
    mlflow.genai.register_prompt("greet", "Hello {{ name }}", "first", tags={"lang": "en"})
    mlflow.genai.set_prompt_tag("greet", "k", "v")
    mlflow.genai.set_prompt_alias("greet", "live", 1)
    step("of a prompt", lambda: arrived(5))
    mlflow.genai.delete_prompt_alias("greet", "live")
    step("to one that is busy at first", lambda: [one for one in arrived(2, "/busy") if one[0] == "/busy"])


for name, section in {"managed": managed, "delivered": delivered}.items():
    transcript.section(name)
    section()
json.dump(transcript.sections, printed, allow_nan=False)
printed.close()
