"""Records what MLflow's server answers to requests about its model registry: golden/mlflow/registry.json.

    pip install mlflow==3.17.2
    mlflow server --port 5143 --workers 1 --backend-store-uri sqlite:///new.db \
        --default-artifact-root mlflow-artifacts:/ --artifacts-destination ./art
    python registry.py http://127.0.0.1:5143 > registry.json

The database must be new. Each step is [method, path, message, status, reply]. In replies a time is the number of the step in which it
was taken; a text of one letter repeated more than 1000 times is {"letter": …, "times": …}. Known differences, where Gyre answers something
else on purpose, are named in the test that replays this.
"""

import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

BASE = sys.argv[1]
steps, spans = [], []


def raw(method, path, message):
    url, data = f"{BASE}/api/2.0/mlflow/{path}", None
    if method == "GET":
        url += "?" + urllib.parse.urlencode(message, doseq=True)
    else:
        data = json.dumps(message).encode()
    request = urllib.request.Request(url, data=data, method=method, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def ask(method, path, message):
    time.sleep(0.003)
    start = int(time.time() * 1000)
    status, reply = raw(method, path, message)
    spans.append((start, int(time.time() * 1000)))
    for extra in ("sqlstate", "error_class"):
        reply.pop(extra, None)
    steps.append([method, path, message, status, reply])
    return reply


def step_of(at):
    return next((i for i, (start, end) in enumerate(spans) if start <= at <= end), at)


def numbered(value):
    if isinstance(value, list):
        return [numbered(one) for one in value]
    if isinstance(value, str) and len(value) > 1000 and len(set(value)) == 1:
        return {"letter": value[0], "times": len(value)}
    if not isinstance(value, dict):
        return value
    return {key: step_of(one) if key.endswith("_timestamp") else numbered(one) for key, one in value.items()}


experiment = raw("POST", "experiments/create", {"name": "golden"})[1]["experiment_id"]
run = raw("POST", "runs/create", {"experiment_id": experiment})[1]["run"]["info"]
model = raw("POST", "logged-models", {"experiment_id": experiment, "name": "m", "source_run_id": run["run_id"]})
model = model[1]["model"]["info"]
alone = raw("POST", "logged-models", {"experiment_id": experiment, "name": "alone"})[1]["model"]["info"]
RUN, ROOT, MODEL = run["run_id"], run["artifact_uri"], model["model_id"]
PROMPT = {"key": "mlflow.prompt.is_prompt", "value": "true"}


def create(name, **more):
    return ask("POST", "registered-models/create", {"name": name, **more})


def version(name, source, **more):
    return ask("POST", "model-versions/create", {"name": name, "source": source, **more})


def stage(name, number, to, **more):
    return ask("POST", "model-versions/transition-stage", {"name": name, "version": number, "stage": to, **more})


def alias(name, text, number):
    return ask("POST", "registered-models/alias", {"name": name, "alias": text, "version": number})


def models(**message):
    return ask("GET", "registered-models/search", message)


def versions(**message):
    return ask("GET", "model-versions/search", message)


# names, descriptions, tags of models
create("a", tags=[{"key": "b", "value": "2"}, {"key": "z", "value": "1"}, {"key": "z", "value": "3"}])
create("a")
create("a", tags=[PROMPT])
for name in ["x/y", "a:b", " ", "..", ".", "a.", " a", "./x", "é%"]:
    create(name)
create("described", description="words")
create("undescribed", description="")
create("half", tags=[{"key": "k"}])
for key in ["", "a#", "../x", "a//b", "k" * 251, "é ü"]:
    create("t-" + str(len(steps)), tags=[{"key": key, "value": "1"}])
create("long", tags=[{"key": "k", "value": "1" * 100001}])
create("prompt", tags=[PROMPT])
create("prompt")
create("prompt", tags=[PROMPT])
for path in ["registered-models/get"]:
    for name in ["a", "nope", "a/b", "described"]:
        ask("GET", path, {"name": name})
ask("PATCH", "registered-models/update", {"name": "described"})
ask("PATCH", "registered-models/update", {"name": "described", "description": "other"})
ask("PATCH", "registered-models/update", {"name": "nope", "description": "other"})
for message in [{"key": "t", "value": "1"}, {"key": "t"}, {"key": "a#", "value": "1"}, {"key": "t", "value": "2"}]:
    ask("POST", "registered-models/set-tag", {"name": "a", **message})
ask("POST", "registered-models/set-tag", {"name": "nope", "key": "t", "value": "1"})
for name, key in [("a", "t"), ("a", "t"), ("nope", "t"), ("a", "a#")]:
    ask("DELETE", "registered-models/delete-tag", {"name": name, "key": key})
ask("GET", "registered-models/get", {"name": "a"})

# sources of versions
ART = f"mlflow-artifacts:/{experiment}"
for source, more in [
    (f"models:/{MODEL}", {"model_id": MODEL, "run_id": RUN}),
    (f"models:/{MODEL}", {"model_id": MODEL}),
    (f"models:/{alone['model_id']}", {"model_id": alone["model_id"]}),
    (f"models:/{MODEL}", {}),
    ("models:/m-unknown", {"model_id": "m-unknown"}),
    (f"models:/{MODEL}", {"model_id": alone["model_id"]}),
    (f"{ROOT}/model", {"run_id": RUN}),
    (ROOT, {"run_id": RUN}),
    (f"{ROOT}/model", {}),
    (f"{ROOT}x", {"run_id": RUN}),
    (f"{ROOT}/model", {"run_id": "nope"}),
    (f"{ROOT}/../x", {"run_id": RUN}),
    (f"{ROOT}/%2e%2e/x", {"run_id": RUN}),
    (f"{ROOT}/%252e%252e/x", {"run_id": RUN}),
    (f"{ROOT}/a%2fb", {"run_id": RUN}),
    (f"{ROOT}/.%00", {"run_id": RUN}),
    (model["artifact_uri"], {"model_id": MODEL}),
    (model["artifact_uri"], {"model_id": alone["model_id"]}),
    (f"{ART}/models", {"model_id": MODEL}),
    (f"runs:/{RUN}/model", {"run_id": RUN}),
    (f"runs:/{RUN}/model", {}),
    (f"runs:/{RUN}/model", {"model_id": MODEL}),
    (f"runs://host/{RUN}/model", {"run_id": RUN}),
    ("models:/a/1", {}),
    ("models:/a/1", {"run_id": RUN}),
    ("models:/a/1", {"run_id": "other"}),
    ("models:/a/1", {"run_id": ""}),
    ("models:/a/77", {}),
    ("models:/nope/1", {}),
    ("models:/a@nope", {}),
    ("models:/a/latest", {}),
    ("models:/a/b/c", {}),
    ("models:/", {}),
    ("models:a", {}),
    ("models://host/a/1", {}),
    ("models:/prompt/1", {}),
    ("s3://bucket/x", {"run_link": "link", "description": "words", "tags": [{"key": "b"}, {"key": "c", "value": "1"}]}),
    ("s3://bucket/x", {"model_id": MODEL}),
    ("s3://bucket/../x", {}),
    ("s3://bucket/a/..", {}),
    ("s3://bucket/a/./x", {}),
    ("s3://bucket//a///x/", {}),
    ("s3://bucket", {}),
    ("s3:/bucket/%2E%2E/x", {}),
    ("dbfs:/a", {}),
    ("gs://b/x?y=../z", {}),
    ("/etc/passwd", {}),
    ("file:///etc", {}),
    ("file:///etc", {"run_id": RUN}),
    ("etc", {}),
    ("../etc", {"run_id": RUN}),
    ("dummy-source", {}),
    ("http://localhost/x", {}),
    ("HTTP://host/x", {}),
    ("https://host/api/2.0/mlflow-artifacts/artifacts/1", {"run_id": RUN}),
    ("ftp://host/x", {}),
    ("hdfs://host/x", {}),
    ("abfss://fs@account.dfs.core.windows.net/x", {}),
    ("mlflow-artifacts://host/x", {"run_id": RUN}),
    ("mlflow-artifacts:/../x", {"run_id": RUN}),
    ("x", {"tags": [PROMPT]}),
    ("s3://bucket/x", {"tags": [{"key": "a#", "value": "1"}]}),
    ("s3://bucket/x", {"tags": [{"key": "mlflow.prompt.text", "value": "1" * 100001}]}),
]:
    version("a", source, **more)
version("nope", "s3://bucket/x")
version("a/b", "s3://bucket/x")
version("prompt", "dummy-source", tags=[PROMPT, {"key": "mlflow.prompt.text", "value": "Hi {{name}}"}])
version("prompt", "prompt-template", tags=[PROMPT], run_id=RUN)
version("b", "models:/prompt/1")
ask("GET", "logged-models/" + MODEL, {})
for number in ["1", "3", "9", "12", "77", "x"]:
    ask("GET", "model-versions/get-download-uri", {"name": "a", "version": number})

# stages, latest versions
create("s")
for number in range(6):
    version("s", "s3://bucket/x", tags=[{"key": "n", "value": str(number % 2)}])
stage("s", "1", "production")
stage("s", "3", "Production")
stage("s", "2", "STAGING", archive_existing_versions=False)
stage("s", "4", "Production", archive_existing_versions=True)
stage("s", "2", "nope")
stage("s", "99", "Production")
stage("s", "x", "Production")
stage("s", "1", "None")
ask("GET", "registered-models/get", {"name": "s"})
models(filter="name = 's'")
for method in ["POST", "GET"]:
    ask(method, "registered-models/get-latest-versions", {"name": "s"})
    ask(method, "registered-models/get-latest-versions", {"name": "s", "stages": ["production", "None"]})
ask("POST", "registered-models/get-latest-versions", {"name": "s", "stages": ["x"]})
ask("POST", "registered-models/get-latest-versions", {"name": "nope"})
ask("POST", "registered-models/get-latest-versions", {"name": "described"})

# aliases
for text, number in [("champ", "1"), ("Latest", "1"), ("v1", "1"), ("V22", "1"), ("a b", "1"), ("é-_1", "1"), ("x" * 256, "1"),
                     ("champ", "99"), ("champ", "x"), ("b2", "1"), ("champ", "2"), ("b1", "2"), ("v1x", "2")]:
    alias("s", text, number)
alias("nope", "champ", "1")
for text in ["champ", "nope", "latest", "LATEST", "a b", "v1", "b2"]:
    ask("GET", "registered-models/alias", {"name": "s", "alias": text})
ask("GET", "registered-models/alias", {"name": "nope", "alias": "champ"})
ask("GET", "registered-models/alias", {"name": "described", "alias": "latest"})
for name, text in [("s", "nope"), ("nope", "x"), ("s", "latest"), ("s", "b1"), ("s", "a b")]:
    ask("DELETE", "registered-models/alias", {"name": name, "alias": text})
ask("GET", "registered-models/get", {"name": "s"})
version("s", "models:/s@champ")

# versions
for number in ["1", "2", "77", "x", "1.0", "-1", " 1_0 ", "+2"]:
    ask("GET", "model-versions/get", {"name": "s", "version": number})
ask("GET", "model-versions/get", {"name": "nope", "version": "1"})
ask("PATCH", "model-versions/update", {"name": "s", "version": "1", "description": "new"})
ask("PATCH", "model-versions/update", {"name": "s", "version": "1"})
ask("PATCH", "model-versions/update", {"name": "s", "version": "1", "description": ""})
ask("PATCH", "model-versions/update", {"name": "s", "version": "77", "description": ""})
for number, message in [("1", {"key": "t", "value": "1"}), ("1", {"key": "t"}), ("77", {"key": "t", "value": "1"}), ("x", {"key": "t"}), ("1", {"key": "a#"})]:
    ask("POST", "model-versions/set-tag", {"name": "s", "version": number, **message})
for number, key in [("1", "nope"), ("1", "n"), ("77", "t"), ("x", "t"), ("1", "a#")]:
    ask("DELETE", "model-versions/delete-tag", {"name": "s", "version": number, "key": key})
ask("GET", "model-versions/get", {"name": "s", "version": "1"})
for number in ["1", "1", "7", "x"]:
    ask("DELETE", "model-versions/delete", {"name": "s", "version": number})
version("s", "s3://bucket/x")
ask("GET", "registered-models/alias", {"name": "s", "alias": "b2"})
ask("GET", "registered-models/get", {"name": "s"})

# searches
for where in ["", "name = 's'", "name != 's'", "name LIKE 'a%'", "name ILIKE 'A%'", "name IN ('a', 's')", "name NOT IN ('a', 's')",
              "tags.z = '3'", "tags.z != '3'", "tags.b LIKE '_'", "tags.`mlflow.prompt.is_prompt` = 'true'",
              "tags.`mlflow.prompt.is_prompt` != 'true'", "name LIKE 'p%' AND tags.`mlflow.prompt.is_prompt` != 'true'",
              "attribute.name = 's'", "tags.b = '2' AND tags.z = '3'", "tags.b = '2' AND tags.z = '4'"]:
    models(filter=where)
for order in ["name DESC", "timestamp DESC", "last_updated_timestamp ASC", "timestamp"]:
    models(order_by=[order])
for where in ["", "name = 's'", "run_id = '" + RUN + "'", "run_id IN ('" + RUN + "')", "run_id NOT IN ('" + RUN + "')", "source_path LIKE 's3:%'",
              "version_number > 6", "version_number = '2'", "version_number <= 2 AND name = 's'", "tags.n = '1'", "tags.n != '1'",
              "tags.`mlflow.prompt.is_prompt` = 'true'", "tags.`mlflow.prompt.is_prompt` != 'true' AND name = 'prompt'", "name IN ('prompt')",
              "name ILIKE 'S'"]:
    versions(filter=where)
for order in [["version_number ASC"], ["name"], ["creation_timestamp DESC"], ["last_updated_timestamp ASC", "version_number ASC"]]:
    versions(filter="name = 's'", order_by=order)
versions(max_results=0)
versions(max_results=-1)

# names that change, and what goes
create("taken")
for name, to in [("nope", "y"), ("s", "a/b"), ("s", " "), ("s", "s"), ("s", "s2")]:
    ask("POST", "registered-models/rename", {"name": name, "new_name": to})
ask("GET", "registered-models/get", {"name": "s"})
version("s2", "models:/s2/2")
versions(filter="name = 's2'")
for name in ["nope", "s2", "s2"]:
    ask("DELETE", "registered-models/delete", {"name": name})
versions(filter="name = 's2'")
create("s2")
version("s2", "s3://bucket/x")

json.dump(
    {
        "source": "MLflow 3.17.2, SQLite",
        "experiment": experiment,
        "run": {"id": RUN, "artifactUri": ROOT},
        "models": [{"id": one["model_id"], "artifactUri": one["artifact_uri"], "sourceRunId": one["source_run_id"]} for one in (model, alone)],
        "steps": [numbered(step) for step in steps],
    },
    sys.stdout,
    ensure_ascii=False,
)
